"""What the three formats of c3voc's schedule have in common.

https://c3voc.de/wiki/schedule: apps for conference programmes read them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from eti_events.agenda.exports.leaf import Leaf
from eti_events.agenda.snapshot import PublishedSession, PublishedTheme

GENERATOR = "ETI Events"
SLOT = "00:05"
SHORTEST = 4  # of an acronym
NUMBERS = 2**31 - 1  # what apps keep a number of a session in
ZONE_NAME = re.compile("[A-Z][a-z]+/[A-Z][a-z]+|UTC$")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A room, or the event as a whole for what is in none or may not be told."""

    id: UUID
    name: str
    capacity: int | None = None


@dataclass(frozen=True, kw_only=True)
class Day:
    """The sessions that begin on one day of the event's own calendar."""

    index: int
    on: date
    starts_at: datetime
    ends_at: datetime
    sessions: tuple[PublishedSession, ...]


def days_of(leaf: Leaf) -> list[Day]:
    """Return the days with sessions; an empty programme has the event's first day."""
    local = leaf.occasion.local
    grouped = groupby(leaf.sessions, key=lambda one: local(one.starts_at).date())
    days = [
        Day(
            index=index,
            on=on,
            starts_at=local(sessions[0].starts_at),
            ends_at=local(max(session.ends_at for session in sessions)),
            sessions=sessions,
        )
        for index, (on, sessions) in enumerate(
            ((on, tuple(group)) for on, group in grouped), 1
        )
    ]
    return days or [_first_day(leaf)]


def _first_day(leaf: Leaf) -> Day:
    occasion = leaf.occasion
    starts_at, ends_at = map(occasion.local, (occasion.starts_at, occasion.ends_at))
    return Day(
        index=1, on=starts_at.date(), starts_at=starts_at, ends_at=ends_at, sessions=()
    )


def places_of(leaf: Leaf) -> dict[UUID | None, Place]:
    """Return the rooms by id; None stands for the event as a whole.

    No two have one name: apps tell rooms apart by it.
    """
    occasion = leaf.occasion
    whole = leaf.text(occasion.name)
    places: dict[UUID | None, Place] = {None: Place(id=occasion.id, name=whole)}
    taken = {whole}
    for room in leaf.rooms:
        name = leaf.text(room.name) or room.code
        if name in taken:
            name = f"{name} ({room.code})"
        taken.add(name)
        places[room.id] = Place(id=room.id, name=name, capacity=room.capacity)
    return places


def place_in(places: dict[UUID | None, Place], session: PublishedSession) -> Place:
    """Return where a session is."""
    return places.get(session.room) or places[None]


def by_place(
    places: dict[UUID | None, Place], day: Day
) -> Iterator[tuple[Place, list[PublishedSession]]]:
    """Part the sessions of a day by room, in the order of rooms."""
    for place in (*[*places.values()][1:], places[None]):
        own = [one for one in day.sessions if place_in(places, one) == place]
        if own:
            yield place, own


def acronym_of(leaf: Leaf) -> str:
    """Return a short name of the event, in the few characters that are allowed."""
    return re.sub("[^a-z0-9_]", "_", leaf.occasion.slug.lower()).ljust(SHORTEST, "_")


def slug_of(leaf: Leaf, session: PublishedSession) -> str:
    """Return the session's name in addresses: the same for life."""
    return f"{acronym_of(leaf)}-{session.id.hex}"


def track_slug(theme: PublishedTheme | None) -> str:
    """Return a theme's name in addresses; sessions without one are together."""
    return f"theme-{theme.id.hex}" if theme else "programme"


def zone_name(leaf: Leaf) -> str:
    """Return the name of the time zone, if it is one of those that are allowed."""
    name = leaf.occasion.time_zone
    return name if ZONE_NAME.match(name) else ""


def numbers_of(leaf: Leaf) -> dict[UUID, int]:
    """Give each session a number, made from its id: apps still ask for one."""
    numbers: dict[UUID, int] = {}
    taken: set[int] = set()
    for session_id in sorted(session.id for session in leaf.sessions):
        number = session_id.int % NUMBERS + 1
        while number in taken:
            number = number % NUMBERS + 1
        taken.add(number)
        numbers[session_id] = number
    return numbers


def length(session: PublishedSession) -> str:
    """Write how long a session is: ``01:30``, whatever clocks do meanwhile."""
    minutes = (session.ends_at - session.starts_at) // timedelta(minutes=1)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def written(moment: datetime) -> str:
    """Write a moment with its offset, to the second."""
    return moment.isoformat(timespec="seconds")


def version_of(leaf: Leaf) -> str:
    """Name the version: its number, and when it appeared."""
    at = leaf.occasion.local(leaf.written_at)
    return f"{leaf.programme.number} ({at:%Y-%m-%d %H:%M})"
