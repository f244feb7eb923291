"""A list of people brought to an event: checked, invited or confirmed, undone."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask

from eti_events import JOBS
from eti_events.accounts.models import AccessLink
from eti_events.audit.models import AuditLine, Erasure
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.invariants import faults
from eti_events.jobs.actions import ask
from eti_events.jobs.running import run_due
from eti_events.messages.models import Mail, MailState
from eti_events.people.faults import Problem
from eti_events.people.models import ImportState, Person, PersonEmail
from eti_events.people.queries import get_content
from eti_events.people.unreadable import TooManyColumns
from eti_events.registration import actions
from eti_events.registration.imports import planning, queries
from eti_events.registration.imports.half_days import HalfDayWords
from eti_events.registration.imports.planning import Plan
from eti_events.registration.imports.refusals import (
    FaultyRows,
    ListErased,
    NothingToDo,
    NotTheLastList,
    NotTheNumber,
    TooManyAtOnce,
)
from eti_events.registration.models import (
    Answer,
    Category,
    ChosenOption,
    ImportHow,
    Invitation,
    Note,
    Registration,
    RegistrationImport,
    RegistrationState,
)
from eti_events.registration.queries import find_registration, find_ticket
from tests.factories import make_event, make_person, make_registration, saved
from tests.people.files import csv_file
from tests.registration.asked import K, make_question, options, places
from tests.registration.steps import half_days, taken

pytestmark = pytest.mark.usefixtures("app")

HEADERS = [
    *("Prénom", "Nom", "Courriel", "Organisation", "Catégorie", "Demi-journées"),
    *("Langue", "Premier départ", "Note"),
]
CONFIRM, INVITE = ImportHow.CONFIRM, ImportHow.INVITE


def guest(number: int = 1, **changed: str) -> list[str]:
    """Return one clean row; ``changed`` names fields by their key below."""
    values = {
        "given_name": "Ilir",
        "family_name": f"Fougère{'abcdefghij'[number % 10]}",
        "email": f"ilir.fougere{number}@exemple.invalid",
        "organisation": "Agence des Fougères (fictive)",
        "category": "partenaire",
        "half_days": "",
        "language": "en",
        "first_departure": "non",
        "note": "",
    }
    assert changed.keys() <= values.keys()
    return list((values | changed).values())


def bring(
    event: Event,
    rows: Sequence[Sequence[str]],
    how: ImportHow = CONFIRM,
    headers: Sequence[str] = HEADERS,
) -> RegistrationImport:
    """Upload a list."""
    organiser = make_person()
    with transaction():
        return actions.upload_list(
            get_event(event.slug),
            csv_file(rows, headers=headers),
            "list.csv",
            how=how,
            category=Category.PARTNER,
            by=organiser.id,
            at=utcnow(),
        )


def planned(event: Event, made: RegistrationImport) -> Plan:
    content = get_content(made.file_id or 0)
    table, proposals = actions.read_list(content, made.file_name, made.mapping)
    return actions.plan_import(event, made, table, proposals, language="en")


def start(
    event: Event,
    made: RegistrationImport,
    *,
    number: int | None = None,
    skip: bool = False,
) -> None:
    """Type the number, the right one if none is given."""
    with transaction():
        fresh = queries.get_import(event, made.public_id, for_update=True)
        plan = planned(event, fresh)
        actions.start_list(
            get_event(event.slug),
            fresh,
            plan,
            number=len(plan.to_do) if number is None else number,
            skip_faulty=skip,
            by=fresh.started_by,
            at=utcnow(),
        )


def work() -> None:
    """Do what the worker would."""
    run_due(JOBS, "worker", lease=timedelta(minutes=1))
    db.session.rollback()


def imported(
    event: Event,
    rows: Sequence[Sequence[str]],
    how: ImportHow = CONFIRM,
    *,
    skip: bool = False,
) -> RegistrationImport:
    """Bring a list and have the worker import it."""
    made = bring(event, rows, how)
    start(event, made, skip=skip)
    work()
    return again(event, made.public_id)


def again(event: Event, public_id: UUID) -> RegistrationImport:
    db.session.rollback()
    return queries.get_import(event, public_id)


def undo(event: Event, made: RegistrationImport) -> list[tuple[int, str]]:
    with transaction():
        rows = actions.undo_list(
            get_event(event.slug),
            queries.get_import(event, made.public_id, for_update=True),
            by=made.started_by,
            at=utcnow(),
        )
        return [(row.row, row.kept_why) for row in rows]


def registrations(event: Event) -> list[Registration]:
    return list(
        db.session.query(Registration)
        .filter_by(event_id=event.id)
        .order_by(Registration.id)
    )


def problems(event: Event, *rows: Sequence[str]) -> list[tuple[int, str, Problem]]:
    found = planned(event, bring(event, rows))
    return [(fault.row, fault.column, fault.problem) for fault in found.faults]


def test_each_row_becomes_a_person_a_place_a_code_and_a_note() -> None:
    event = make_event()

    made = imported(
        event,
        [
            guest(1, half_days="1", note="Végétarien", category="intervenante"),
            guest(2, first_departure="oui"),
        ],
    )

    first, second = registrations(event)
    assert (made.state, made.report["done"]) == (ImportState.COMMITTED, 2)
    assert {first.state, second.state} == {RegistrationState.CONFIRMED}
    assert (first.category, second.category) == (Category.SPEAKER, Category.PARTNER)
    assert (first.first_departure, second.first_departure) == (False, True)
    assert find_ticket(first.person_id, event.id)
    assert taken(event) == 2
    person = db.session.get_one(Person, first.person_id)
    assert (person.name, person.language.value) == ("Ilir Fougèreb", "en")
    assert [note.text for note in db.session.query(Note)] == ["Végétarien"]
    actions_logged = {line.action for line in db.session.query(AuditLine)}
    assert {"list.uploaded", "list.import_started", "list.imported"} <= actions_logged


def test_half_days_are_those_of_the_row() -> None:
    event = make_event()

    imported(event, [guest(1, half_days="1, 3")])

    offered = half_days(event)
    [row] = registrations(event)
    standing = find_registration(event.id, row.person_id)
    assert standing
    assert [each.id for each in standing.half_days] == [offered[0].id, offered[2].id]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("Tous", []),
        ("all", []),
        ("2", [2]),
        ("1, 4", [1, 4]),
        ("27/08/2096 matin", [1]),
        ("2096-08-27 pm", [2]),
        ("27 août", [1, 2]),
        ("27 August afternoon", [2]),
        ("lundi matin", [1]),
        ("le 27 août matin et après-midi; 28 août matin", [1, 2, 3]),
        ("Monday and 28/08", [1, 2, 3, 4]),
        ("5", None),
        ("29 août", None),
        ("matin", None),
        ("27 août soir", None),
    ],
)
def test_half_days_are_read_in_words(text: str, numbers: list[int] | None) -> None:
    event = make_event(first_day=date(2096, 8, 27))
    offered = half_days(event)

    found = HalfDayWords(event, offered).find(text)

    expected = None if numbers is None else [offered[n - 1].id for n in numbers]
    assert (None if found is None else [each.id for each in found]) == expected


def test_whoever_is_known_by_any_address_keeps_what_we_hold() -> None:
    event = make_event()
    person = make_person(
        given_name="Vesna", family_name="Ajonc", email="v@exemple.invalid"
    )
    saved(PersonEmail(person_id=person.id, email_key="autre@exemple.invalid"))

    imported(event, [guest(1, email="Autre@exemple.invalid")])

    [row] = registrations(event)
    assert row.person_id == person.id
    db.session.refresh(person)
    assert (person.name, person.organisation_id) == ("Vesna Ajonc", None)


def test_who_is_registered_already_stays_as_they_are() -> None:
    event = make_event()
    person = make_person(email="ilir.fougere1@exemple.invalid")
    standing = make_registration(event, person, category=Category.VIP)
    made = imported(event, [guest(1), guest(2)])

    assert made.report["there"] == 1
    assert made.report["done"] == 1
    assert len(registrations(event)) == 2
    assert db.session.get_one(Registration, standing.id).category is Category.VIP


def test_nobody_is_registered_twice_by_two_addresses_or_two_rows() -> None:
    event = make_event()
    person = make_person(email="v@exemple.invalid")
    saved(PersonEmail(person_id=person.id, email_key="autre@exemple.invalid"))

    found = problems(
        event,
        guest(1, email="v@exemple.invalid"),
        guest(2, email="autre@exemple.invalid"),
        guest(3),
        guest(3),
    )

    assert found == [
        (3, "Courriel", Problem.PERSON_REPEATED),
        (5, "Courriel", Problem.PERSON_REPEATED),
    ]


@pytest.mark.parametrize(
    ("changed", "column", "problem"),
    [
        ({"family_name": ""}, "Nom", Problem.NAME_MISSING),
        ({"family_name": "www.exemple.invalid"}, "Nom", Problem.NAME_ADDRESS),
        ({"email": ""}, "Courriel", Problem.ADDRESS_MISSING),
        ({"email": "nobody"}, "Courriel", Problem.ADDRESS_NO_AT),
        ({"organisation": "=cmd()"}, "Organisation", Problem.FORMULA),
        ({"category": "wizard"}, "Catégorie", Problem.VALUE_UNKNOWN),
        ({"half_days": "9"}, "Demi-journées", Problem.HALF_DAY_UNKNOWN),
        ({"language": "sq"}, "Langue", Problem.VALUE_UNKNOWN),
        ({"first_departure": "maybe"}, "Premier départ", Problem.YES_NO),
        ({"note": "a\u202eb"}, "Note", Problem.CHARACTER_DIRECTION),
    ],
)
def test_a_fault_is_named_by_row_and_column(
    changed: dict[str, str], column: str, problem: Problem
) -> None:
    assert problems(make_event(), guest(1), guest(2, **changed)) == [
        (3, column, problem)
    ]


def test_a_full_event_is_a_fault_of_the_rows_that_find_no_place() -> None:
    event = make_event(places=2)

    found = problems(event, guest(1), guest(2), guest(3))

    assert found == [(4, "Courriel", Problem.NO_PLACE)]


def test_an_answer_that_is_full_is_a_fault_of_the_row_that_chose_it_last() -> None:
    event = make_event()
    visit = make_question(event, K.ONE_OF, options=options("Louvre", "Orsay", places=1))
    asked, words, (a, b) = visit.id, visit.revision.id, visit.revision.options
    for number, option in enumerate((a, b, a), 1):
        person = make_person(email=f"ilir.fougere{number}@exemple.invalid")
        draft = make_registration(event, person, state=RegistrationState.DRAFT)
        chosen = Answer(
            registration_id=draft.id,
            question_id=asked,
            revision_id=words,
            given_at=utcnow(),
        )
        saved(ChosenOption(answer_id=saved(chosen).id, key=option.key))
    rows = [guest(1), guest(2), guest(3)]

    assert problems(event, *rows) == [(4, "Courriel", Problem.NO_PLACE_THERE)]
    made = imported(event, rows, skip=True)

    assert made.report["left_out"] == [4]
    assert set(places(event).values()) == {1}
    assert list(faults()) == []


def test_a_file_that_cannot_be_read_is_told_in_the_words_of_a_list(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(TooManyColumns) as refused:
        actions.read_list(csv_file([["x"] * 101], headers=["y"] * 101), "a.csv")

    with app.test_request_context("/?lang=en"):
        assert "Save only the sheet of people" in str(refused.value)


def test_whoever_said_no_is_not_registered_by_a_file() -> None:
    event = make_event()
    person = make_person(email="ilir.fougere1@exemple.invalid")
    make_registration(event, person, state=RegistrationState.DECLINED)

    assert problems(event, guest(1)) == [(2, "Courriel", Problem.ANSWERED_NO)]


def test_faulty_rows_stop_everything_unless_they_are_left_aside() -> None:
    event = make_event()
    rows = [guest(1), guest(2, email="nobody")]
    made = bring(event, rows)

    with pytest.raises(FaultyRows):
        start(event, made)
    assert registrations(event) == []
    done = imported(event, rows, skip=True)

    assert len(registrations(event)) == 1
    assert done.report["left_out"] == [3]


def test_a_place_taken_meanwhile_undoes_everything_and_is_told() -> None:
    event = make_event(places=2)
    made = bring(event, [guest(1), guest(2)])
    start(event, made)
    make_registration(event)

    work()

    made = again(event, made.public_id)
    assert made.state is ImportState.CHECKED
    assert made.report["reason"] == "FaultyRows"
    assert len(registrations(event)) == 1
    assert db.session.query(Person).filter_by(given_name="Ilir").count() == 0


def test_a_rule_that_refuses_while_writing_undoes_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = make_event(places=1)
    made = bring(event, [guest(1), guest(2)])
    monkeypatch.setattr(planning._Places, "take", lambda *_: None)
    start(event, made)

    work()

    made = again(event, made.public_id)
    assert made.report == {"reason": "RowsRefused", "refused": [[3, "Full"]]}
    assert registrations(event) == []
    assert taken(event) == 0


def test_nothing_leaves_before_the_number_is_typed() -> None:
    event = make_event()
    made = bring(event, [guest(1), guest(2)], INVITE)

    with pytest.raises(NotTheNumber):
        start(event, made, number=3)

    work()
    assert db.session.query(Invitation).count() == 0
    assert db.session.query(Mail).count() == 0


def test_people_are_invited_each_in_their_category() -> None:
    event = make_event()
    known = make_person(email="ilir.fougere3@exemple.invalid")
    saved(Invitation(event_id=event.id, person_id=known.id, invited_at=utcnow()))
    made = imported(event, [guest(1), guest(2, category="vip"), guest(3)], INVITE)

    sent = db.session.query(Invitation).filter(Invitation.person_id != known.id)
    assert {row.category for row in sent} == {Category.VIP, Category.PARTNER}
    assert (made.report["done"], made.report["there"]) == (2, 1)
    assert db.session.query(Mail).count() == 2
    assert registrations(event) == []


def test_a_file_that_brings_nobody_leaves_no_trace() -> None:
    event = make_event()
    make_registration(event, make_person(email="ilir.fougere1@exemple.invalid"))

    with pytest.raises(NothingToDo):
        start(event, bring(event, [guest(1)]))


def test_no_more_are_confirmed_at_once_than_others_can_wait_for() -> None:
    event = make_event(places=None)
    rows = [guest(number) for number in range(301)]

    with pytest.raises(TooManyAtOnce):
        start(event, bring(event, rows))
    start(event, bring(event, rows[:300]))


def test_only_names_and_addresses_are_needed_and_choices_are_remembered() -> None:
    event = make_event()
    rows = [["Fougère", "a@exemple.invalid", "Vesna"]]
    headers = ["Nom", "Contact", "Qui"]
    made = bring(event, rows, headers=headers)
    with transaction():
        fresh = queries.get_import(event, made.public_id, for_update=True)
        choices = {"Nom": "family_name", "Contact": "email", "Qui": "given_name"}
        actions.choose_list_columns(fresh, choices, by=fresh.started_by, at=utcnow())

    _, proposals = actions.read_list(csv_file(rows, headers=headers), "next.csv")

    assert [str(each.field) for each in proposals] == [*choices.values()]


def test_undoing_cancels_and_frees_places_and_keeps_what_changed_since() -> None:
    event = make_event()
    made = imported(event, [guest(1), guest(2)])
    first, second = registrations(event)
    with transaction():
        db.session.get_one(Registration, second.id).badge_line = "Directrice"

    kept = undo(event, made)

    assert kept == [(3, "used")]
    db.session.rollback()
    states = [row.state for row in registrations(event)]
    assert states == [RegistrationState.CANCELLED, RegistrationState.CONFIRMED]
    assert taken(event) == 1
    made = again(event, made.public_id)
    assert (made.state, made.report["undone"]) == (ImportState.UNDONE, 1)
    assert first.id != second.id


def test_undoing_withdraws_invitations_without_an_answer() -> None:
    event = make_event()
    made = imported(event, [guest(1), guest(2)], INVITE)
    answered = db.session.query(Invitation).order_by(Invitation.person_id).first()
    assert answered
    person_id = answered.person_id
    make_registration(
        event,
        db.session.get_one(Person, person_id),
        state=RegistrationState.DECLINED,
    )
    kept = undo(event, made)

    db.session.rollback()
    assert [why for _, why in kept] == ["answered"]
    [left] = db.session.query(Invitation)
    assert left.person_id == person_id
    dead = db.session.query(AccessLink).filter(AccessLink.revoked_at.is_not(None))
    assert dead.count() == 1
    states = sorted(mail.state for mail in db.session.query(Mail))
    assert states == [MailState.CANCELLED, MailState.QUEUED]


def test_only_the_last_import_is_undone_and_only_once() -> None:
    event = make_event()
    first = imported(event, [guest(1)])
    last = imported(event, [guest(2)])

    with pytest.raises(NotTheLastList):
        undo(event, first)
    undo(event, last)
    with pytest.raises(NotTheLastList):
        undo(event, last)


def test_an_import_run_again_does_nothing_more() -> None:
    event = make_event()
    made = imported(event, [guest(1)])
    with transaction():
        ask(queries.RUN_LIST, key=str(made.id), at=utcnow(), import_id=made.id)

    work()

    assert len(registrations(event)) == 1


def test_the_rows_of_a_list_are_erased_a_month_after_the_event() -> None:
    event = make_event()
    made = imported(event, [guest(1), guest(2)])
    end = event.ends_at + timedelta(days=30)

    for at in (end - timedelta(microseconds=1), end, end):
        with transaction():
            actions.forget_rows(at)
        left = len(queries.list_rows(made.id))
        assert left == (2 if at < end else 0)

    assert again(event, made.public_id).report["done"] == 2
    erased = db.session.query(Erasure.event_id, Erasure.what, Erasure.count).all()
    assert [tuple(row) for row in erased] == [(event.id, "list_rows", 2)]
    fresh = again(event, made.public_id)
    with pytest.raises(ListErased), transaction():
        actions.undo_list(get_event(event.slug), fresh, by=1, at=end)
    assert len(registrations(event)) == 2
