"""Seats of a delegation are places, and each name gets a ticket of its own."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eti_events.database import db, transaction
from eti_events.errors import Refusal
from eti_events.events.models import Counter, Event, EventState
from eti_events.events.queries import get_event
from eti_events.invariants import faults
from eti_events.messages.models import Mail
from eti_events.people.models import Language, Person
from eti_events.registration import actions
from eti_events.registration.actions import Contact
from eti_events.registration.delegations.queries import get_delegation, list_members
from eti_events.registration.delegations.refusals import (
    AddressTaken,
    BadDeadline,
    CannotBeNamed,
    DelegationOver,
    Frozen,
    NoSeatLeft,
    OwnAddress,
    SameDelegation,
    SeatsBelowNamed,
    SeatsFull,
    SeatsReleased,
)
from eti_events.registration.models import (
    Category,
    Delegation,
    DelegationMember,
    Promotion,
    Registration,
    RegistrationRules,
    RegistrationState,
    Ticket,
)
from eti_events.registration.queries import find_registration
from eti_events.registration.refusals import EventNotOpen
from tests.factories import make_event, make_person, make_registration, saved
from tests.registration.seats import (
    again,
    make_delegation,
    name,
    replace,
    settle,
    who,
    withdraw,
)
from tests.registration.steps import LATER, invited, mails, state_of, submit, taken

pytestmark = pytest.mark.usefixtures("app")
State = RegistrationState

Act = Callable[[Event, Delegation], object]


def on(delegation: Delegation, act: Act) -> None:
    """Act on the delegation in a transaction of its own."""
    slug = db.session.get_one(Event, delegation.event_id).slug
    public_id = delegation.public_id
    with transaction():
        event = get_event(slug)
        act(event, get_delegation(event, public_id))


def seats(
    delegation: Delegation,
    number: int,
    *,
    deadline: datetime | None = None,
    at: datetime = LATER,
) -> None:
    on(
        delegation,
        lambda event, found: actions.change_seats(
            event,
            found,
            seats=number,
            deadline=deadline or found.deadline,
            by=1,
            at=at,
        ),
    )


def cancel(delegation: Delegation, *, with_people: bool = False) -> None:
    def act(event: Event, found: Delegation) -> None:
        actions.cancel_delegation(
            event, found, with_people=with_people, by=found.created_by or 0, at=LATER
        )

    on(delegation, act)


def registration(member: DelegationMember) -> Registration:
    return db.session.get_one(Registration, member.registration_id)


def person_of(member: DelegationMember) -> Person:
    return db.session.get_one(Person, registration(member).person_id)


def text_of(person_id: int, template: str) -> str:
    row = db.session.query(Mail).filter_by(
        person_id=person_id, template=f"registration/{template}"
    )
    mail = message_from_bytes(row.one().body or b"", policy=default)
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def test_seats_are_places_of_the_event_from_the_agreement_on() -> None:
    event = make_event(places=4)

    delegation = make_delegation(event, seats=3)

    assert (delegation.free, taken(event)) == (3, 3)
    assert submit(event, invited(event)) is actions.Outcome.CONFIRMED
    assert submit(event, invited(event)) is actions.Outcome.FULL
    assert list(faults()) == []


def test_more_seats_than_places_are_refused_whole() -> None:
    event = make_event(places=2)

    with pytest.raises(SeatsFull):
        make_delegation(event, seats=3)

    assert taken(event) == 0
    assert db.session.query(Delegation).count() == 0
    assert db.session.query(Mail).count() == 0


def test_the_contact_is_mailed_a_link_to_a_page_of_their_own() -> None:
    delegation = make_delegation(make_event())

    text = text_of(delegation.contact_id, "delegation")

    delegation = again(delegation)
    assert delegation.link
    assert f"/invitations/{delegation.link.token}" in text
    assert delegation.link.goal.endswith(f"/delegations/{delegation.public_id}")
    assert "Seats: 3" in text


def test_who_is_named_gets_a_ticket_and_a_mail_that_says_by_whom() -> None:
    event = make_event(places=3)
    delegation = make_delegation(event, seats=3, organisation="Ministère des serres")

    member = name(event, delegation)

    row = registration(member)
    assert (row.state, row.category) == (State.CONFIRMED, Category.PARTNER)
    assert row.badge_line == "Directrice"
    assert db.session.query(Ticket).filter_by(person_id=row.person_id).count() == 1
    assert (again(delegation).free, taken(event)) == (2, 3)
    text = text_of(row.person_id, "named")
    assert f"{again(delegation).contact.name} (Ministère des serres) gave us" in text
    assert "object to their use" in text
    assert "/privacy" in text
    assert list(faults()) == []


def test_naming_twice_is_once() -> None:
    event = make_event()
    delegation = make_delegation(event)
    person = who(event)

    first, second = name(event, delegation, person), name(event, delegation, person)

    assert first.public_id == second.public_id
    assert again(delegation).free == 2
    assert mails(person_of(first)) == ["registration/named"]


def test_nobody_sits_on_a_seat_that_was_not_agreed() -> None:
    event = make_event()
    delegation = make_delegation(event, seats=1)
    name(event, delegation)

    with pytest.raises(NoSeatLeft):
        name(event, delegation)

    assert taken(event) == 1


def test_two_people_of_a_delegation_have_two_addresses() -> None:
    event = make_event()
    delegation = make_delegation(event)
    person = who(event)
    name(event, delegation, person)

    with pytest.raises(AddressTaken):
        name(event, delegation, who(event, email=person.email))
    with pytest.raises(OwnAddress):
        name(event, delegation, who(event, email=again(delegation).contact.email))


def test_a_contact_may_name_themselves() -> None:
    event = make_event()
    delegation = make_delegation(event)
    contact = again(delegation).contact

    member = name(
        event,
        delegation,
        who(
            event,
            email=contact.email,
            given_name=contact.given_name,
            family_name=contact.family_name,
        ),
    )

    assert registration(member).person_id == delegation.contact_id


def test_whom_organisers_refused_no_contact_names() -> None:
    event = make_event()
    person = make_person()
    make_registration(event, person, state=State.REFUSED)
    delegation = make_delegation(event)

    with pytest.raises(CannotBeNamed):
        name(event, delegation, who(event, email=person.email))

    assert state_of(event, person) is State.REFUSED
    assert again(delegation).free == 3


def test_who_had_a_place_keeps_one_and_the_seat_is_free_for_others() -> None:
    event = make_event(places=4)
    person = invited(event)
    submit(event, person)
    delegation = make_delegation(event, seats=2)
    assert taken(event) == 3

    member = name(event, delegation, who(event, email=person.email))

    assert (again(delegation).free, taken(event)) == (1, 2)
    assert list(faults()) == []

    withdraw(event, delegation, member)

    assert state_of(event, person) is State.CONFIRMED
    assert (again(delegation).free, taken(event)) == (2, 3)
    assert list(faults()) == []


def test_who_is_named_while_offered_a_place_holds_no_other_quota_s() -> None:
    event, by = make_event(places=3), make_person().id
    event_id = event.id
    rules = {"waiting_list": True, "promotion": Promotion.OFFER, "offer_hours": 24}
    saved(RegistrationRules(event_id=event_id, **rules))
    with transaction():
        actions.set_quota(
            get_event(event.slug), "category", "expert", 1, by=by, at=LATER
        )
    first, second = invited(event), invited(event)
    submit(event, first)
    submit(event, second)
    with transaction():
        row = find_registration(event.id, first.id)
        assert row
        actions.cancel(get_event(event.slug), row, by=first.id, at=LATER)
    with transaction():
        actions.serve_waiting(event_id, LATER)
    delegation = make_delegation(event, seats=1)

    name(event, delegation, who(event, email=second.email))

    assert state_of(event, second) is State.CONFIRMED
    quota = db.session.query(Counter).filter_by(scope="category").one()
    assert quota.taken == 0
    assert list(faults()) == []


def test_a_withdrawn_person_is_told_and_the_seat_stays_the_delegation_s() -> None:
    event = make_event(places=1)
    delegation = make_delegation(event, seats=1)
    member = name(event, delegation)
    person = person_of(member)

    withdraw(event, delegation, member)

    assert state_of(event, person) is State.CANCELLED
    assert mails(person) == ["registration/named", "registration/withdrawn"]
    assert (again(delegation).free, taken(event)) == (1, 1)
    assert list_members(delegation.id) == []
    assert list(faults()) == []


def test_who_cancels_leaves_the_seat_to_the_delegation() -> None:
    event = make_event(places=1)
    delegation = make_delegation(event, seats=1)
    member = name(event, delegation)
    row = registration(member)

    on(
        delegation,
        lambda event, _found: actions.cancel(
            event,
            db.session.get_one(Registration, row.id),
            by=row.person_id,
            at=LATER,
        ),
    )

    [left] = list_members(delegation.id)
    assert left.left_at == LATER
    assert (again(delegation).free, taken(event)) == (1, 1)
    assert list(faults()) == []


def cancel_registration(
    delegation: Delegation, member: DelegationMember, *, by: int, at: datetime = LATER
) -> None:
    row = registration(member)
    on(
        delegation,
        lambda event, _found: actions.cancel(
            event, db.session.get_one(Registration, row.id), by=by, at=at
        ),
    )


@pytest.mark.parametrize("by_organiser", [False, True])
def test_the_contact_is_told_once_who_left_and_how_to_name_another(
    *, by_organiser: bool
) -> None:
    event = make_event()
    delegation = make_delegation(event, seats=2)
    member = name(event, delegation, who(event, family_name="Mélisse"))
    by = make_person().id if by_organiser else registration(member).person_id

    cancel_registration(delegation, member, by=by)

    contact = again(delegation).contact
    assert mails(contact) == ["registration/delegation", "registration/delegation_left"]
    text = text_of(contact.id, "delegation_left")
    assert "Lina Mélisse" in text
    assert "Name somebody else" in text
    assert "/invitations/" in text
    assert "Seats without a name: 2" in text


def test_after_the_deadline_the_contact_reads_that_the_seat_is_gone() -> None:
    event = make_event()
    delegation = make_delegation(event, seats=1)
    member = name(event, delegation)
    settle(event, again(delegation).deadline + timedelta(days=1))
    settle(event, again(delegation).deadline + timedelta(days=3))
    left_at = again(delegation).deadline + timedelta(days=4)

    person_id = registration(member).person_id
    cancel_registration(delegation, member, by=person_id, at=left_at)

    text = text_of(again(delegation).contact_id, "delegation_left")
    assert "has gone back to the event" in text
    assert "Name somebody else" not in text


def test_a_contact_is_not_told_what_they_did() -> None:
    event = make_event()
    delegation = make_delegation(event, seats=1)
    member = name(event, delegation)
    member = replace(event, delegation, member, who(event))
    withdraw(event, delegation, member)

    assert mails(again(delegation).contact) == ["registration/delegation"]


def test_a_seat_passes_from_one_to_another_and_is_never_free_between() -> None:
    event = make_event(places=1)
    saved(RegistrationRules(event_id=event.id, waiting_list=True))
    delegation = make_delegation(event, seats=1)
    waiting = invited(event)
    assert submit(event, waiting) is actions.Outcome.WAITING
    member = name(event, delegation)
    before = person_of(member)

    after = replace(event, delegation, member, who(event))
    settle(event, LATER)

    assert state_of(event, before) is State.CANCELLED
    assert registration(after).state is State.CONFIRMED
    assert state_of(event, waiting) is State.WAITING
    assert list(faults()) == []


def test_a_name_is_replaced_after_the_deadline_too() -> None:
    event = make_event(places=1)
    delegation = make_delegation(event, seats=1)
    member = name(event, delegation)
    late = delegation.deadline + timedelta(hours=1)
    settle(event, late)
    assert again(delegation).released_at == late

    after = replace(event, delegation, member, who(event), at=late)

    assert registration(after).state is State.CONFIRMED
    assert taken(event) == 1
    assert list(faults()) == []


def test_from_the_freeze_on_nobody_is_replaced_or_withdrawn() -> None:
    event = make_event()
    delegation = make_delegation(event)
    member = name(event, delegation)
    saved(RegistrationRules(event_id=event.id, freezes_at=LATER))

    with pytest.raises(Frozen):
        withdraw(event, delegation, member)
    with pytest.raises(Frozen):
        replace(event, delegation, member, who(event))


def test_the_contact_is_reminded_once_and_seats_without_a_name_are_given_back() -> None:
    event = make_event(places=2)
    saved(RegistrationRules(event_id=event.id, waiting_list=True))
    delegation = make_delegation(event, seats=2)
    contact = again(delegation).contact
    member = name(event, delegation)
    waiting = invited(event)
    submit(event, waiting)

    settle(event, delegation.deadline - timedelta(days=4))
    assert mails(contact) == ["registration/delegation"]
    settle(event, delegation.deadline - timedelta(days=3))
    settle(event, delegation.deadline - timedelta(days=2))
    assert mails(contact)[1:] == ["registration/delegation_reminder"]
    settle(event, delegation.deadline)
    settle(event, delegation.deadline)

    assert mails(contact)[2:] == ["registration/delegation_released"]
    assert again(delegation).free == 0
    assert state_of(event, waiting) is State.CONFIRMED
    assert registration(member).state is State.CONFIRMED
    with pytest.raises(SeatsReleased):
        name(event, delegation, at=delegation.deadline)
    assert list(faults()) == []


def test_a_contact_whom_no_reminder_reached_in_time_gets_a_day() -> None:
    event = make_event()
    delegation = make_delegation(event)
    late = delegation.deadline + timedelta(hours=5)

    settle(event, late)

    assert again(delegation).deadline == late + timedelta(days=1)
    assert again(delegation).free == 3
    settle(event, late + timedelta(days=1))
    assert again(delegation).free == 0


def test_nobody_is_reminded_of_a_delegation_whose_seats_all_have_a_name() -> None:
    event = make_event()
    delegation = make_delegation(event, seats=1)
    name(event, delegation)

    settle(event, delegation.deadline - timedelta(days=1))
    settle(event, delegation.deadline)

    assert mails(again(delegation).contact) == ["registration/delegation"]


def test_organisers_agree_more_or_fewer_seats() -> None:
    event = make_event(places=5)
    delegation = make_delegation(event, seats=3)
    name(event, delegation)

    seats(delegation, 5)
    assert (again(delegation).free, taken(event)) == (4, 5)
    seats(delegation, 1)
    assert (again(delegation).free, taken(event)) == (0, 1)
    with pytest.raises(SeatsFull):
        seats(delegation, 6)
    name_another = make_delegation(event, seats=1)
    with pytest.raises(SeatsBelowNamed):
        seats(delegation, 0)
    assert again(name_another).free == 1
    assert list(faults()) == []


def test_a_later_deadline_holds_the_seats_again() -> None:
    event = make_event(places=3)
    delegation = make_delegation(event, seats=3)
    late = delegation.deadline + timedelta(days=2)
    settle(event, delegation.deadline)
    settle(event, late)
    assert again(delegation).free == 0

    seats(delegation, 3, deadline=late + timedelta(days=5), at=late)

    assert (again(delegation).free, taken(event)) == (3, 3)
    assert list(faults()) == []


def test_a_deadline_lies_ahead_and_before_the_event() -> None:
    event = make_event()

    with pytest.raises(BadDeadline):
        make_delegation(event, deadline=LATER)
    with pytest.raises(BadDeadline):
        make_delegation(event, deadline=event.ends_at)


def test_nobody_is_written_to_about_a_draft() -> None:
    event = make_event(state=EventState.DRAFT)

    with pytest.raises(EventNotOpen):
        make_delegation(event)


def test_a_delegation_of_an_archived_event_is_left_alone() -> None:
    event = make_event()
    delegation = make_delegation(event)
    with transaction():
        get_event(event.slug).state = EventState.ARCHIVED

    settle(event, delegation.deadline)

    assert mails(again(delegation).contact) == ["registration/delegation"]


def test_the_link_of_a_former_contact_opens_nothing() -> None:
    delegation = make_delegation(make_event())
    old = again(delegation).link
    assert old

    on(
        delegation,
        lambda event, found: actions.change_contact(
            event,
            found,
            Contact(
                given_name="Ilir",
                family_name="Aubépine",
                email="ilir@exemple.invalid",
                language=Language.FRENCH,
            ),
            by=1,
            at=LATER,
        ),
    )

    now = again(delegation)
    assert now.contact.name == "Ilir Aubépine"
    assert now.link
    assert now.link.id != old.id
    db.session.refresh(old)
    assert old.revoked_at == LATER
    assert mails(now.contact) == ["registration/delegation"]


def test_one_contact_answers_once_for_an_organisation() -> None:
    event = make_event()
    delegation = make_delegation(event, organisation="Les serres")
    person = again(delegation).contact
    contact = Contact(
        given_name="?",
        family_name="?",
        email=person.email or "",
        language=person.language,
    )
    other = make_delegation(event, organisation="Les serres")

    with pytest.raises(SameDelegation):
        on(
            other,
            lambda event, found: actions.change_contact(
                event, found, contact, by=1, at=LATER
            ),
        )


@pytest.mark.parametrize("with_people", [False, True])
def test_a_cancelled_delegation_gives_its_seats_back(*, with_people: bool) -> None:
    event = make_event(places=3)
    delegation = make_delegation(event, seats=3)
    member = name(event, delegation)
    person = person_of(member)

    cancel(delegation, with_people=with_people)
    cancel(delegation, with_people=with_people)

    state = State.CANCELLED if with_people else State.CONFIRMED
    assert state_of(event, person) is state
    assert taken(event) == (0 if with_people else 1)
    assert mails(again(delegation).contact)[1:] == ["registration/delegation_released"]
    with pytest.raises(DelegationOver):
        name(event, delegation)
    assert list(faults()) == []


def test_the_contact_of_a_cancelled_delegation_withdraws_nobody() -> None:
    event = make_event(places=3)
    delegation = make_delegation(event)
    member = name(event, delegation)
    person = person_of(member)
    cancel(delegation, with_people=False)

    with pytest.raises(DelegationOver):
        withdraw(event, delegation, member)

    assert state_of(event, person) is State.CONFIRMED


def test_seats_count_for_the_quota_of_their_category() -> None:
    event = make_event()
    delegation = make_delegation(event, seats=3)
    with transaction():
        actions.set_quota(
            get_event(event.slug), "category", "partner", 4, by=1, at=LATER
        )

    with pytest.raises(SeatsFull):
        make_delegation(event, seats=2)
    name(event, delegation)

    quota = db.session.query(Counter).filter_by(scope="category").one()
    assert quota.taken == 3
    assert list(faults()) == []


def test_what_a_contact_wrote_is_forgotten_a_month_after_the_event() -> None:
    event = make_event()
    delegation = make_delegation(event)
    written = name(event, delegation).family_name

    for days in (29, 31):
        with transaction():
            actions.forget_named(event.ends_at + timedelta(days=days))
        [member] = list_members(again(delegation).id)
        assert member.family_name == ("" if days == 31 else written)


STEPS = st.lists(
    st.sampled_from(
        ("name", "withdraw", "replace", "leave", "more", "fewer", "release", "submit")
    ),
    max_size=12,
)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_whatever_happens_the_books_are_right(steps: list[str]) -> None:
    event = make_event(places=4)
    delegation = make_delegation(event, seats=2)

    for step in steps:
        with suppress(Refusal):
            take(step, event, again(delegation))
        assert list(faults()) == []
        assert taken(event) <= 4


def take(step: str, event: Event, delegation: Delegation) -> None:
    members = [row for row in list_members(delegation.id) if not row.left_at]
    if step == "name":
        name(event, delegation)
    elif step in {"more", "fewer"}:
        seats(delegation, delegation.seats + (1 if step == "more" else -1))
    elif step == "release":
        settle(event, delegation.deadline + timedelta(hours=1))
    elif step == "submit":
        submit(event, invited(event))
    elif members and step == "withdraw":
        withdraw(event, delegation, members[0])
    elif members and step == "replace":
        replace(event, delegation, members[0], who(event))
    elif members:
        row = members[0].registration
        on(
            delegation,
            lambda event, _found: actions.cancel(
                event,
                db.session.get_one(Registration, row.id),
                by=row.person_id,
                at=LATER,
            ),
        )
