"""The statements of a scan's path, built once: building them costs more than running.

They run on the Core connection of the caller's transaction.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ScalarSelect,
    Select,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.sql import ColumnElement

from eti_events.checkin.fold import Direction, ScanKind
from eti_events.checkin.models import (
    Device,
    Scan,
    device_point,
)
from eti_events.checkin.verdicts import ADMITTING
from eti_events.database import Base
from eti_events.events.models import Event, EventDay, HalfDay, ScanPoint
from eti_events.people.models import Person
from eti_events.registration.models import Registration, RegistrationState, Ticket

Lookup = Select[tuple[Any, ...]]

tables = Base.metadata.tables
SCAN = tables[Scan.__tablename__]
WALK_IN = tables["walk_in"]
DEVICE = tables[Device.__tablename__]

device = DEVICE.c
point = tables[ScanPoint.__tablename__].c
event = tables[Event.__tablename__].c
day = tables[EventDay.__tablename__].c
half_day = tables[HalfDay.__tablename__].c
ticket = tables[Ticket.__tablename__].c
person = tables[Person.__tablename__].c
registration = tables[Registration.__tablename__].c
right = tables["registration_half_day"].c
undo = SCAN.alias("undo").c


POSTS_OF_DEVICE = (
    select(
        device.id.label("device_id"),
        device.event_id.label("root_id"),
        device.expires_at,
        device.revoked_at,
        device.last_seen_at,
        point.id.label("point_id"),
        point.public_id.label("point"),
        point.zone_id,
        event.id.label("event_id"),
        event.time_zone,
        event.starts_at,
        event.ends_at,
    )
    .join_from(tables["device"], device_point)
    .join(tables["scan_point"], point.id == device_point.c.point_id)
    .join(tables["event"], event.id == point.event_id)
    .where(device.token_hash == bindparam("token_hash"))
)

_tree = (  # an edition and its courses
    select(event.id)
    .where(
        or_(event.id == bindparam("root_id"), event.parent_id == bindparam("root_id"))
    )
    .scalar_subquery()
)

HALF_DAYS = select(
    half_day.id, half_day.event_id, half_day.starts_at, half_day.ends_at
).where(
    half_day.event_id.in_(_tree),
    half_day.starts_at.between(bindparam("from_at"), bindparam("until_at")),
)

_HOLDER = (
    registration.id.label("registration_id"),
    registration.public_id,
    registration.event_id,
    registration.state,
    registration.category,
    registration.first_departure,
    person.badge_name,
    person.given_name,
    person.family_name,
    right.half_day_id,
)

_that_undoes = (undo.kind == ScanKind.UNDO, undo.quarantined == false())


def _tree_of(device_id: ColumnElement[int]) -> ScalarSelect[int]:
    """Select the root of the events that a device belongs to."""
    one = tables["device"].alias()
    of_it = select(one.c.event_id).where(one.c.id == device_id)
    return of_it.correlate_except(one).scalar_subquery()


# An undo may come before what it undoes, and from another event's door of the tree.
_UNDONE = exists().where(
    undo.undoes == SCAN.c.scan_id,
    *_that_undoes,
    _tree_of(undo.device_id) == _tree_of(SCAN.c.device_id),
)

UNDONE_BEFORE = select(undo.undoes).where(
    undo.undoes.in_(bindparam("scans", expanding=True)),
    *_that_undoes,
    _tree_of(undo.device_id) == bindparam("root_id"),
)

FACT = (
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
            ticket.id.label("ticket_id"),
            ticket.revoked_at,
            *_HOLDER,
        )
        .join_from(tables["ticket"], tables["person"])
        .outerjoin(
            tables["registration"],
            (registration.person_id == ticket.person_id)
            & registration.event_id.in_(_tree),
        )
        .outerjoin(
            tables["registration_half_day"],
            right.registration_id == registration.id,
        )
        .where(wanted, ticket.event_id == bindparam("root_id"))
    )


def _by_registration(wanted: ColumnElement[bool]) -> Lookup:
    return (
        select(*_HOLDER)
        .join_from(
            tables["registration"],
            tables["person"],
            tables["person"].c.id == tables["registration"].c.person_id,
        )
        .outerjoin(
            tables["registration_half_day"],
            right.registration_id == registration.id,
        )
        .where(wanted, registration.event_id.in_(_tree))
    )


def _seen(wanted: ColumnElement[bool]) -> Lookup:
    return (
        select(
            *FACT,
            SCAN.c.flags,
            SCAN.c.answer,
            point.public_id.label("point"),
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
        by_code=_by_code(ticket.code_hash, among(ticket.code_hash, "hashes")),
        by_short_code=_by_code(ticket.short_hash, among(ticket.short_hash, "hashes")),
        by_name=_by_registration(among(registration.public_id, "registrations")),
        by_id=_by_registration(among(registration.id, "ids")),
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
    select(registration.id)
    .where(registration.id.in_(bindparam("ids", expanding=True)))
    .order_by(registration.id)
    .with_for_update(key_share=True)
)

TOUCH_DEVICE = (
    DEVICE.update()
    .where(device.id == bindparam("device_id"))
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
            case((registration.first_departure, SCAN.c.registration_id)).distinct()
        ).label("first_departures"),
    )
    .join_from(SCAN, tables["registration"])
    .where(*_entries_that_stand, *_that_day_in_that_zone)
)

COUNT_EXPECTED = (
    select(func.count(registration.id.distinct()))
    .join_from(tables["registration"], tables["registration_half_day"])
    .join(tables["half_day"], half_day.id == right.half_day_id)
    .join(tables["event_day"], day.id == half_day.day_id)
    .where(
        registration.event_id == bindparam("event_id"),
        registration.state == RegistrationState.CONFIRMED,
        day.on == bindparam("on"),
    )
)

ARRIVALS = (
    select(SCAN.c.registration_id, func.min(SCAN.c.effective_at).label("arrived_at"))
    .where(*_entries_that_stand, *_that_day_in_that_zone)
    .group_by(SCAN.c.registration_id)
    .subquery()
)
