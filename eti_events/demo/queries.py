"""What the demonstration's own pages read."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from eti_events.accounts.models import AccessLink, Grant, LinkPurpose
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Mission, Person
from eti_events.registration.models import Registration, RegistrationState, Ticket

DISORDER = 97
SOON = timedelta(days=40)


def list_links() -> Sequence[AccessLink]:
    """List the links that sign visitors in, with their people, in order of making."""
    query = select(AccessLink).filter_by(purpose=LinkPurpose.DEMO)
    query = query.order_by(AccessLink.id).options(joinedload(AccessLink.person))
    return db.session.scalars(query).all()


def find_link(token_hash: str) -> AccessLink | None:
    """Return the demonstration's link of that digest, with its person."""
    query = select(AccessLink).filter_by(
        purpose=LinkPurpose.DEMO, token_hash=token_hash
    )
    return db.session.scalar(query.options(joinedload(AccessLink.person)))


def is_staff(person_id: int) -> bool:
    """Whether the person was given any role."""
    query = select(Grant.id).filter_by(person_id=person_id).limit(1)
    return db.session.scalar(query) is not None


def list_experts(on: date) -> Sequence[tuple[Person, Mission]]:
    """List experts on mission that day, or who leave within weeks, by identifier."""
    query = (
        select(Person, Mission)
        .join(Mission, Mission.person_id == Person.id)
        .where(Mission.end_on >= on, Mission.start_on <= on + SOON)
        .order_by(Mission.identifier)
    )
    return db.session.execute(query).tuples().all()


def list_confirmed(event_id: int) -> Sequence[Registration]:
    """List who has a place, with their half-days, in a steady disorder."""
    query = (
        select(Registration)
        .filter_by(event_id=event_id, state=RegistrationState.CONFIRMED)
        .order_by(Registration.person_id % DISORDER, Registration.id)
        .options(selectinload(Registration.half_days))
    )
    return db.session.scalars(query).all()


def find_ticket_code(slug: str) -> str | None:
    """Return the code of a ticket that opens the door of that event."""
    query = (
        select(Ticket.code)
        .join(Event, Event.id == Ticket.event_id)
        .where(Event.slug == slug, Ticket.revoked_at.is_(None))
        .order_by(Ticket.id)
        .limit(1)
    )
    return db.session.scalar(query)
