"""Steps of stories about delegations: each in a transaction of its own."""

from datetime import datetime, timedelta
from itertools import count

from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.people.models import Language, Person
from eti_events.registration import actions
from eti_events.registration.actions import Contact, DelegationPlan, NamedPerson
from eti_events.registration.delegations.queries import get_delegation, get_member
from eti_events.registration.models import Category, Delegation, DelegationMember
from tests.factories import make_person
from tests.registration.steps import LATER, half_days

_numbers = count(1)


def make_delegation(
    event: Event,
    *,
    seats: int = 3,
    deadline: datetime | None = None,
    category: Category = Category.PARTNER,
    organisation: str = "",
    at: datetime = LATER,
) -> Delegation:
    """Agree seats with an organisation whose contact is somebody new."""
    number = next(_numbers)
    contact = Contact(
        given_name="Sacha",
        family_name=f"Sureau-{number}",
        email=f"contact{number}@exemple.invalid",
        language=Language.ENGLISH,
    )
    plan = DelegationPlan(
        organisation=organisation or f"Ministère {number}",
        contact=contact,
        category=category,
        seats=seats,
        deadline=deadline or event.starts_at - timedelta(days=60),
    )
    by = make_person().id
    with transaction():
        made = actions.create_delegation(get_event(event.slug), plan, by=by, at=at)
    return again(made)


def again(delegation: Delegation) -> Delegation:
    """Read the delegation as it stands now."""
    db.session.rollback()
    event = db.session.get_one(Event, delegation.event_id)
    return get_delegation(event, delegation.public_id)


def who(event: Event, **changes: object) -> NamedPerson:
    """Somebody new who comes to everything."""
    number = next(_numbers)
    fields = {
        "given_name": "Lina",
        "family_name": f"Genêt-{number}",
        "email": f"named{number}@exemple.invalid",
        "function": "Directrice",
        "language": Language.ENGLISH,
        "half_days": {row.public_id for row in half_days(event)},
        **changes,
    }
    return NamedPerson(**fields)  # type: ignore[arg-type]  # a test names what it is about


def name(
    event: Event,
    delegation: Delegation,
    person: NamedPerson | None = None,
    *,
    at: datetime = LATER,
) -> DelegationMember:
    """Give a seat a name, as the contact does."""
    person = person or who(event)
    slug, public_id = event.slug, delegation.public_id
    with transaction():
        event = get_event(slug)
        found = get_delegation(event, public_id)
        made = actions.name_to_seat(event, found, person, by=found.contact_id, at=at)
        member_id = made.public_id
    return get_member(again(delegation), member_id)


def withdraw(
    event: Event,
    delegation: Delegation,
    member: DelegationMember,
    *,
    at: datetime = LATER,
) -> None:
    """Take a name off its seat, as the contact does."""
    slug, public_id, member_id = event.slug, delegation.public_id, member.public_id
    with transaction():
        event = get_event(slug)
        found = get_delegation(event, public_id)
        row = get_member(found, member_id)
        actions.withdraw_person(event, found, row, by=found.contact_id, at=at)


def replace(
    event: Event,
    delegation: Delegation,
    member: DelegationMember,
    person: NamedPerson,
    *,
    at: datetime = LATER,
) -> DelegationMember:
    """Give the seat of somebody to somebody else, as the contact does."""
    slug, public_id, member_id = event.slug, delegation.public_id, member.public_id
    with transaction():
        event = get_event(slug)
        found = get_delegation(event, public_id)
        row = get_member(found, member_id)
        by = found.contact_id
        made = actions.replace_person(event, found, row, person, by=by, at=at)
        member_id = made.public_id
    return get_member(again(delegation), member_id)


def answer_for(public_id: object, person: Person) -> None:
    """Make the person the contact of a delegation."""
    with transaction():
        row = db.session.query(Delegation).filter_by(public_id=public_id).one()
        row.contact_id = person.id


def settle(event: Event, at: datetime) -> None:
    """Let the worker look after the delegations, then after who waits."""
    event_id = event.id
    for settler in (actions.settle_delegations, actions.serve_waiting):
        with transaction():
            settler(event_id, at)
