"""Invitations, registrations and tickets as rules and pages need them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload

from eti_events.database import db
from eti_events.events.models import Counter, Event, EventState, HalfDay
from eti_events.events.queries import CAPACITY
from eti_events.people.models import Correction, Mission, Organisation, Person
from eti_events.people.queries import find_person_by_address
from eti_events.registration.models import (
    Consent,
    Invitation,
    Registration,
    RegistrationState,
    Ticket,
)
from eti_events.registration.refusals import RecordMerged

# What rules and pages read of a registration: its half-days, and its post.
WHOLE = (selectinload(Registration.half_days), joinedload(Registration.mission))


# Built once: building a statement costs more than sending it, and these are sent
# whenever somebody registers.
_PERSON = (
    select(Person, Person.merged_into_id)  # as it is once the lock is ours
    .where(Person.id == bindparam("person"))
    .with_for_update()
)
_REGISTRATION = (
    select(Registration)
    .where(
        Registration.event_id == bindparam("event"),
        Registration.person_id == bindparam("person"),
    )
    .options(lazyload(Registration.half_days), joinedload(Registration.mission))
)
_INVITATION = (
    select(Invitation)
    .where(
        Invitation.event_id.in_(bindparam("events", expanding=True)),
        Invitation.person_id == bindparam("person"),
    )
    .options(joinedload(Invitation.link))
    .order_by(Invitation.event_id.desc())
)
_COURSE = (
    select(Event)
    .where(
        Event.parent_id == bindparam("event"),
        Event.first_departures_only,
        Event.state == EventState.OPEN,
        Event.registration_closes_at > bindparam("at"),
    )
    .order_by(Event.starts_at)
)
_HALF_DAYS = (
    select(HalfDay)
    .where(HalfDay.event_id.in_(bindparam("events", expanding=True)))
    .options(joinedload(HalfDay.day))
    .order_by(HalfDay.starts_at)
)
_MISSIONS = (
    select(Mission)
    .where(Mission.person_id == bindparam("person"))
    .order_by(Mission.end_on)
)
_TICKETS = (
    select(Ticket)
    .where(
        Ticket.person_id == bindparam("person"), Ticket.event_id == bindparam("event")
    )
    .order_by(Ticket.issue.desc())
)
_STANDING = _TICKETS.where(Ticket.revoked_at.is_(None), Ticket.beside.is_(False))
_CORRECTIONS = select(Correction).where(Correction.person_id == bindparam("person"))
_CONSENTS = select(Consent).where(
    Consent.person_id == bindparam("person"),
    Consent.event_id == bindparam("event"),
    Consent.withdrawn_at.is_(None),
)
_COURSE_REGISTRATION = (
    select(Registration)
    .join(Registration.event)
    .where(
        Event.parent_id == bindparam("event"),
        Registration.person_id == bindparam("person"),
    )
    .options(contains_eager(Registration.event), *WHOLE)
    .order_by(Event.starts_at)
)
_FULL = select(Counter.taken >= Counter.limit).where(
    Counter.event_id == bindparam("event"),
    Counter.scope == CAPACITY,
    Counter.key == "",
)


def lock_person(person_id: int) -> Person:
    """Return the person; whoever writes their registrations waits here in turn.

    Who waited for a merge finds that the record has gone into another one.
    """
    found = db.session.execute(_PERSON, {"person": person_id}).one()
    if found.merged_into_id is not None:
        raise RecordMerged
    person: Person = found.Person
    return person


def find_person(public_id: UUID) -> Person | None:
    """Return the person of that public id, or None."""
    return db.session.scalar(select(Person).filter_by(public_id=public_id))


def find_person_by_email(email_key: str) -> Person | None:
    """Return the person known by that normalised address, first or further, or None."""
    return find_person_by_address(email_key)


def find_organisation(name: str) -> Organisation | None:
    """Return the organisation of exactly that name, or None."""
    return db.session.scalar(select(Organisation).filter_by(name=name))


def find_registration(event_id: int, person_id: int) -> Registration | None:
    """Return the person's registration for the event, whole, or None."""
    return db.session.scalar(_REGISTRATION, {"event": event_id, "person": person_id})


def get_registration(event: Event, public_id: UUID) -> Registration:
    """Return a registration of this event with person and half-days, or answer 404."""
    query = select(Registration).filter_by(event_id=event.id, public_id=public_id)
    registration: Registration = db.one_or_404(
        query.options(joinedload(Registration.person), *WHOLE)
    )
    return registration


def reread(registration: Registration) -> Registration:
    """Read a registration again, with its half-days, once its person is locked."""
    query = (
        select(Registration)
        .filter_by(id=registration.id)
        .options(*WHOLE)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one()


def _within(root_id: int | None) -> list[ColumnElement[bool]]:
    """Keep to one edition and its courses; None means every event."""
    if root_id is None:
        return []
    return [or_(Event.id == root_id, Event.parent_id == root_id)]


def list_own_registrations(
    person_id: int, root_id: int | None = None
) -> Sequence[Registration]:
    """List one person's registrations with their events, the latest event first.

    ``root_id`` keeps to one edition: an invitation opens nothing else, and may have
    been forwarded.
    """
    query = (
        select(Registration)
        .join(Registration.event)
        .where(Registration.person_id == person_id, *_within(root_id))
        .options(joinedload(Registration.event).joinedload(Event.parent))
    )
    return db.session.scalars(query.order_by(Event.starts_at.desc())).all()


def list_own_invitations(
    person_id: int, root_id: int | None = None
) -> Sequence[Invitation]:
    """List one person's invitations with their events, the latest event first."""
    query = (
        select(Invitation)
        .join(Invitation.event)
        .where(Invitation.person_id == person_id, Event.state != EventState.DRAFT)
        .where(*_within(root_id))
        .options(joinedload(Invitation.event).joinedload(Event.parent))
    )
    return db.session.scalars(query.order_by(Event.starts_at.desc())).all()


def find_invitation(event_ids: Collection[int], person_id: int) -> Invitation | None:
    """Return the person's invitation to one of these events with its link, or None."""
    chosen = {"events": list(event_ids), "person": person_id}
    return db.session.scalars(_INVITATION, chosen).first()


def get_invitation(event: Event, public_id: UUID) -> Invitation:
    """Return an invitation to this event with person and link, or answer 404."""
    query = select(Invitation).filter_by(event_id=event.id, public_id=public_id)
    invitation: Invitation = db.one_or_404(
        query.options(joinedload(Invitation.person), joinedload(Invitation.link))
    )
    return invitation


def find_course(event: Event, at: datetime) -> Event | None:
    """Return the course of first departures that hangs on the event and is to come."""
    return db.session.scalars(_COURSE, {"event": event.id, "at": at}).first()


def find_course_registration(event_id: int, person_id: int) -> Registration | None:
    """Return the person's registration for a course that hangs on the event, or None.

    It comes with its half-days and its course.
    """
    whose = {"event": event_id, "person": person_id}
    return db.session.scalars(_COURSE_REGISTRATION, whose).first()


def list_half_days_of(event_ids: Collection[int]) -> Sequence[HalfDay]:
    """List the half-days of several events with their days, in order."""
    return db.session.scalars(_HALF_DAYS, {"events": list(event_ids)}).all()


def find_mission(person_id: int, at: datetime) -> Mission | None:
    """Return the mission that runs at that time, else the next, else the last one."""
    missions = db.session.scalars(_MISSIONS, {"person": person_id}).all()
    ahead = (mission for mission in missions if mission.end_on >= at.date())
    return next(ahead, missions[-1] if missions else None)


def list_corrections(person_id: int) -> Sequence[Correction]:
    """List what the person corrected of the roster's values."""
    return db.session.scalars(_CORRECTIONS, {"person": person_id}).all()


def list_consents(person_id: int, event_id: int) -> Sequence[Consent]:
    """List what the person agrees to at present for the event."""
    whose = {"person": person_id, "event": event_id}
    return db.session.scalars(_CONSENTS, whose).all()


def find_ticket(person_id: int, root_event_id: int) -> Ticket | None:
    """Return the issue of the person's ticket that stands, or None."""
    whose = {"person": person_id, "event": root_event_id}
    return db.session.scalar(_STANDING, whose)


def get_ticket(person_id: int, root_event_id: int) -> Ticket:
    """Return the issue of the person's ticket that stands; NoResultFound without."""
    whose = {"person": person_id, "event": root_event_id}
    return db.session.scalars(_STANDING, whose).one()


def list_coming(person_id: int, event_id: int) -> Sequence[Registration]:
    """List the person's confirmed registrations for an event, then for its courses.

    They come with person, event and half-days.
    """
    query = (
        select(Registration)
        .join(Registration.event)
        .where(
            Registration.person_id == person_id,
            Registration.state == RegistrationState.CONFIRMED,
            or_(Event.id == event_id, Event.parent_id == event_id),
        )
        .options(
            contains_eager(Registration.event),
            joinedload(Registration.person),
            selectinload(Registration.half_days).joinedload(HalfDay.day),
        )
        .order_by(Event.id != event_id, Event.starts_at)
    )
    return db.session.scalars(query).all()


def still_comes(person_id: int, event_id: int) -> bool:
    """Whether the person is confirmed; who cancels meanwhile waits until it was read.

    The registration is locked before any mail about it, as where its state changes.
    """
    query = select(Registration.id).where(
        Registration.person_id == person_id,
        Registration.event_id == event_id,
        Registration.state == RegistrationState.CONFIRMED,
    )
    return db.session.scalars(query.with_for_update(read=True)).first() is not None


def find_last_ticket(person_id: int, root_event_id: int) -> Ticket | None:
    """Return the last issue of the person's ticket, revoked or not, or None."""
    whose = {"person": person_id, "event": root_event_id}
    return db.session.scalars(_TICKETS, whose).first()


def list_beside(ticket: Ticket) -> Sequence[Ticket]:
    """List the codes that open the door beside the person's own."""
    query = select(Ticket).filter_by(
        person_id=ticket.person_id,
        event_id=ticket.event_id,
        revoked_at=None,
        beside=True,
    )
    return db.session.scalars(query).all()


def list_without_ticket(event: Event) -> Sequence[int]:
    """List the persons confirmed for the event who have no ticket that stands."""
    ticket = (
        select(Ticket.id)
        .filter_by(event_id=event.root_id, revoked_at=None, beside=False)
        .where(Ticket.person_id == Registration.person_id)
    )
    query = select(Registration.person_id).where(
        Registration.event_id == event.id,
        Registration.state == RegistrationState.CONFIRMED,
        ~ticket.exists(),
    )
    return db.session.scalars(query).all()


def is_full(event_id: int) -> bool:
    """Whether every place of the event is taken."""
    return bool(db.session.scalar(_FULL, {"event": event_id}))


def find_event_by_id(event_id: int) -> Event | None:
    """Return the event, or None."""
    return db.session.get(Event, event_id)


def list_answered(event_id: int, person_ids: Collection[int]) -> set[int]:
    """Return those of the persons whom nobody may invite again: they have answered."""
    query = select(Registration.person_id).where(
        Registration.event_id == event_id,
        Registration.person_id.in_(person_ids),
        Registration.state != RegistrationState.DRAFT,
    )
    return set(db.session.scalars(query))


def list_invited(event_id: int, person_ids: Collection[int]) -> set[int]:
    """Return those of the persons who are invited already."""
    query = select(Invitation.person_id).where(
        Invitation.event_id == event_id, Invitation.person_id.in_(person_ids)
    )
    return set(db.session.scalars(query))
