"""What the demonstration's own pages read."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from eti_events.accounts.models import AccessLink, Grant, LinkPurpose
from eti_events.checkin.models import Scan
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Mission, Person
from eti_events.registration.models import (
    Category,
    Need,
    NeedKind,
    Registration,
    RegistrationState,
    Ticket,
    registration_half_day,
)

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
    return db.session.execute(query).all()


def list_confirmed(event_id: int) -> Sequence[Registration]:
    """List who has a place, with their half-days, in a steady disorder."""
    query = (
        select(Registration)
        .filter_by(event_id=event_id, state=RegistrationState.CONFIRMED)
        .order_by(Registration.person_id % DISORDER, Registration.id)
        .options(selectinload(Registration.half_days))
    )
    return db.session.scalars(query).all()


def list_returning(event_id: int) -> Sequence[Person]:
    """List the experts on mission who have a place, in order of their answers."""
    return db.session.scalars(
        _coming(event_id).where(
            Registration.category == Category.EXPERT,
            Registration.first_departure.is_(False),
        )
    ).all()


def list_needing_access(event_id: int) -> Sequence[Person]:
    """List who has a place and asked for access."""
    needs = exists().where(
        Need.registration_id == Registration.id, Need.kind == NeedKind.ACCESS
    )
    return db.session.scalars(_coming(event_id).where(needs)).all()


def _coming(event_id: int) -> Select[Person]:
    return (
        select(Person)
        .join(Registration, Registration.person_id == Person.id)
        .where(
            Registration.event_id == event_id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .order_by(Registration.id)
    )


def find_ticket_code(slug: str) -> str | None:
    """Return the code of a ticket that opens the door of that event.

    Best that of somebody who comes to every half-day and has not come yet.
    """
    half_days = func.count(registration_half_day.c.half_day_id)
    has_come = exists().where(Scan.registration_id == Registration.id)
    query = (
        select(Ticket.code)
        .join(Event, Event.id == Ticket.event_id)
        .join(
            Registration,
            (Registration.event_id == Ticket.event_id)
            & (Registration.person_id == Ticket.person_id),
        )
        .join(registration_half_day)
        .where(
            Event.slug == slug,
            Ticket.revoked_at.is_(None),
            Registration.state == RegistrationState.CONFIRMED,
        )
        .group_by(Ticket.id, Ticket.code, Registration.id)
        .order_by(has_come, half_days.desc(), Ticket.id)
        .limit(1)
    )
    return db.session.scalar(query)
