"""Two records of one person are made one, and parted again exactly."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from eti_events.accounts.models import Account, Role
from eti_events.accounts.queries import find_person_by_email
from eti_events.audit.models import AuditLine
from eti_events.database import Base, db, transaction
from eti_events.errors import Refusal
from eti_events.events.models import Counter, Event
from eti_events.invariants import faults
from eti_events.messages.actions import forget_bodies
from eti_events.messages.models import Mail, MailState
from eti_events.people.models import Person
from eti_events.privacy import actions, refusals
from eti_events.privacy.fields import FIELDS, Choice
from eti_events.privacy.models import PersonMerge
from eti_events.privacy.queries import get_merge, list_alike, list_twice
from eti_events.privacy.rows.queries import columns_that_name
from eti_events.privacy.rules import RULES
from eti_events.registration.actions import register_by_hand
from eti_events.registration.models import (
    Category,
    Registration,
    RegistrationState,
    Ticket,
)
from eti_events.registration.queries import find_last_ticket, get_ticket
from eti_events.registration.refusals import RecordMerged
from tests.factories import (
    grant,
    make_event,
    make_mail,
    make_mission,
    make_person,
    make_registration,
    make_scan,
    saved,
)
from tests.privacy.two_records import (
    AT,
    FURNITURE,
    count_rows,
    dump,
    furnish,
    registered,
    world,
)
from tests.registration.seats import again, make_delegation, name, who

State = RegistrationState
KINDS = st.sets(st.sampled_from(sorted(FURNITURE)))
STATES = st.none() | st.sampled_from(
    [State.DRAFT, State.PENDING, State.WAITING, State.CONFIRMED, State.CANCELLED]
)


def choose(
    kept: Person,
    other: Person,
    *,
    fields: frozenset[str] = frozenset(),
    other_stays: bool = False,
) -> Choice:
    events = [row.event.public_id for row in list_twice(kept.id, other.id)]
    db.session.rollback()
    return Choice(fields=fields, registrations=dict.fromkeys(events, other_stays))


def merge(
    kept: Person,
    other: Person,
    *,
    fields: frozenset[str] = frozenset(),
    other_stays: bool = False,
) -> PersonMerge:
    choice = choose(kept, other, fields=fields, other_stays=other_stays)
    by = make_person()
    with transaction():
        return actions.merge(kept.id, other.id, choice, by=by.id, at=AT, is_admin=True)


def undo(made: PersonMerge) -> None:
    by = make_person()
    with transaction():
        found = get_merge(made.public_id, for_update=True)
        actions.undo(found, by=by.id, at=AT + timedelta(hours=1), is_admin=True)


@pytest.mark.one_engine
def test_every_key_to_a_person_has_a_fate(app: Flask) -> None:
    keys = {(column.table.name, column.name) for column in columns_that_name("person")}

    assert keys == set(RULES)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    ours=KINDS,
    theirs=KINDS,
    our_state=STATES,
    their_state=STATES,
    fields=st.frozensets(st.sampled_from(FIELDS)),
    other_stays=st.booleans(),
)
def test_merging_loses_nothing_and_undoing_it_gives_everything_back(
    app: Flask,
    ours: set[str],
    theirs: set[str],
    our_state: State | None,
    their_state: State | None,
    fields: frozenset[str],
    other_stays: bool,
) -> None:
    event = make_event()
    shared = world(event)
    kept = make_person(given_name="Alix")
    other = make_person(given_name="Aliks", protected=True)
    for person, kinds, state in (
        (kept, ours, our_state),
        (other, theirs, their_state),
    ):
        if state:
            registered(event, person, state)
        furnish(event, person, kinds, shared)
    acting = make_person()
    choice = choose(kept, other, fields=fields, other_stays=other_stays)
    before, numbers = dump(), count_rows()

    with transaction():
        made = actions.merge(
            kept.id, other.id, choice, by=acting.id, at=AT, is_admin=True
        )

    after = count_rows()
    lost = {name for name in numbers if after[name] < numbers[name]}
    assert lost <= {"held_place"}
    assert list(faults()) == []
    assert [row["id"] for row in dump()["person"]] == [
        row["id"] for row in before["person"]
    ]

    with transaction():
        actions.undo(get_merge(made.public_id), by=acting.id, at=AT, is_admin=True)

    assert dump() == before
    assert list(faults()) == []


def test_both_addresses_find_the_person_kept(app: Flask) -> None:
    kept, other = make_person(), make_person()
    address = other.email_key or ""

    merge(kept, other)

    found = find_person_by_email(address)
    assert found is not None
    assert found.id == kept.id
    assert find_person_by_email(kept.email_key or "") is found


def test_the_chosen_address_becomes_the_first_one(app: Flask) -> None:
    kept, other = make_person(), make_person()
    own, address = kept.email_key, other.email_key

    merge(kept, other, fields=frozenset({"email"}))

    person = db.session.get_one(Person, kept.id, populate_existing=True)
    assert person.email_key == address
    found = find_person_by_email(own or "")
    assert found is person


def test_both_codes_open_the_door_for_one_person_counted_once(app: Flask) -> None:
    event = make_event()
    kept, other = make_person(), make_person()
    stays = registered(event, kept, State.CONFIRMED)
    goes = registered(event, other, State.CONFIRMED)
    make_scan(event, goes, at=AT)

    merge(kept, other)

    tickets = db.session.scalars(
        select(Ticket).filter_by(person_id=kept.id, revoked_at=None)
    ).all()
    assert sorted(row.beside for row in tickets) == [False, True]
    assert find_last_ticket(kept.id, event.id) is get_ticket(kept.id, event.id)
    scanned = db.session.scalars(text("SELECT registration_id FROM scan")).all()
    assert scanned == [stays.id]
    taken = db.session.scalar(select(Counter.taken).filter_by(event_id=event.id))
    assert taken == 1


def test_the_registration_chosen_stays(app: Flask) -> None:
    event = make_event()
    kept, other = make_person(), make_person()
    registered(event, kept, State.DRAFT)
    theirs = registered(event, other, State.CONFIRMED)

    merge(kept, other, other_stays=True)

    query = select(Registration.id, Registration.state).filter_by(person_id=kept.id)
    assert db.session.execute(query).all() == [(theirs.id, State.CONFIRMED)]


def test_one_line_tells_of_a_merge_and_one_of_its_undoing(app: Flask) -> None:
    kept, other = make_person(), make_person()

    made = merge(kept, other)
    undo(made)

    lines = db.session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
    assert [(line.action, line.subject_id) for line in lines] == [
        ("person.merged", kept.id),
        ("person.merge_undone", kept.id),
    ]
    assert "exemple" not in json.dumps([line.detail for line in lines])


def test_what_was_before_is_encrypted_and_forgotten(app: Flask) -> None:
    kept, other = make_person(), make_person(email="canari@exemple.invalid")
    stored = text("SELECT record FROM person_merge")
    planted = text("SELECT email FROM person WHERE email LIKE 'canari%'")
    assert db.session.scalars(planted).all() == ["canari@exemple.invalid"]
    db.session.rollback()

    made = merge(kept, other)

    raw = db.session.scalars(stored).one()
    assert b"canari" not in bytes(raw)
    assert made.record
    assert "canari" in made.record
    with transaction():
        actions.forget_merges(AT + timedelta(days=91))
    assert db.session.scalars(stored).one() is None


def _touch_registration(event: Event, kept: Person) -> None:
    row = db.session.scalars(select(Registration).filter_by(person_id=kept.id)).one()
    with transaction():
        found = db.session.get_one(Registration, row.id)
        found.badge_line = "Directrice"


def _scan_since(event: Event, kept: Person) -> None:
    row = db.session.scalars(select(Registration).filter_by(person_id=kept.id)).one()
    make_scan(event, row, at=AT)


def _rename(event: Event, kept: Person) -> None:
    with transaction():
        found = db.session.get_one(Person, kept.id)
        found.given_name = "Camille"


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("since", "table"),
    [
        (_touch_registration, "registration"),
        (_scan_since, "registration"),
        (_rename, "person"),
    ],
)
def test_undoing_is_refused_once_something_was_done(
    app: Flask, since: Callable[[Event, Person], None], table: str
) -> None:
    event = make_event()
    kept, other = make_person(given_name="Alix"), make_person(given_name="Aliks")
    registered(event, other, State.CONFIRMED)
    made = merge(kept, other, fields=frozenset({"given_name"}))
    since(event, kept)
    before = dump()

    with pytest.raises(refusals.UsedSince) as refused:
        undo(made)

    assert refused.value.tables == [table]
    assert {n: r for n, r in dump().items() if n != "person"} == {
        n: r for n, r in before.items() if n != "person"
    }


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("until_undone", "state"),
    [
        (timedelta(hours=1), MailState.QUEUED),
        (timedelta(days=40), MailState.CANCELLED),  # what it said is erased
    ],
)
def test_a_mail_taken_back_with_a_registration_waits_again(
    app: Flask, until_undone: timedelta, state: MailState
) -> None:
    event = make_event()
    kept, other = make_person(), make_person()
    registered(event, kept, State.CONFIRMED)
    registered(event, other, State.DRAFT)
    mail = make_mail(event, kept, body=b"?")
    by = make_person().id

    made = merge(kept, other, other_stays=True)

    assert state_of(mail) is MailState.CANCELLED
    with transaction():
        forget_bodies(AT + until_undone)
    with transaction():
        found = get_merge(made.public_id, for_update=True)
        actions.undo(found, by=by, at=AT + until_undone, is_admin=True)
    assert state_of(mail) is state


def state_of(mail: Mail) -> MailState:
    return db.session.scalars(select(Mail.state).filter_by(id=mail.id)).one()


@pytest.mark.one_engine
def test_a_place_given_to_another_does_not_come_back(app: Flask) -> None:
    event = make_event(places=2)
    kept, other = make_person(), make_person()
    registered(event, kept, State.CONFIRMED)
    registered(event, other, State.CONFIRMED)
    made = merge(kept, other)
    make_registration(event)

    with pytest.raises(refusals.PlaceGiven):
        undo(made)


@pytest.mark.one_engine
@pytest.mark.parametrize("other_stays", [True, False])
def test_a_seat_of_a_delegation_comes_back_too(app: Flask, other_stays: bool) -> None:
    event = make_event(places=3)
    delegation = make_delegation(event, seats=2)
    sits = name(event, delegation, who(event)).registration_id
    other = db.session.get_one(Person, db.session.get_one(Registration, sits).person_id)
    kept = make_person()
    registered(event, kept, State.CONFIRMED)
    before = dump()

    made = merge(kept, other, other_stays=other_stays)

    assert again(delegation).free == 1  # the seat goes with the person
    undo(made)
    after = dump()
    assert again(delegation).free == 1
    assert after["delegation"] == before["delegation"]
    assert after["delegation_member"] == before["delegation_member"]
    assert after["counter"] == before["counter"]
    assert after["held_place"] == before["held_place"]
    assert list(faults()) == []


@pytest.mark.one_engine
def test_a_seat_that_got_another_name_does_not_come_back(app: Flask) -> None:
    event = make_event()
    delegation = make_delegation(event, seats=1)
    sits = name(event, delegation, who(event)).registration_id
    other = db.session.get_one(Person, db.session.get_one(Registration, sits).person_id)
    kept = make_person()
    registered(event, kept, State.WAITING)
    made = merge(kept, other)
    name(event, again(delegation), who(event))

    with pytest.raises(refusals.UsedSince) as refused:
        undo(made)
    assert refused.value.tables == ["delegation"]


@pytest.mark.one_engine
def test_the_last_of_two_merges_is_undone_first(app: Flask) -> None:
    first, second, third = make_person(), make_person(), make_person()
    one = merge(second, third)
    two = merge(first, second)

    with pytest.raises(refusals.MergedAgain):
        undo(one)
    undo(two)
    undo(one)

    people = db.session.scalars(select(Person.merged_into_id)).all()
    assert set(people) == {None}


@pytest.mark.one_engine
def test_a_merge_is_undone_once(app: Flask) -> None:
    made = merge(make_person(), make_person())
    undo(made)

    with pytest.raises(refusals.UndoneAlready):
        undo(made)


@pytest.mark.one_engine
def test_a_record_is_not_merged_with_itself(app: Flask) -> None:
    person = make_person()

    with pytest.raises(refusals.SameRecord):
        merge(person, person)


@pytest.mark.one_engine
def test_the_organiser_chooses_which_registration_stays(app: Flask) -> None:
    event = make_event()
    kept, other = make_person(), make_person()
    registered(event, kept, State.CONFIRMED)
    registered(event, other, State.CONFIRMED)

    with pytest.raises(refusals.ChooseRegistration), transaction():
        actions.merge(kept.id, other.id, Choice(), by=kept.id, at=AT)


@pytest.mark.one_engine
def test_a_decision_on_an_old_page_is_refused(app: Flask) -> None:
    kept, other = make_person(), make_person()

    with pytest.raises(refusals.ChangedMeanwhile), transaction():
        actions.merge(kept.id, other.id, Choice(seen="1.7"), by=kept.id, at=AT)


def test_two_organisers_merging_at_once_make_one_merge(app: Flask) -> None:
    event = make_event()
    one, two = make_person(), make_person()
    make_mission(one)
    make_registration(event, two)
    ids = [(one.id, two.id), (two.id, one.id), (one.id, two.id), (two.id, one.id)]
    start, done, refused = Barrier(len(ids)), [], []

    def act(kept: int, other: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    actions.merge(kept, other, Choice(), by=kept, at=AT)
                done.append(kept)
            except Refusal as refusal:
                refused.append(type(refusal))
            db.session.remove()

    threads = [Thread(target=act, args=pair) for pair in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    db.session.rollback()
    assert len(done) == 1
    assert refused == [refusals.MergedAlready] * 3
    count = db.session.scalar(select(func.count()).select_from(PersonMerge))
    assert count == 1
    owners = {
        owner
        for table in ("mission", "registration")
        for owner in db.session.scalars(select(Base.metadata.tables[table].c.person_id))
    }
    assert owners == set(done)


@pytest.mark.one_engine
def test_nobody_writes_registrations_of_a_record_that_went(app: Flask) -> None:
    event = make_event()
    kept, other = make_person(), make_person()
    merge(kept, other)

    with pytest.raises(RecordMerged), transaction():
        register_by_hand(
            db.session.get_one(Event, event.id),
            db.session.get_one(Person, other.id),
            category=Category.PARTNER,
            by=kept.id,
            at=AT,
        )


def test_a_person_who_registers_while_merged_leaves_nothing_behind(app: Flask) -> None:
    event = make_event()
    kept, other = make_person(), make_person()
    ids, event_id = (kept.id, other.id), event.id
    db.session.rollback()
    start, refused = Barrier(2), []

    def act(do: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    do()
            except Refusal as refusal:
                refused.append(type(refusal))
            db.session.remove()

    def register() -> object:
        return register_by_hand(
            db.session.get_one(Event, event_id),
            db.session.get_one(Person, ids[1]),
            category=Category.PARTNER,
            by=ids[0],
            at=AT,
        )

    acts = (register, lambda: actions.merge(*ids, Choice(), by=ids[0], at=AT))
    threads = [Thread(target=act, args=(do,)) for do in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    owners = db.session.scalars(select(Registration.person_id)).all()
    assert refused in ([], [RecordMerged])
    assert owners == ([] if refused else [ids[0]])
    assert list(faults()) == []


@pytest.mark.one_engine
def test_names_in_another_order_and_accents_are_alike(app: Flask) -> None:
    make_person(given_name="Inès", family_name="Sureau")
    make_person(given_name="Sureau", family_name="Ines")
    make_person(given_name="Inès", family_name="Mélisse")

    [group] = list_alike()

    assert [person.given_name for person in group] == ["Inès", "Sureau"]


@pytest.mark.one_engine
def test_only_an_administrator_merges_people_of_the_team(app: Flask) -> None:
    kept, other = make_person(), make_person()
    grant(other, Role.TRAINER)

    with pytest.raises(refusals.OnlyAdministrators), transaction():
        actions.merge(kept.id, other.id, Choice(), by=kept.id, at=AT)


@pytest.mark.one_engine
def test_who_signs_in_as_staff_is_kept(app: Flask) -> None:
    kept, other = make_person(), make_person()
    saved(Account(person_id=other.id, created_at=AT))

    with pytest.raises(refusals.SignsInAsStaff):
        merge(kept, other)
