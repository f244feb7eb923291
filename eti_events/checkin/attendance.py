"""Who was there in which half-day: of the scans, and of what is left of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from eti_events.checkin import board, queries
from eti_events.checkin.batch import fact_of
from eti_events.checkin.board import Line
from eti_events.checkin.fold import Key, Presence, Scan, fold
from eti_events.checkin.verdicts import HalfDay
from eti_events.events.models import Event
from eti_events.events.models import HalfDay as HalfDayRow


def half_days_of(rows: Sequence[HalfDayRow]) -> list[HalfDay]:
    """Return the half-days as the fold knows them."""
    return [HalfDay(row.id, row.day.on, row.starts_at, row.ends_at) for row in rows]


def presences_of(
    event: Event, half_days: Sequence[HalfDay], rows: Sequence[Mapping[Any, Any]]
) -> dict[Key, Presence]:
    """Return what the scans of an event add up to."""
    zone = event.zone
    scans = [fact_of(row, row["effective_at"].astimezone(zone).date()) for row in rows]
    return fold(scans, board.opening(event.starts_at, event.ends_at, half_days))


def first_arrivals(
    presences: Mapping[Key, Presence],
) -> dict[tuple[int, date], Scan]:
    """Return the scan by which each registration came first on each day."""
    first: dict[tuple[int, date], Scan] = {}
    for (registration, _zone, on), presence in presences.items():
        if scan := presence.arrival:
            known = first.setdefault((registration, on), scan)
            first[registration, on] = min(known, scan, key=lambda one: one.place)
    return first


def add_frozen(lines: Sequence[Line], event: Event) -> None:
    """Add to the lines of an event what was kept when its scans were erased."""
    by_half_day = {line.half_day.id: line for line in lines}
    for registration, half_day in queries.list_attendance(event.id):
        by_half_day[half_day].present.add(registration)
    for row in queries.list_arrival_counts(event.id):
        if line := board.line_at(lines, row.at.astimezone(event.zone).date(), row.at):
            line.arrivals[row.point_id] += row.count
