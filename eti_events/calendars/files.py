"""The calendar file of one person, or of an event."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from eti_events import ical
from eti_events.calendars import actions, queries
from eti_events.calendars.entries import content_of, entry_of, is_true
from eti_events.database import transaction
from eti_events.events.models import Event
from eti_events.installation.queries import uid_host
from eti_events.people.models import Person


def person_file(event: Event, person: Person, *, at: datetime) -> bytes:
    """Return a person's days of an event and its courses, cancelled ones included.

    What the worker has not settled yet is settled first, so that the file and later
    mails count on alike.
    """
    person_id, language = person.id, str(person.language)
    events = queries.list_tree(event)
    ids = [one.id for one in events]
    attendances = queries.list_attendances(ids, person_id)
    rows = queries.list_entries(ids, person_id)
    if not is_true(rows, attendances, {one.id: one for one in events}):
        with transaction():
            actions.bring_up_to_date(events, at=at, person_id=person_id)
    return _file(events, person, language)


def _file(events: Sequence[Event], person: Person, language: str) -> bytes:
    by_id = {event.id: event for event in events}
    own = {
        one.day_id: (one.starts_at, one.ends_at)
        for one in queries.list_attendances(by_id, person.id)
    }
    whole = queries.list_spans(by_id)
    host = uid_host()
    entries = [
        entry_of(
            row,
            by_id[row.event_id],
            own.get(row.subject_id, whole[row.subject_id][1:]),
            language=language,
            uid=ical.entry_uid(row.subject_id, public_id, host),
        )
        for row, public_id in queries.list_told(by_id, person.id)
        if row.subject_id in whole
    ]
    entries.sort(key=lambda entry: (entry.starts_at, entry.uid))
    return ical.calendar_bytes(ical.Method.PUBLISH, entries)


def event_file(event: Event, *, at: datetime) -> bytes:
    """Return the days of an event, for anybody."""
    host = uid_host()
    entries = [
        replace(
            content_of(event, (starts_at, ends_at), event.language),
            uid=f"{day}@{host}",
            stamp=at,
            last_modified=at,
        )
        for day, (_, starts_at, ends_at) in queries.list_spans([event.id]).items()
    ]
    entries.sort(key=lambda entry: entry.starts_at)
    return ical.calendar_bytes(ical.Method.PUBLISH, entries)
