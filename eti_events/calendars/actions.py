"""Compare and repair: what each person should have, against what they were told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from eti_events.calendars import queries
from eti_events.calendars.entries import fingerprints_of
from eti_events.calendars.models import CalendarEntry
from eti_events.calendars.queries import Attendance
from eti_events.database import db
from eti_events.events.models import Event


def settle(event_id: int, at: datetime) -> None:
    """Bring the calendars of everybody who comes, or came, up to date."""
    event = queries.find_event_by_id(event_id)
    if event is not None:
        bring_up_to_date([event], at=at)


def bring_up_to_date(
    events: Sequence[Event], *, at: datetime, person_id: int | None = None
) -> None:
    """Add, change and cancel days of these events, for everybody or one person.

    A row's sequence is never below its day's, and rises whenever what the calendar
    says does; a day that comes back after it was cancelled goes on counting.
    """
    by_id = {event.id: event for event in events}
    attendances = queries.list_attendances(by_id, person_id)
    wanted = fingerprints_of(attendances, by_id)
    rows = {
        (row.person_id, row.subject_id): row
        for row in queries.list_entries(by_id, person_id, for_update=True)
    }
    new = []
    for one in attendances:
        key = (one.person_id, one.day_id)
        if row := rows.pop(key, None):
            _change(row, wanted[key], one.day_sequence, at)
        else:
            new.append(_values(one, wanted[key]))
    _add(new)
    for row in rows.values():
        _cancel(row, at)


def _add(rows: list[dict[str, Any]]) -> None:
    """Add rows, unless the person's own page has just done so."""
    if rows:
        dialect = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
        adding = dialect.insert(CalendarEntry).on_conflict_do_nothing()
        db.session.execute(adding, rows)


def _values(one: Attendance, fingerprint: str) -> dict[str, Any]:
    """Return the row of what the confirmation mail carried."""
    return {
        "event_id": one.event_id,
        "person_id": one.person_id,
        "subject_kind": queries.DAY,
        "subject_id": one.day_id,
        "sequence": one.day_sequence,
        "fingerprint": fingerprint,
        "changed_at": one.confirmed_at,
    }


def _change(
    row: CalendarEntry, fingerprint: str, day_sequence: int, at: datetime
) -> None:
    if row.fingerprint == fingerprint and not row.cancelled:
        return
    row.sequence = max(row.sequence + 1, day_sequence)
    row.fingerprint = fingerprint
    row.cancelled = False
    row.changed_at = at


def _cancel(row: CalendarEntry, at: datetime) -> None:
    if not row.cancelled:
        row.sequence += 1
        row.cancelled = True
        row.changed_at = at
