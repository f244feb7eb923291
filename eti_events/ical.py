"""Calendar files (RFC 5545, RFC 5546): values in, bytes out.

An entry carries one person's share of one subject. Its bytes depend on its values
alone, so that an unchanged feed keeps its ETag.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Method(StrEnum):
    """What the receiving calendar is asked to do (RFC 5546, 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Status(StrEnum):
    """Whether an entry takes place (RFC 5545, 3.8.1.11)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Mailbox:
    """A mail address and the name shown for it."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class CalendarEntry:
    """One VEVENT: ``zone`` is the IANA name in which its aware times are written.

    ``stamp`` and ``last_modified`` move only when the entry does.
    """

    uid: str
    sequence: int
    stamp: datetime
    last_modified: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    organizer: Mailbox
    description: str = ""
    location: str = ""
    url: str = ""
    status: Status = Status.CONFIRMED
    attendee: Mailbox | None = None


def entry_uid(subject: UUID, person: UUID, host: str) -> str:
    """Return the UID of a person's entry for a subject: the same for life."""
    return f"{subject}.{person}@{host}"


def calendar_bytes(
    method: Method, entries: Iterable[CalendarEntry], *, name: str = ""
) -> bytes:
    """Return a calendar file of the entries, in their order.

    ``name`` is what calendars call a feed. A published entry names no attendee.
    """
    from eti_events.ical_writing import (  # noqa: PLC0415 -- icalendar is slow to load
        write,
    )

    return write(method, list(entries), name)
