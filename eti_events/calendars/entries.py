"""What each person should have, beside what they were last told; and the file."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from eti_events import ical
from eti_events.calendars.models import CalendarEntry
from eti_events.calendars.queries import Attendance
from eti_events.events.models import Event
from eti_events.messages.letterhead import letterhead
from eti_events.registration.calendar_file import day_entry

Key = tuple[int, UUID]  # person and day


def content_of(
    event: Event, span: tuple[datetime, datetime], language: str
) -> ical.CalendarEntry:
    """Return what a calendar says of a day, save whose it is and how often it moved."""
    sheet = letterhead.take()
    return day_entry(
        event,
        span,
        language,
        base_url=sheet.base_url,
        organizer=event.contact_email or sheet.contact or sheet.address,
    )


def fingerprint_of(content: ical.CalendarEntry) -> str:
    """Return the digest that changes whenever the content does."""
    return hashlib.sha256(repr(content).encode()).hexdigest()


def fingerprints_of(
    attendances: Iterable[Attendance], events: Mapping[int, Event]
) -> dict[Key, str]:
    """Return what each person should have; people alike share the work."""
    known: dict[tuple[int, datetime, datetime, str], str] = {}
    wanted = {}
    for one in attendances:
        kind = (one.event_id, one.starts_at, one.ends_at, str(one.language))
        if kind not in known:
            span = (one.starts_at, one.ends_at)
            content = content_of(events[one.event_id], span, str(one.language))
            known[kind] = fingerprint_of(content)
        wanted[one.person_id, one.day_id] = known[kind]
    return wanted


def is_true(
    rows: Iterable[CalendarEntry],
    attendances: Sequence[Attendance],
    events: Mapping[int, Event],
) -> bool:
    """Whether what people were last told is what they should have."""
    told = {
        (row.person_id, row.subject_id): row.fingerprint
        for row in rows
        if not row.cancelled
    }
    return told == fingerprints_of(attendances, events)


def entry_of(
    row: CalendarEntry,
    event: Event,
    span: tuple[datetime, datetime],
    *,
    language: str,
    uid: str,
) -> ical.CalendarEntry:
    """Return the entry that a person's calendar is given for a day."""
    status = ical.Status.CANCELLED if row.cancelled else ical.Status.CONFIRMED
    return replace(
        content_of(event, span, language),
        uid=uid,
        sequence=row.sequence,
        stamp=row.changed_at,
        last_modified=row.changed_at,
        status=status,
    )
