"""Events as pages and rules need them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from eti_events.database import db
from eti_events.events.models import (
    Counter,
    Event,
    EventDay,
    EventKind,
    EventState,
    HalfDay,
    Room,
    ScanPoint,
    Zone,
)

AFTERMATH = timedelta(days=7)  # what happened at the end is still being put right
CAPACITY = "event"  # the scope of an event's own counter


# Every page of an event asks these: built once, as building costs more than asking.
EVENT = select(Event).where(Event.slug == bindparam("slug"))
LOCKED_EVENT = select(Event).where(Event.slug == bindparam("slug")).with_for_update()
HALF_DAYS = (
    select(HalfDay)
    .where(HalfDay.event_id == bindparam("event_id"))
    .options(joinedload(HalfDay.day))
    .order_by(HalfDay.starts_at)
)


def find_event(slug: str) -> Event | None:
    """Return the event of that slug, or None."""
    return db.session.scalar(EVENT, {"slug": slug})


def get_event(slug: str, *, for_update: bool = False) -> Event:
    """Return the event of that slug, or answer 404."""
    statement = LOCKED_EVENT if for_update else EVENT
    if event := db.session.scalar(statement, {"slug": slug}):
        return event
    raise NotFound


def list_events(ids: set[int] | None) -> Sequence[Event]:
    """List events, the latest first; only those of ``ids`` unless it is None.

    An edition's id brings its courses with it.
    """
    query = select(Event).order_by(Event.starts_at.desc())
    if ids is not None:
        query = query.where(or_(Event.id.in_(ids), Event.parent_id.in_(ids)))
    return db.session.scalars(query).all()


def list_editions() -> Sequence[Event]:
    """List the events that a course can hang on, the latest first."""
    query = select(Event).where(
        Event.kind != EventKind.PRE_DEPARTURE, Event.state != EventState.ARCHIVED
    )
    return db.session.scalars(query.order_by(Event.starts_at.desc())).all()


def list_children(event_id: int) -> Sequence[Event]:
    """List the courses that hang on an edition."""
    query = select(Event).filter_by(parent_id=event_id).order_by(Event.starts_at)
    return db.session.scalars(query).all()


def list_days(event_id: int) -> Sequence[EventDay]:
    """List an event's days with their half-days, in order."""
    query = select(EventDay).filter_by(event_id=event_id).order_by(EventDay.on)
    return db.session.scalars(query.options(selectinload(EventDay.half_days))).all()


def get_day(event: Event, public_id: UUID) -> EventDay:
    """Return one day of this event with its half-days, or answer 404."""
    query = select(EventDay).filter_by(event_id=event.id, public_id=public_id)
    day: EventDay = db.one_or_404(query.options(selectinload(EventDay.half_days)))
    return day


def list_half_days(event_id: int) -> Sequence[HalfDay]:
    """List an event's half-days with their days, in order."""
    return db.session.scalars(HALF_DAYS, {"event_id": event_id}).all()


def list_rooms(event_id: int) -> Sequence[Room]:
    """List an event's rooms in the organiser's order."""
    query = select(Room).filter_by(event_id=event_id)
    return db.session.scalars(query.order_by(Room.position, Room.id)).all()


def get_room(event: Event, public_id: UUID) -> Room:
    """Return one room of this event, or answer 404."""
    query = select(Room).filter_by(event_id=event.id, public_id=public_id)
    room: Room = db.one_or_404(query)
    return room


def find_room(event: Event, public_id: str | None) -> Room | None:
    """Return one room of this event; without an id there is none; else 404."""
    return get_room(event, UUID(public_id)) if public_id else None


def list_zones(event_id: int) -> Sequence[Zone]:
    """List an event's zones, the building first."""
    query = select(Zone).filter_by(event_id=event_id).order_by(Zone.kind, Zone.id)
    return db.session.scalars(query).all()


def list_points(event_id: int) -> Sequence[ScanPoint]:
    """List an event's scan points with their zones."""
    query = select(ScanPoint).filter_by(event_id=event_id).order_by(ScanPoint.id)
    return db.session.scalars(query.options(joinedload(ScanPoint.zone))).all()


def get_point(event: Event, public_id: UUID) -> ScanPoint:
    """Return one scan point of this event, or answer 404."""
    query = select(ScanPoint).filter_by(event_id=event.id, public_id=public_id)
    point: ScanPoint = db.one_or_404(query)
    return point


def get_capacity(event_id: int, *, for_update: bool = False) -> Counter:
    """Return the counter of the event's places."""
    query = select(Counter).filter_by(event_id=event_id, scope=CAPACITY, key="")
    if for_update:
        query = query.with_for_update()
    return db.session.scalars(query).one()


def is_slug_taken(slug: str) -> bool:
    """Whether an event has this slug already."""
    return bool(db.session.scalar(select(func.count()).where(Event.slug == slug)))


def list_unfinished_event_ids(at: datetime) -> Sequence[int]:
    """Return the events that are not over, or only since a week."""
    query = select(Event.id).where(
        Event.state != EventState.ARCHIVED, Event.ends_at > at - AFTERMATH
    )
    return db.session.scalars(query).all()
