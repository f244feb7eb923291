"""Who comes on which day, and what their calendars were last told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from eti_events.calendars.models import CalendarEntry
from eti_events.database import db
from eti_events.events.models import Event, EventDay, HalfDay
from eti_events.people.models import Language, Person
from eti_events.registration.models import (
    Registration,
    RegistrationState,
    registration_half_day,
)

DAY = "event_day"  # the kind of subject that a day of an event is


class Attendance(NamedTuple):
    """A day on which a person comes, from the first to the last hour of their own."""

    event_id: int
    person_id: int
    language: Language
    day_id: UUID
    day_sequence: int
    starts_at: datetime
    ends_at: datetime
    confirmed_at: datetime


def list_attendances(
    event_ids: Collection[int], person_id: int | None = None
) -> list[Attendance]:
    """List the days on which people, or one person, come to these events."""
    query = (
        select(
            Registration.event_id,
            Registration.person_id,
            Person.language,
            EventDay.public_id,
            EventDay.sequence,
            func.min(HalfDay.starts_at, type_=HalfDay.starts_at.type),
            func.max(HalfDay.ends_at, type_=HalfDay.ends_at.type),
            func.coalesce(Registration.confirmed_at, Registration.changed_at),
        )
        .join(Registration.person)
        .join(
            registration_half_day,
            registration_half_day.c.registration_id == Registration.id,
        )
        .join(HalfDay, HalfDay.id == registration_half_day.c.half_day_id)
        .join(HalfDay.day)
        .where(
            Registration.event_id.in_(event_ids),
            Registration.state == RegistrationState.CONFIRMED,
        )
        .group_by(Registration.id, Person.id, EventDay.id)
    )
    if person_id is not None:
        query = query.where(Registration.person_id == person_id)
    return [Attendance(*row) for row in db.session.execute(query)]


def list_entries(
    event_ids: Collection[int],
    person_id: int | None = None,
    *,
    for_update: bool = False,
) -> Sequence[CalendarEntry]:
    """List the days in people's calendars, or in one person's."""
    query = select(CalendarEntry).where(
        CalendarEntry.event_id.in_(event_ids), CalendarEntry.subject_kind == DAY
    )
    if person_id is not None:
        query = query.where(CalendarEntry.person_id == person_id)
    if for_update:
        query = query.with_for_update()
    return db.session.scalars(query).all()


def list_told(
    event_ids: Collection[int], person_id: int
) -> Sequence[tuple[CalendarEntry, UUID]]:
    """List one person's entries, each with whose it was when its UID was made.

    Those of another record of the person are told as cancelled: their calendar may
    hold them, and the person's own entry has taken their place.
    """
    query = (
        select(CalendarEntry, Person.public_id)
        .join(Person, Person.id == CalendarEntry.person_id)
        .where(
            CalendarEntry.event_id.in_(event_ids),
            CalendarEntry.subject_kind == DAY,
            or_(
                Person.id == person_id,
                and_(Person.merged_into_id == person_id, CalendarEntry.cancelled),
            ),
        )
    )
    return db.session.execute(query).all()


def list_spans(
    event_ids: Collection[int],
) -> dict[UUID, tuple[int, datetime, datetime]]:
    """Return each day of these events: its event, its first and its last hour."""
    query = (
        select(
            EventDay.public_id,
            EventDay.event_id,
            func.min(HalfDay.starts_at, type_=HalfDay.starts_at.type),
            func.max(HalfDay.ends_at, type_=HalfDay.ends_at.type),
        )
        .join(EventDay.half_days)
        .where(EventDay.event_id.in_(event_ids))
        .group_by(EventDay.id)
    )
    return {
        day: (event_id, starts_at, ends_at)
        for day, event_id, starts_at, ends_at in db.session.execute(query)
    }


def list_tree(event: Event) -> Sequence[Event]:
    """Return the event and the courses that hang on it."""
    query = select(Event).where(or_(Event.id == event.id, Event.parent_id == event.id))
    return db.session.scalars(query.order_by(Event.starts_at)).all()


def find_event_by_id(event_id: int) -> Event | None:
    """Return the event, or None."""
    return db.session.get(Event, event_id)


def find_person(email_key: str) -> Person | None:
    """Return the person of a normalised address, or None."""
    return db.session.scalar(select(Person).filter_by(email_key=email_key))
