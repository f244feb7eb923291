"""Scans are erased a month after their event; presence and the curve stay."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import delete, exists, insert
from sqlalchemy.orm import aliased

from eti_events.audit.actions import record_erased
from eti_events.checkin import board, queries
from eti_events.checkin.attendance import first_arrivals, half_days_of, presences_of
from eti_events.checkin.fold import Scan, ScanKind
from eti_events.checkin.models import ArrivalCount, Attendance, WalkIn
from eti_events.checkin.models import Scan as ScanRow
from eti_events.database import db, write_rows
from eti_events.events.models import Event
from eti_events.events.queries import list_half_days

KEPT = timedelta(days=30)
STRETCH = 5  # minutes


def erased_at(event: Event) -> datetime:
    """Return the moment from which no scan of the event is kept."""
    return event.ends_at + KEPT


def forget_scans(at: datetime) -> None:
    """Erase the scans of events over for a month, and who asked to come in.

    First what they add up to is frozen: who was there in which half-day, and how many
    came when, without names.
    """
    for event in queries.list_events_with_scans(ended_before=at - KEPT):
        _freeze(event)
        walk_ins = write_rows(delete(WalkIn).where(WalkIn.event_id == event.id))
        record_erased("walk_ins", walk_ins, at=at, event_id=event.id)
        record_erased("scans", _erase_scans(event), at=at, event_id=event.id)


def _freeze(event: Event) -> None:
    """Keep what scans add up to; a day that was frozen before stands as it is."""
    half_days = half_days_of(list_half_days(event.id))
    days = {half_day.id: half_day.day for half_day in half_days}
    frozen = {(one, days[number]) for one, number in queries.list_attendance(event.id)}
    rows = queries.list_facts(event)
    presences = {
        key: presence
        for key, presence in presences_of(event, half_days, rows).items()
        if (key[0], key[2]) not in frozen
    }
    point_of = {row["scan_id"]: row["point_id"] for row in rows}
    first = first_arrivals(presences).values()
    lines = board.lines(presences, half_days, expected={}, point_of=point_of)
    for scan in first:  # also before or after every half-day
        if line := board.line_at(lines, scan.day, scan.effective_at):
            line.present.add(cast("int", scan.registration))
    _keep_attendance(lines)
    _keep_curve(event, first, point_of)


def _keep_attendance(lines: Iterable[board.Line]) -> None:
    there = [
        {"registration_id": registration, "half_day_id": line.half_day.id}
        for line in lines
        for registration in sorted(line.present)
    ]
    if there:
        db.session.execute(insert(Attendance), there)


def _keep_curve(
    event: Event, first: Iterable[Scan], point_of: Mapping[UUID, int]
) -> None:
    curve = Counter((point_of[s.scan_id], _stretch(s.effective_at)) for s in first)
    known = {
        (row.point_id, row.at): row for row in queries.list_arrival_counts(event.id)
    }
    for (point, at), count in curve.items():
        if row := known.get((point, at)):
            row.count += count
        else:
            row = ArrivalCount(event_id=event.id, point_id=point, at=at, count=count)
            db.session.add(row)


def _stretch(at: datetime) -> datetime:
    return at - timedelta(
        minutes=at.minute % STRETCH, seconds=at.second, microseconds=at.microsecond
    )


def _erase_scans(event: Event) -> int:
    """Erase the scans; an undo waits for what it undoes at another door of the tree."""
    undone = aliased(ScanRow)
    still_there = exists().where(undone.scan_id == ScanRow.undoes)
    ours, undo = ScanRow.event_id == event.id, ScanRow.kind == ScanKind.UNDO
    scans = write_rows(delete(ScanRow).where(ours, ~undo))
    return scans + write_rows(delete(ScanRow).where(ours, undo, ~still_there))
