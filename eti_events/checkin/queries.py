"""What devices, pages and actions read of the door, beside the scan's own path."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from eti_events.checkin.fold import ScanKind
from eti_events.checkin.models import (
    ArrivalCount,
    Attendance,
    Device,
    Pairing,
    Scan,
    WalkIn,
    WalkInState,
)
from eti_events.checkin.statements import ARRIVALS, FACT, SCAN
from eti_events.database import db
from eti_events.events.models import Event, HalfDay, ScanPoint
from eti_events.people.models import Person
from eti_events.registration.models import (
    Registration,
    RegistrationState,
    registration_half_day,
)

AT_MOST_FOUND = 12


def search_people(
    *,
    event_id: int,
    words: Sequence[str],
    zone_id: int,
    from_at: datetime,
    until_at: datetime,
) -> Sequence[Any]:
    """List registrations whose folded name has every word, in any order."""
    query = (
        select(
            Registration.public_id,
            Registration.state,
            Registration.category,
            Person.badge_name,
            Person.given_name,
            Person.family_name,
            ARRIVALS.c.arrived_at,
        )
        .join(Registration.person)
        .outerjoin(
            ARRIVALS,
            ARRIVALS.c.registration_id == Registration.id,
        )
        .where(
            Registration.event_id == event_id,
            Registration.state != RegistrationState.DRAFT,
            Person.merged_into_id.is_(None),
            *(Person.search_key.contains(word) for word in words),
        )
        .order_by(Person.family_name, Person.given_name)
        .limit(AT_MOST_FOUND)
    )
    bound = {"zone_id": zone_id, "from_at": from_at, "until_at": until_at}
    return db.session.execute(query, bound).all()


def list_points(root_id: int) -> Sequence[Any]:
    """List every scan point of an event tree, for their names."""
    query = (
        select(ScanPoint.public_id, ScanPoint.name, Event.language)
        .join_from(ScanPoint, Event)
        .where(or_(Event.id == root_id, Event.parent_id == root_id))
        .order_by(ScanPoint.id)
    )
    return db.session.execute(query).all()


def get_root(root_id: int) -> Any:
    """Return name, languages and zone of a device's event."""
    query = select(Event.name, Event.language, Event.time_zone)
    return db.session.execute(query.where(Event.id == root_id)).one()


# What pages and actions read


def find_pairing(token_hash: str, *, for_update: bool = False) -> Pairing | None:
    """Return the pairing of that digest, used or not, or None."""
    query = select(Pairing).filter_by(token_hash=token_hash)
    if for_update:
        query = query.with_for_update()
    return db.session.scalar(query)


def list_points_of_tree(
    event: Event, public_ids: Sequence[UUID] | None = None
) -> Sequence[ScanPoint]:
    """List the scan points of an event, of its parent and of its children."""
    query = (
        select(ScanPoint)
        .join(Event, Event.id == ScanPoint.event_id)
        .where(or_(Event.id == event.root_id, Event.parent_id == event.root_id))
        .order_by(ScanPoint.id)
    )
    if public_ids is not None:
        query = query.where(ScanPoint.public_id.in_(public_ids))
    return db.session.scalars(query).all()


def list_current_roots(since: datetime) -> Sequence[Event]:
    """List the editions and seminars that end after a moment, the next one first."""
    query = select(Event).where(Event.parent_id.is_(None), Event.ends_at > since)
    return db.session.scalars(query.order_by(Event.starts_at)).all()


def get_device(event: Event, public_id: UUID, *, for_update: bool = False) -> Device:
    """Return one device of the event's tree, or answer 404."""
    query = select(Device).filter_by(event_id=event.root_id, public_id=public_id)
    if for_update:
        query = query.with_for_update()
    device: Device = db.one_or_404(query)
    return device


def list_devices(event: Event) -> Sequence[Any]:
    """List the devices of the event's tree with the number of their scans."""
    scans = (
        select(func.count(Scan.id))
        .where(Scan.device_id == Device.id)
        .correlate(Device)
        .scalar_subquery()
    )
    query = (
        select(Device, scans.label("scans"))
        .filter_by(event_id=event.root_id)
        .options(selectinload(Device.points))
        .order_by(Device.revoked_at.is_not(None), Device.paired_at.desc())
    )
    return db.session.execute(query).all()


def list_facts(event: Event) -> Sequence[Any]:
    """List every scan of an event, and every undo of its tree, for the fold."""
    tree = select(Event.id).where(
        or_(Event.id == event.root_id, Event.parent_id == event.root_id)
    )
    undo = (SCAN.c.kind == ScanKind.UNDO) & SCAN.c.event_id.in_(tree)
    query = select(*FACT, SCAN.c.point_id).where(or_(SCAN.c.event_id == event.id, undo))
    return db.session.execute(query).mappings().all()


def list_last_scans(event: Event, limit: int) -> Sequence[Any]:
    """List the last scans of an event, refused ones too, with who, where and how."""
    query = (
        select(
            *FACT,
            SCAN.c.input,
            SCAN.c.flags,
            ScanPoint.name.label("point"),
            Device.name.label("device"),
            Person.given_name,
            Person.family_name,
        )
        .join_from(SCAN, ScanPoint)
        .join(Device, Device.id == SCAN.c.device_id)
        .outerjoin(
            Registration,
            Registration.id == SCAN.c.registration_id,
        )
        .outerjoin(
            Person,
            Person.id == Registration.person_id,
        )
        .where(SCAN.c.event_id == event.id)
        .order_by(SCAN.c.effective_at.desc(), SCAN.c.id.desc())
        .limit(limit)
    )
    return db.session.execute(query).all()


def count_expected(event: Event) -> dict[int, int]:
    """Count the confirmed registrations of each half-day, by its id."""
    query = (
        select(registration_half_day.c.half_day_id, func.count(Registration.id))
        .join_from(
            Registration,
            registration_half_day,
        )
        .where(
            Registration.event_id == event.id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .group_by(registration_half_day.c.half_day_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def name_registrations(ids: Collection[int]) -> dict[int, str]:
    """Return the names of the people behind registrations."""
    query = (
        select(
            Registration.id,
            Person.given_name,
            Person.family_name,
        )
        .join(Registration.person)
        .where(Registration.id.in_(ids))
    )
    return {row[0]: f"{row[1]} {row[2]}".strip() for row in db.session.execute(query)}


def list_walk_ins(event: Event) -> Sequence[WalkIn]:
    """List who asked to come in without a registration, the open requests first."""
    query = select(WalkIn).filter_by(event_id=event.id)
    order = (WalkIn.state != WalkInState.PENDING, WalkIn.asked_at.desc())
    return db.session.scalars(query.order_by(*order)).all()


def get_walk_in(event: Event, public_id: UUID, *, for_update: bool = False) -> WalkIn:
    """Return one request of this event, or answer 404."""
    query = select(WalkIn).filter_by(event_id=event.id, public_id=public_id)
    if for_update:
        query = query.with_for_update()
    walk_in: WalkIn = db.one_or_404(query)
    return walk_in


def list_events_with_scans(*, ended_before: datetime | None = None) -> Sequence[Event]:
    """List the events that anybody was scanned at."""
    query = select(Event).where(Event.id.in_(select(SCAN.c.event_id)))
    if ended_before:
        query = query.where(Event.ends_at < ended_before)
    return db.session.scalars(query.order_by(Event.id)).all()


def list_attendance(event_id: int) -> Sequence[tuple[int, int]]:
    """List who was there in which half-day, once the scans are erased: their ids."""
    query = (
        select(Attendance.registration_id, Attendance.half_day_id)
        .join(HalfDay, HalfDay.id == Attendance.half_day_id)
        .where(HalfDay.event_id == event_id)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def list_arrival_counts(event_id: int) -> Sequence[ArrivalCount]:
    """List how many came in when and where, once the scans are erased."""
    query = select(ArrivalCount).filter_by(event_id=event_id)
    return db.session.scalars(query.order_by(ArrivalCount.at)).all()
