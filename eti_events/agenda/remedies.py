"""Ways out of a conflict, each judged by the same checks as the conflict itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from eti_events.agenda.checks import CHECKS, Agenda, break_missing, find
from eti_events.agenda.conflicts import Conflict, ConflictKind, Facts, Placed, RoomFacts

ROOMS, HOURS = 2, 1  # so many ways of each kind: a choice, not a list to search
TRIED = 24  # hours that are tried, the next ones first
OWN_CHECKS = tuple(check for check in CHECKS if check is not break_missing)


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """Where and when a session would be without the conflict, and without a new one."""

    session: UUID
    room: UUID | None
    starts_at: datetime
    ends_at: datetime
    other_room: bool


def ways_out(conflict: Conflict, agenda: Agenda) -> list[WayOut]:
    """Offer other free rooms and the next free hours; breaks are planned by hand."""
    if conflict.kind is ConflictKind.BREAK_MISSING:
        return []
    session = agenda.by_id[conflict.sessions[-1]]
    known = _keys(session, agenda)
    allowed = known - {conflict.key}

    def solved(places: Iterable[Placed], count: int) -> Iterator[WayOut]:
        good = (one for one in places if _keys(one, agenda) <= allowed)
        return (_way(one, session) for one in islice(good, count))

    rooms = solved(_other_rooms(session, agenda), ROOMS)
    return [*rooms, *solved(_other_hours(session, agenda), HOURS)]


def _other_rooms(session: Placed, agenda: Agenda) -> Iterator[Placed]:
    """Yield the session in other rooms that hold it, the nearest in size first."""
    now = agenda.rooms.get(session.room) if session.room else None
    if now is None:
        return
    needed = max(session.seats, session.capacity or 0)

    def difference(room: RoomFacts) -> tuple[int, str]:
        return abs(room.capacity - now.capacity), str(room.id)

    for room in sorted(agenda.facts.rooms, key=difference):
        if room != now and room.capacity >= needed:
            yield replace(session, room=room.id)


def _other_hours(session: Placed, agenda: Agenda) -> Iterator[Placed]:
    """Yield the session at the hours that others leave free, the next ones first."""
    lasts = session.ends_at - session.starts_at

    def distance(start: datetime) -> tuple[bool, timedelta]:
        return start < session.starts_at, abs(start - session.starts_at)

    starts = set(_beginnings(session, agenda)) - {session.starts_at}
    for start in sorted(starts, key=distance)[:TRIED]:
        yield replace(session, starts_at=start, ends_at=start + lasts)


def _beginnings(session: Placed, agenda: Agenda) -> Iterator[datetime]:
    way = timedelta(minutes=agenda.facts.measures.far_minutes)
    for other in _neighbours(session, agenda):
        yield other.ends_at
        yield other.ends_at + way
    for start, _end in agenda.openings:
        yield start
    for person in session.people & agenda.people.keys():
        yield from (start for start, _end in agenda.people[person].available)


def _neighbours(session: Placed, agenda: Agenda) -> dict[Placed, None]:
    """Return what the session can clash with: its room's and its people's."""
    near = list(agenda.by_room.get(session.room, ())) if session.room else []
    for person in session.people:
        near += agenda.by_person.get(person, ())
    return dict.fromkeys(one for one in near if one.id != session.id)


def _keys(session: Placed, agenda: Agenda) -> set[str]:
    """Return the conflicts that the session has, or would have, by their keys."""
    whole = agenda.facts
    people = session.people | session.attendees
    near = Facts(
        placed=(*_neighbours(session, agenda), session),
        rooms=whole.rooms,
        people=tuple(one for one in whole.people if one.id in people),
        openings=whole.openings,
        measures=whole.measures,
    )
    found = find(near, OWN_CHECKS)
    return {one.key for one in found if session.id in one.sessions}


def _way(place: Placed, session: Placed) -> WayOut:
    return WayOut(
        session=place.id,
        room=place.room,
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        other_room=place.room != session.room,
    )
