"""The door at a glance: presence by half-day and point, and what needs a look."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from eti_events.checkin.fold import Flag, Key, Opening, Presence, Scan
from eti_events.checkin.verdicts import HalfDay


@dataclass(slots=True)
class Line:
    """One half-day: who was there, and by which point people first came in."""

    half_day: HalfDay
    expected: int
    present: set[int] = field(default_factory=set)
    arrivals: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Repeat:
    """Somebody who came in again without having gone out."""

    registration: int
    first: Scan
    again: tuple[UUID, ...]


def opening(
    starts_at: datetime, ends_at: datetime, half_days: Iterable[HalfDay]
) -> Opening:
    """Return when an event is on, from its ends and its half-days."""
    closes: dict[date, datetime] = {}
    for half_day in half_days:
        until = closes.get(half_day.day, half_day.until_at)
        closes[half_day.day] = max(until, half_day.until_at)
    return Opening(begins_at=starts_at, ends_at=ends_at, closes=closes)


def lines(
    presences: Mapping[Key, Presence],
    half_days: Sequence[HalfDay],
    *,
    expected: Mapping[int, int],
    point_of: Mapping[UUID, int],
) -> list[Line]:
    """Return a line for each half-day; ``expected`` counts registrations by its id."""
    found = [Line(half_day, expected.get(half_day.id, 0)) for half_day in half_days]
    for (registration, _zone, on), presence in presences.items():
        for line in found:
            if _was_there(presence, line.half_day):
                line.present.add(registration)
        if presence.arrival and (
            line_of := line_at(found, on, presence.arrival.effective_at)
        ):
            line_of.arrivals[point_of[presence.arrival.scan_id]] += 1
    return found


def repeats(presences: Mapping[Key, Presence]) -> list[Repeat]:
    """Return those who came in again, the latest arrival first."""
    found = [
        Repeat(key[0], presence.arrival, presence.duplicates)
        for key, presence in presences.items()
        if presence.arrival and presence.duplicates
    ]
    return sorted(found, key=lambda repeat: repeat.first.place, reverse=True)


def flagged(presences: Iterable[Presence], flag: Flag) -> set[UUID]:
    """Return the scans that bear a flag."""
    return {
        scan_id
        for presence in presences
        for scan_id, flags in presence.flags.items()
        if flag in flags
    }


def _was_there(presence: Presence, half_day: HalfDay) -> bool:
    return any(
        stay.from_at < half_day.until_at
        and (stay.until_at is None or stay.until_at > half_day.from_at)
        for stay in presence.stays
    )


def line_at(found: Sequence[Line], on: date, at: datetime) -> Line | None:
    """Return the line of the half-day of an arrival; too early counts for the first."""
    today = [line for line in found if line.half_day.day == on]
    ahead = [line for line in today if at < line.half_day.until_at]
    return next(iter(ahead or today[-1:]), None)
