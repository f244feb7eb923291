"""Calendar files written with icalendar, which only those who ask for one load."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from eti_events.ical import CalendarEntry, Mailbox, Method
from eti_events.vtimezone import vtimezone

PRODUCT = "-//ETI Events//ETI Events//EN"
UNIVERSAL = {"UTC", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Zulu"}
END = b"END:VCALENDAR\r\n"


def write(method: Method, entries: Sequence[CalendarEntry], name: str) -> bytes:
    """Return the file; what stays the same from feed to feed is written once."""
    head = _head(method, _text(name))
    zones = (vtimezone(*span) for span in _spans(entries))
    invites = method is not Method.PUBLISH
    events = (_vevent(entry, invites=invites) for entry in entries)
    return b"".join((head, *zones, *events, END))


def _head(method: Method, name: str) -> bytes:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", method.value)
    if name:
        calendar["x-wr-calname"] = vText(name)
    return bytes(calendar.to_ical()).removesuffix(END)


def _spans(entries: Iterable[CalendarEntry]) -> list[tuple[str, int, int]]:
    """Return each zone in use, with the first and the last year it has to tell."""
    years: dict[str, list[int]] = {}
    for entry in entries:
        for moment in (entry.starts_at, entry.ends_at):
            local = _local(moment, entry.zone)
            if local.tzinfo is not UTC:
                years.setdefault(entry.zone, []).append(local.year)
    return [(zone, min(span), max(span)) for zone, span in sorted(years.items())]


@lru_cache(maxsize=4096)
def _vevent(entry: CalendarEntry, *, invites: bool) -> bytes:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("last-modified", entry.last_modified.astimezone(UTC))
    event.add("dtstart", _local(entry.starts_at, entry.zone))
    event.add("dtend", _local(entry.ends_at, entry.zone))
    event.add("class", "PRIVATE")
    event.add("status", entry.status)
    for field in ("summary", "description", "location"):
        if text := _text(getattr(entry, field)):
            event.add(field, text)
    if entry.url:
        event.add("url", _without_controls(entry.url))
    event["organizer"] = _address(entry.organizer)
    if invites and entry.attendee:
        event["attendee"] = _attendee(entry.attendee)
    return bytes(event.to_ical())


def _local(moment: datetime, zone: str) -> datetime:
    """Return the moment on the zone's clock, or in UTC where that clock is unclear.

    An hour that strikes twice means the first one (RFC 5545, 3.3.5): the second can
    only be said in UTC.
    """
    if moment.tzinfo is None:
        raise ValueError("a calendar entry needs aware times")
    local = moment.astimezone(ZoneInfo(zone))
    return moment.astimezone(UTC) if local.fold or zone in UNIVERSAL else local


def _text(text: str) -> str:
    """Return the text without the control characters that a TEXT may not hold."""
    lines = (_without_controls(line) for line in text.splitlines())
    return "\n".join(lines).strip()


def _without_controls(line: str) -> str:
    return "".join(c for c in line if unicodedata.category(c) not in {"Cc", "Cs"})


def _address(mailbox: Mailbox) -> vCalAddress:
    address = vCalAddress(f"mailto:{_without_controls(mailbox.address)}")
    # a quoted parameter knows no double quote, and RFC 6868 is not widely known
    if name := _without_controls(mailbox.name).replace('"', "'"):
        address.params["CN"] = vText(name)
    return address


def _attendee(mailbox: Mailbox) -> vCalAddress:
    address = _address(mailbox)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "TRUE"
    return address
