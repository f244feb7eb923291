"""A day as a table: rooms side by side, hours downwards, free cells between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from eti_events.agenda.models import Session
from eti_events.events.models import Room

STEP = timedelta(minutes=15)
USUAL = (time(9), time(18))  # a day of which nothing is known yet

Hours = tuple[datetime, datetime]


@dataclass
class Cell:
    """One room at one hour: free, or held by sessions over several rows."""

    room: UUID | None
    rows: int = 1
    sessions: list[Session] = field(default_factory=list)


@dataclass
class Row:
    """One hour of the day; between two marked hours stands a quarter of one."""

    at: datetime
    until: datetime
    marked: bool
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Table:
    """The columns, None being “no room”, and the rows with their cells."""

    columns: Sequence[Room | None]
    rows: Sequence[Row]


def lay_out(
    sessions: Sequence[Session],
    rooms: Sequence[Room],
    open_hours: Iterable[Hours],
    *,
    on: date,
    zone: ZoneInfo,
) -> Table:
    """Lay the placed sessions of one day out; what clashes shares a cell."""
    hours = {
        session.public_id: hours for session in sessions if (hours := session.hours)
    }
    roomless = any(session.room is None for session in sessions)
    columns: list[Room | None] = [*([None] if roomless else []), *rooms]
    marks = sorted(_marks([*open_hours, *hours.values()] or [_usual(on, zone)], hours))
    begun = {start for start, _end in hours.values()}
    rows = [
        Row(at, until, at in begun or at.minute % 30 == 0)
        for at, until in pairwise(marks)
    ]
    for column in columns:
        room_id = column.public_id if column else None
        own = [one for one in sessions if (one.room and one.room.public_id) == room_id]
        _fill(rows, room_id, own, hours)
    return Table(columns=columns, rows=rows)


def _usual(on: date, zone: ZoneInfo) -> Hours:
    start, end = (datetime.combine(on, at, zone).astimezone(UTC) for at in USUAL)
    return start, end


def _marks(spans: Sequence[Hours], hours: dict[UUID, Hours]) -> set[datetime]:
    """Return every quarter of an hour of the day, and each beginning and end."""
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    first -= timedelta(minutes=first.minute % 15)
    marks = {moment for span in hours.values() for moment in span}
    while first < last:
        marks.add(first)
        first += STEP
    return marks | {first}


def _fill(
    rows: Sequence[Row],
    room: UUID | None,
    sessions: Sequence[Session],
    hours: dict[UUID, Hours],
) -> None:
    """Add one column: a cell where something begins, none where it goes on."""
    cell, busy_until = Cell(room), rows[0].at
    by_hour = sorted(sessions, key=lambda one: hours[one.public_id])
    for row in rows:
        if row.at >= busy_until:
            cell = Cell(room)
            row.cells.append(cell)
        else:
            cell.rows += 1
        while by_hour and hours[by_hour[0].public_id][0] < row.until:
            session = by_hour.pop(0)
            cell.sessions.append(session)
            busy_until = max(busy_until, hours[session.public_id][1])
