"""Series, slots and who waits; who is confirmed, and where they are posted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.meetings.models import MeetingSeries, MeetingSlot, MeetingWaiting
from eti_events.people.models import DeskOfficer, Mission, Person
from eti_events.registration.models import Registration, RegistrationState

WHOLE = (
    joinedload(MeetingSeries.officer),
    joinedload(MeetingSeries.room),
    selectinload(MeetingSeries.slots).joinedload(MeetingSlot.person),
)


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody confirmed; ``country`` is None for who is protected."""

    id: int
    public_id: UUID
    name: str
    country: str | None


def list_guests(event_id: int, ids: Collection[int] | None = None) -> list[Guest]:
    """List who is confirmed, by name; those of ``ids`` where it is given."""
    query = (
        select(Person, Mission.country)
        .join(Registration, Registration.person_id == Person.id)
        .outerjoin(Mission, Mission.id == Registration.mission_id)
        .where(
            Registration.event_id == event_id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .order_by(Person.search_key, Person.id)
    )
    if ids is not None:
        query = query.where(Person.id.in_(ids))
    return [
        Guest(
            id=person.id,
            public_id=person.public_id,
            name=person.name,
            country=None if person.protected else country,
        )
        for person, country in db.session.execute(query)
    ]


def lock_series(event_id: int) -> None:
    """Have whoever books, frees or waits at this event wait for us."""
    query = select(MeetingSeries.id).filter_by(event_id=event_id)
    db.session.scalars(query.order_by(MeetingSeries.id).with_for_update()).all()


def list_series(event_id: int) -> Sequence[MeetingSeries]:
    """List the series of an event with their slots, by officer."""
    query = select(MeetingSeries).filter_by(event_id=event_id).options(*WHOLE)
    query = query.join(MeetingSeries.officer)
    return db.session.scalars(query.order_by(Person.search_key, MeetingSeries.id)).all()


def get_series(event: Event, public_id: UUID) -> MeetingSeries:
    """Return one series of this event with its slots, read afresh, or answer 404."""
    query = select(MeetingSeries).filter_by(event_id=event.id, public_id=public_id)
    query = query.options(*WHOLE).execution_options(populate_existing=True)
    series: MeetingSeries = db.one_or_404(query)
    return series


def get_slot(event: Event, public_id: UUID) -> MeetingSlot:
    """Return one slot of this event with its series, read afresh, or answer 404."""
    query = (
        select(MeetingSlot)
        .join(MeetingSlot.series)
        .where(MeetingSeries.event_id == event.id, MeetingSlot.public_id == public_id)
        .options(
            contains_eager(MeetingSlot.series).options(
                joinedload(MeetingSeries.officer), joinedload(MeetingSeries.room)
            ),
            joinedload(MeetingSlot.person),
        )
        .execution_options(populate_existing=True)
    )
    slot: MeetingSlot = db.one_or_404(query)
    return slot


def is_busy(
    event_id: int, person_id: int, starts_at: datetime, ends_at: datetime
) -> bool:
    """Whether the person meets somebody in that time, on either side of the table."""
    query = (
        select(MeetingSlot.id)
        .join(MeetingSlot.series)
        .where(
            MeetingSeries.event_id == event_id,
            MeetingSlot.starts_at < ends_at,
            MeetingSlot.ends_at > starts_at,
            or_(
                MeetingSlot.person_id == person_id,
                MeetingSeries.officer_id == person_id,
            ),
        )
    )
    return db.session.scalar(query.limit(1)) is not None


def has_slot(series_id: int, person_id: int) -> bool:
    """Whether the person booked a slot of the series."""
    query = select(MeetingSlot.id).filter_by(series_id=series_id, person_id=person_id)
    return db.session.scalar(query.limit(1)) is not None


def list_waiting(series_id: int) -> Sequence[MeetingWaiting]:
    """List who waits for a slot of the series, the first first."""
    query = select(MeetingWaiting).filter_by(series_id=series_id)
    query = query.options(joinedload(MeetingWaiting.person))
    return db.session.scalars(
        query.order_by(MeetingWaiting.since, MeetingWaiting.id)
    ).all()


def find_waiting(series_id: int, person_id: int) -> MeetingWaiting | None:
    """Return the person's line of the waiting list, or None."""
    query = select(MeetingWaiting).filter_by(series_id=series_id, person_id=person_id)
    return db.session.scalar(query)


def list_waited_for(event_id: int, person_id: int) -> set[int]:
    """Return the series, by inner id, for which the person waits."""
    query = select(MeetingWaiting.series_id).join(MeetingWaiting.series)
    query = query.where(
        MeetingSeries.event_id == event_id, MeetingWaiting.person_id == person_id
    )
    return set(db.session.scalars(query))


def list_lapsed(event_id: int, at: datetime) -> Sequence[MeetingSlot]:
    """List the slots to come of who is confirmed no longer."""
    query = (
        select(MeetingSlot)
        .join(MeetingSlot.series)
        .outerjoin(Registration, _confirmed(MeetingSlot.person_id))
        .where(
            MeetingSeries.event_id == event_id,
            MeetingSlot.person_id.is_not(None),
            MeetingSlot.starts_at > at,
            Registration.id.is_(None),
        )
        .options(
            contains_eager(MeetingSlot.series).options(
                joinedload(MeetingSeries.officer), joinedload(MeetingSeries.room)
            ),
            joinedload(MeetingSlot.person),
        )
        .order_by(MeetingSlot.starts_at)
    )
    return db.session.scalars(query).all()


def list_lapsed_waiting(event_id: int) -> Sequence[MeetingWaiting]:
    """List the lines of the waiting lists of who is confirmed no longer."""
    query = (
        select(MeetingWaiting)
        .join(MeetingWaiting.series)
        .outerjoin(Registration, _confirmed(MeetingWaiting.person_id))
        .where(MeetingSeries.event_id == event_id, Registration.id.is_(None))
    )
    return db.session.scalars(query).all()


def _confirmed(person_id: Any) -> ColumnElement[bool]:
    return and_(
        Registration.person_id == person_id,
        Registration.event_id == MeetingSeries.event_id,
        Registration.state == RegistrationState.CONFIRMED,
    )


def list_officers(person_id: int | None, on: date) -> Sequence[Person]:
    """List the desk officers; with a person, them and for whom they stand in."""
    query = select(Person).join(DeskOfficer, DeskOfficer.person_id == Person.id)
    if person_id is not None:
        stands_in = and_(
            DeskOfficer.deputy_id == person_id,
            or_(DeskOfficer.deputy_from.is_(None), DeskOfficer.deputy_from <= on),
            or_(DeskOfficer.deputy_until.is_(None), DeskOfficer.deputy_until >= on),
        )
        query = query.where(or_(Person.id == person_id, stands_in))
    return db.session.scalars(
        query.distinct().order_by(Person.search_key, Person.id)
    ).all()
