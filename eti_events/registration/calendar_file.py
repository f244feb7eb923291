"""The days of an event as a calendar file: one entry a day, from first to last hour."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from eti_events.events.models import Event, HalfDay
from eti_events.ical import CalendarEntry, Mailbox, Method, calendar_bytes, entry_uid
from eti_events.people.models import Person

MEDIA_TYPE = "text/calendar; method=PUBLISH; charset=utf-8"


def published_days(
    days: Iterable[tuple[Event, Sequence[HalfDay]]],
    person: Person,
    *,
    host: str,
    base_url: str,
    organizer: str,
    at: datetime,
) -> bytes:
    """Return the person's days of several events as a file to import."""
    entries = [
        entry
        for event, half_days in days
        for entry in day_entries(
            event,
            half_days,
            person,
            host=host,
            base_url=base_url,
            organizer=organizer,
            at=at,
        )
    ]
    return calendar_bytes(Method.PUBLISH, entries)


def day_entries(
    event: Event,
    half_days: Sequence[HalfDay],
    person: Person,
    *,
    host: str,
    base_url: str,
    organizer: str,
    at: datetime,
) -> list[CalendarEntry]:
    """Return an entry for each day on which the person comes.

    ``half_days`` come in order with their days; ``host`` is that of every UID.
    """
    entries = []
    for _, group in groupby(half_days, lambda half_day: half_day.day_id):
        rows = list(group)
        day = rows[0].day
        entry = day_entry(
            event,
            (rows[0].starts_at, rows[-1].ends_at),
            str(person.language),
            base_url=base_url,
            organizer=organizer,
        )
        uid = entry_uid(day.public_id, person.public_id, host)
        entries.append(
            replace(entry, uid=uid, sequence=day.sequence, stamp=at, last_modified=at)
        )
    return entries


def day_entry(
    event: Event,
    span: tuple[datetime, datetime],
    language: str,
    *,
    base_url: str,
    organizer: str,
) -> CalendarEntry:
    """Return what calendars say of a day, for whoever comes; it has no UID yet."""
    name = event.name.to(language, event.language)
    venue = event.venue.to(language, event.language)
    return CalendarEntry(
        uid="",
        sequence=0,
        stamp=span[0],
        last_modified=span[0],
        starts_at=span[0],
        ends_at=span[1],
        zone=event.time_zone,
        summary=name,
        organizer=Mailbox(organizer, name),
        location=", ".join(filter(None, (venue, event.address))),
        url=f"{base_url}/me/{event.slug}",
    )
