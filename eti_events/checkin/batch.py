"""One call of a device, and all that the database knows about what it says."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from eti_events.checkin import statements
from eti_events.checkin.desk import Desk
from eti_events.checkin.fold import Scan
from eti_events.checkin.protocol import Record
from eti_events.checkin.verdicts import ADMITTING, HalfDay
from eti_events.registration.models import Category, RegistrationState

DAY = timedelta(days=1)
Row = Mapping[Any, Any]


@dataclass(slots=True)
class Known:
    """Somebody who may stand before the door, as their registration says."""

    registration_id: int
    name: str
    category: Category
    first_departure: bool
    confirmed: bool
    half_days: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Code:
    """A ticket by its digest, and the registrations of its holder by event."""

    ticket_id: int
    revoked_at: datetime | None
    registrations: dict[int, Known] = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """One call: what it says, and all that the database knows about it.

    ``kept`` are rows by scan id, old and new; ``facts`` those that still stand, by
    registration; ``undone`` the scans whose undo came before them; ``points`` the
    public id of the point where each was made, ``half_days`` those around the scans,
    by event.
    """

    desk: Desk
    at: datetime
    records: list[Record]
    codes: dict[str, Code] = field(default_factory=dict)
    people: dict[int, Known] = field(default_factory=dict)
    named: dict[tuple[int, UUID], Known] = field(default_factory=dict)
    kept: dict[UUID, Row] = field(default_factory=dict)
    facts: dict[int, list[Scan]] = field(default_factory=lambda: defaultdict(list))
    undone: set[UUID] = field(default_factory=set)
    points: dict[UUID, UUID] = field(default_factory=dict)
    half_days: dict[int, list[HalfDay]] = field(
        default_factory=lambda: defaultdict(list)
    )


def look_up(connection: Connection, batch: Batch) -> None:
    """Read who the scans name, and what was kept of them before."""
    _read_half_days(connection, batch)
    _read_codes(connection, batch)
    _read_names(connection, batch)
    if batch.people and connection.dialect.name == "postgresql":
        connection.execute(statements.LOCK_REGISTRATIONS, {"ids": list(batch.people)})
    _read_kept(connection, batch)
    _read_undone(connection, batch)
    kept = {row["registration_id"] for row in batch.kept.values()}
    if missing := kept - {None} - batch.people.keys():
        lookups = _lookups(missing)
        asked = {"root_id": batch.desk.root_id, "ids": lookups.bind(missing)}
        for row in connection.execute(lookups.by_id, asked):
            _know(batch, row)


def _read_half_days(connection: Connection, batch: Batch) -> None:
    """Read the half-days of the days on which the scans were made."""
    moments = [record.effective_at for record in batch.records]
    asked = {
        "root_id": batch.desk.root_id,
        "from_at": min(moments) - DAY,
        "until_at": max(moments) + DAY,
    }
    zones = batch.desk.time_zones
    for row in connection.execute(statements.HALF_DAYS, asked):
        if row.event_id in zones:
            day = row.starts_at.astimezone(zones[row.event_id]).date()
            half_day = HalfDay(row.id, day, row.starts_at, row.ends_at)
            batch.half_days[row.event_id].append(half_day)


def _lookups(*asked: Collection[Any]) -> statements.Lookups:
    return statements.FOR_MANY if any(len(a) > 1 for a in asked) else statements.FOR_ONE


def _read_codes(connection: Connection, batch: Batch) -> None:
    hashes = {record.code_hash for record in batch.records if record.code_hash}
    lookups = _lookups(hashes)
    for statement in (lookups.by_code, lookups.by_short_code):
        if not (left := hashes - batch.codes.keys()):
            return
        asked = {"root_id": batch.desk.root_id, "hashes": lookups.bind(left)}
        for row in connection.execute(statement, asked):
            code = batch.codes.setdefault(
                row.code_hash, Code(row.ticket_id, row.revoked_at)
            )
            if row.registration_id is not None:
                code.registrations[row.event_id] = _know(batch, row)


def _read_names(connection: Connection, batch: Batch) -> None:
    names = {record.registration for record in batch.records if record.registration}
    if not names:
        return
    lookups = _lookups(names)
    asked = {"root_id": batch.desk.root_id, "registrations": lookups.bind(names)}
    for row in connection.execute(lookups.by_name, asked):
        batch.named[row.event_id, row.public_id] = _know(batch, row)


def _know(batch: Batch, row: Any) -> Known:
    known = batch.people.get(row.registration_id)
    if known is None:
        known = batch.people[row.registration_id] = Known(
            registration_id=row.registration_id,
            name=row.badge_name or f"{row.given_name} {row.family_name}".strip(),
            category=row.category,
            first_departure=row.first_departure,
            confirmed=row.state is RegistrationState.CONFIRMED,
        )
    known.half_days.add(row.half_day_id)
    return known


def _read_kept(connection: Connection, batch: Batch) -> None:
    asked = {record.scan_id for record in batch.records}
    asked |= {record.undoes for record in batch.records if record.undoes}
    lookups = _lookups(asked, batch.people)
    rows = connection.execute(
        lookups.seen,
        {"registrations": lookups.bind(batch.people), "scans": lookups.bind(asked)},
    )
    zones = batch.desk.time_zones
    for row in rows.mappings():
        if row["scan_id"] in asked:
            batch.kept[row["scan_id"]] = row
        if row["event_id"] in zones and not row["undone"]:
            day = row["effective_at"].astimezone(zones[row["event_id"]]).date()
            batch.facts[row["registration_id"]].append(fact_of(row, day))
            batch.points[row["scan_id"]] = row["point"]


def _read_undone(connection: Connection, batch: Batch) -> None:
    """Read which scans are taken back already; to a scan alone it makes no odds."""
    new = [r.scan_id for r in batch.records if r.scan_id not in batch.kept]
    if len(new) > 1:
        asked = {"root_id": batch.desk.root_id, "scans": new}
        batch.undone.update(connection.scalars(statements.UNDONE_BEFORE, asked))


def fact_of(row: Row, day: date) -> Scan:
    """Return the fact that a kept row stands for, made on that day of its event."""
    return Scan(
        scan_id=row["scan_id"],
        device=row["device_id"],
        seq=row["seq"],
        zone=row["zone_id"],
        day=day,
        device_time=row["device_time"],
        received_at=row["received_at"],
        registration=row["registration_id"],
        kind=row["kind"],
        direction=row["direction"],
        offset_ms=row["offset_ms"],
        undoes=row["undoes"],
        admitted=row["verdict"] in ADMITTING,
        quarantined=row["quarantined"],
    )
