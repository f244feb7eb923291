"""What hangs on the registration that goes passes to the one that stays."""

import pytest

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.formalities.models import Block, Formality, FormalityRules
from eti_events.invariants import faults
from eti_events.people.models import Person
from eti_events.registration.delegations.queries import list_members
from eti_events.registration.models import (
    DelegationMember,
    Registration,
    RegistrationState,
)
from eti_events.registration.queries import find_registration
from tests.factories import BEFORE, make_event, make_person, saved
from tests.privacy.test_merging import merge, undo
from tests.registration.seats import again, make_delegation, name
from tests.registration.steps import invited, mails, submit, taken

pytestmark = pytest.mark.usefixtures("app")
State = RegistrationState


def registration_of(event: Event, person: Person) -> Registration:
    db.session.rollback()
    found = find_registration(event.id, person.id)
    assert found
    return found


def person_of(member: DelegationMember) -> Person:
    row = db.session.get_one(Registration, member.registration_id)
    return db.session.get_one(Person, row.person_id)


def confirmed(event: Event) -> Person:
    person = invited(event)
    submit(event, person)
    return person


@pytest.mark.parametrize("other_stays", [False, True])
def test_the_seat_of_a_delegation_goes_with_the_person(*, other_stays: bool) -> None:
    event = make_event()
    delegation = make_delegation(event, seats=2)
    named, own = person_of(name(event, delegation)), confirmed(event)
    kept, other = (named, own) if other_stays else (own, named)
    made = merge(kept, other, other_stays=other_stays)

    [member] = list_members(delegation.id)
    assert (member.left_at, member.came_before) == (None, True)
    assert member.registration_id == registration_of(event, kept).id
    assert registration_of(event, kept).state is State.CONFIRMED
    assert (again(delegation).free, taken(event)) == (1, 2)
    assert mails(again(delegation).contact) == ["registration/delegation"]
    assert list(faults()) == []

    undo(made)
    [member] = list_members(delegation.id)
    assert person_of(member).id == named.id
    assert (again(delegation).free, taken(event)) == (1, 3)
    assert list(faults()) == []


def test_who_does_not_come_by_what_stays_leaves_the_seat() -> None:
    event = make_event()
    delegation = make_delegation(event, seats=1)
    named, declined = person_of(name(event, delegation)), make_person()
    saved(
        Registration(
            event_id=event.id,
            person_id=declined.id,
            state=State.DECLINED,
            created_at=BEFORE,
            changed_at=BEFORE,
            ended_at=BEFORE,
        )
    )
    merge(declined, named)

    [member] = list_members(delegation.id)
    assert member.left_at
    assert mails(again(delegation).contact)[1:] == ["registration/delegation_left"]
    assert list(faults()) == []


def give(event: Event, person: Person, block: Block, text: str) -> None:
    saved(
        Formality(
            registration_id=registration_of(event, person).id,
            block=block,
            needed=True,
            text=text,
            given_at=BEFORE,
        )
    )


def blocks(event: Event, person: Person) -> dict[Block, str]:
    number = registration_of(event, person).id
    rows = db.session.query(Formality).filter_by(registration_id=number)
    return {row.block: row.text for row in rows}


def test_the_second_form_goes_with_the_person_and_comes_back() -> None:
    event = make_event()
    saved(FormalityRules(event_id=event.id, blocks=["hotel", "travel", "visa"]))
    kept, other = confirmed(event), confirmed(event)
    give(event, kept, Block.HOTEL, "kept")
    give(event, other, Block.HOTEL, "other")
    give(event, other, Block.TRAVEL, "train")
    made = merge(kept, other)

    assert blocks(event, kept) == {Block.HOTEL: "kept", Block.TRAVEL: "train"}
    assert db.session.query(Formality).count() == 2

    undo(made)
    assert blocks(event, kept) == {Block.HOTEL: "kept"}
    assert blocks(event, other) == {Block.TRAVEL: "train"}
