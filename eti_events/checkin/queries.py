"""What the door reads.

The statements of a scan's path are built once, as building them costs more than running
them; they run on the Core connection of the caller's transaction.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import selectinload
from sqlalchemy.sql import ColumnElement

from eti_events.checkin.fold import Direction, ScanKind
from eti_events.checkin.models import (
    Device,
    Pairing,
    Scan,
    WalkIn,
    WalkInState,
    device_point,
)
from eti_events.checkin.verdicts import ADMITTING
from eti_events.database import Base, db
from eti_events.events.models import Event, EventDay, HalfDay, ScanPoint
from eti_events.people.models import Person
from eti_events.registration.models import Registration, RegistrationState, Ticket

Lookup = Select[tuple[Any, ...]]

tables = Base.metadata.tables
SCAN = tables[Scan.__tablename__]
WALK_IN = tables["walk_in"]
DEVICE = tables[Device.__tablename__]

_device = DEVICE.c
_point = tables[ScanPoint.__tablename__].c
_event = tables[Event.__tablename__].c
_day = tables[EventDay.__tablename__].c
_half_day = tables[HalfDay.__tablename__].c
_ticket = tables[Ticket.__tablename__].c
_person = tables[Person.__tablename__].c
_registration = tables[Registration.__tablename__].c
_right = tables["registration_half_day"].c
_undo = SCAN.alias("undo").c


POSTS_OF_DEVICE = (
    select(
        _device.id.label("device_id"),
        _device.event_id.label("root_id"),
        _device.expires_at,
        _device.revoked_at,
        _device.last_seen_at,
        _point.id.label("point_id"),
        _point.public_id.label("point"),
        _point.zone_id,
        _event.id.label("event_id"),
        _event.time_zone,
        _event.starts_at,
        _event.ends_at,
    )
    .join_from(tables["device"], device_point)
    .join(tables["scan_point"], _point.id == device_point.c.point_id)
    .join(tables["event"], _event.id == _point.event_id)
    .where(_device.token_hash == bindparam("token_hash"))
)

_tree = (  # an edition and its courses
    select(_event.id)
    .where(
        or_(_event.id == bindparam("root_id"), _event.parent_id == bindparam("root_id"))
    )
    .scalar_subquery()
)

HALF_DAYS = (
    select(
        _half_day.id,
        _half_day.event_id,
        _day.on,
        _half_day.starts_at,
        _half_day.ends_at,
    )
    .join_from(tables["half_day"], tables["event_day"])
    .where(_half_day.event_id.in_(_tree))
)

_HOLDER = (
    _registration.id.label("registration_id"),
    _registration.public_id,
    _registration.event_id,
    _registration.state,
    _registration.category,
    _registration.first_departure,
    _person.badge_name,
    _person.given_name,
    _person.family_name,
    _right.half_day_id,
)

_UNDONE = exists().where(
    _undo.undoes == SCAN.c.scan_id,
    _undo.kind == ScanKind.UNDO,
    _undo.quarantined == false(),
    _undo.event_id == SCAN.c.event_id,
)

_FACT = (
    SCAN.c.scan_id,
    SCAN.c.device_id,
    SCAN.c.seq,
    SCAN.c.event_id,
    SCAN.c.zone_id,
    SCAN.c.registration_id,
    SCAN.c.kind,
    SCAN.c.direction,
    SCAN.c.undoes,
    SCAN.c.device_time,
    SCAN.c.offset_ms,
    SCAN.c.effective_at,
    SCAN.c.received_at,
    SCAN.c.verdict,
    SCAN.c.quarantined,
)


def _by_code(holder_code: ColumnElement[str], wanted: ColumnElement[bool]) -> Lookup:
    """Select a ticket, standing or revoked, with what its holder may do."""
    return (
        select(
            holder_code.label("code_hash"),
            _ticket.id.label("ticket_id"),
            _ticket.revoked_at,
            *_HOLDER,
        )
        .join_from(tables["ticket"], tables["person"])
        .outerjoin(
            tables["registration"],
            (_registration.person_id == _ticket.person_id)
            & _registration.event_id.in_(_tree),
        )
        .outerjoin(
            tables["registration_half_day"],
            _right.registration_id == _registration.id,
        )
        .where(wanted, _ticket.event_id == bindparam("root_id"))
    )


def _by_registration(wanted: ColumnElement[bool]) -> Lookup:
    return (
        select(*_HOLDER)
        .join_from(tables["registration"], tables["person"])
        .outerjoin(
            tables["registration_half_day"],
            _right.registration_id == _registration.id,
        )
        .where(wanted, _registration.event_id.in_(_tree))
    )


def _seen(wanted: ColumnElement[bool]) -> Lookup:
    return (
        select(
            *_FACT,
            SCAN.c.flags,
            SCAN.c.answer,
            _point.public_id.label("point"),
            _UNDONE.label("undone"),
        )
        .join_from(SCAN, tables["scan_point"])
        .where(wanted)
    )


@dataclass(frozen=True)
class Lookups:
    """What a call is looked up by; parameters are bound by ``bind``."""

    by_code: Lookup
    by_short_code: Lookup
    by_name: Lookup
    by_id: Lookup
    seen: Lookup
    bind: Callable[[Collection[Any]], Any]


def _lookups(
    among: Callable[[ColumnElement[Any], str], ColumnElement[bool]],
    bind: Callable[[Collection[Any]], Any],
) -> Lookups:
    return Lookups(
        by_code=_by_code(_ticket.code_hash, among(_ticket.code_hash, "hashes")),
        by_short_code=_by_code(_ticket.short_hash, among(_ticket.short_hash, "hashes")),
        by_name=_by_registration(among(_registration.public_id, "registrations")),
        by_id=_by_registration(among(_registration.id, "ids")),
        seen=_seen(
            or_(
                among(SCAN.c.registration_id, "registrations"),
                among(SCAN.c.scan_id, "scans"),
            )
        ),
        bind=bind,
    )


# A list in a statement is spelled out anew for every call: one scan goes without.
FOR_ONE = _lookups(
    lambda column, name: column == bindparam(name),
    lambda values: next(iter(values), None),
)
FOR_MANY = _lookups(
    lambda column, name: column.in_(bindparam(name, expanding=True)), list
)

# PostgreSQL only: two doors that scan the same person wait for each other.
LOCK_REGISTRATIONS = (
    select(_registration.id)
    .where(_registration.id.in_(bindparam("ids", expanding=True)))
    .order_by(_registration.id)
    .with_for_update(key_share=True)
)

TOUCH_DEVICE = (
    DEVICE.update()
    .where(_device.id == bindparam("device_id"))
    .values(last_seen_at=bindparam("at"))
)


# What devices read

_entries_that_stand = (
    SCAN.c.kind == ScanKind.SCAN,
    SCAN.c.direction == Direction.IN,
    SCAN.c.verdict.in_(ADMITTING),
    SCAN.c.quarantined == false(),
    ~_UNDONE,
)
_that_day_in_that_zone = (
    SCAN.c.zone_id == bindparam("zone_id"),
    SCAN.c.effective_at >= bindparam("from_at"),
    SCAN.c.effective_at < bindparam("until_at"),
)

COUNT_ARRIVED = (
    select(
        func.count(SCAN.c.registration_id.distinct()).label("present"),
        func.count(
            case((_registration.first_departure, SCAN.c.registration_id)).distinct()
        ).label("first_departures"),
    )
    .join_from(SCAN, tables["registration"])
    .where(*_entries_that_stand, *_that_day_in_that_zone)
)

COUNT_EXPECTED = (
    select(func.count(_registration.id.distinct()))
    .join_from(tables["registration"], tables["registration_half_day"])
    .join(tables["half_day"], _half_day.id == _right.half_day_id)
    .join(tables["event_day"], _day.id == _half_day.day_id)
    .where(
        _registration.event_id == bindparam("event_id"),
        _registration.state == RegistrationState.CONFIRMED,
        _day.on == bindparam("on"),
    )
)

_arrivals = (
    select(SCAN.c.registration_id, func.min(SCAN.c.effective_at).label("arrived_at"))
    .where(*_entries_that_stand, *_that_day_in_that_zone)
    .group_by(SCAN.c.registration_id)
    .subquery()
)
AT_MOST_FOUND = 12


def search_people(
    connection: Connection,
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
            _registration.public_id,
            _registration.state,
            _registration.category,
            _person.badge_name,
            _person.given_name,
            _person.family_name,
            _arrivals.c.arrived_at,
        )
        .join_from(tables["registration"], tables["person"])
        .outerjoin(_arrivals, _arrivals.c.registration_id == _registration.id)
        .where(
            _registration.event_id == event_id,
            _registration.state != RegistrationState.DRAFT,
            *(_person.search_key.contains(word) for word in words),
        )
        .order_by(_person.family_name, _person.given_name)
        .limit(AT_MOST_FOUND)
    )
    bound = {"zone_id": zone_id, "from_at": from_at, "until_at": until_at}
    return connection.execute(query, bound).all()


def list_points(connection: Connection, root_id: int) -> Sequence[Any]:
    """List every scan point of an event tree, for their names."""
    query = (
        select(_point.public_id, _point.name, _event.language)
        .join_from(tables["scan_point"], tables["event"])
        .where(or_(_event.id == root_id, _event.parent_id == root_id))
        .order_by(_point.id)
    )
    return connection.execute(query).all()


def get_root(connection: Connection, root_id: int) -> Any:
    """Return name, languages and zone of a device's event."""
    query = select(_event.name, _event.language, _event.time_zone)
    return connection.execute(query.where(_event.id == root_id)).one()


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
    """List every scan of an event, for the fold."""
    query = select(*_FACT, SCAN.c.point_id).where(SCAN.c.event_id == event.id)
    return db.session.connection().execute(query).mappings().all()


def list_last_scans(event: Event, limit: int) -> Sequence[Any]:
    """List the last scans of an event, refused ones too, with who, where and how."""
    query = (
        select(
            *_FACT,
            SCAN.c.input,
            SCAN.c.flags,
            _point.name.label("point"),
            _device.name.label("device"),
            _person.given_name,
            _person.family_name,
        )
        .join_from(SCAN, tables["scan_point"])
        .join(DEVICE, _device.id == SCAN.c.device_id)
        .outerjoin(
            tables["registration"], _registration.id == SCAN.c.registration_id
        )
        .outerjoin(tables["person"], _person.id == _registration.person_id)
        .where(SCAN.c.event_id == event.id)
        .order_by(SCAN.c.effective_at.desc(), SCAN.c.id.desc())
        .limit(limit)
    )
    return db.session.connection().execute(query).all()


def count_expected(event: Event) -> dict[int, int]:
    """Count the confirmed registrations of each half-day, by its id."""
    query = (
        select(_right.half_day_id, func.count(_registration.id))
        .join_from(tables["registration"], tables["registration_half_day"])
        .where(
            _registration.event_id == event.id,
            _registration.state == RegistrationState.CONFIRMED,
        )
        .group_by(_right.half_day_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def name_registrations(ids: Collection[int]) -> dict[int, str]:
    """Return the names of the people behind registrations."""
    query = (
        select(_registration.id, _person.given_name, _person.family_name)
        .join_from(tables["registration"], tables["person"])
        .where(_registration.id.in_(ids))
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
