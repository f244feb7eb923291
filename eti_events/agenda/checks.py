"""Every check of an agenda: each sweeps the hours, none compares all with all."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

from eti_events.agenda.conflicts import (
    Conflict,
    ConflictKind,
    Facts,
    PersonFacts,
    Placed,
    RoomFacts,
)
from eti_events.agenda.kinds import SessionKind

RESTS = frozenset({SessionKind.BREAK, SessionKind.MEAL, SessionKind.RECEPTION})
PAUSE = timedelta(minutes=15)  # so long a gap is a break, whatever it is called
Hours = tuple[datetime, datetime]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Agenda:
    """The facts as checks look at them: by hour, by room, by person."""

    facts: Facts

    @cached_property
    def sessions(self) -> list[Placed]:
        """Every session by hour."""
        return sorted(self.facts.placed, key=lambda one: (one.starts_at, str(one.id)))

    @cached_property
    def by_id(self) -> dict[UUID, Placed]:
        """Every session by its id."""
        return {session.id: session for session in self.facts.placed}

    @cached_property
    def rooms(self) -> dict[UUID, RoomFacts]:
        """The rooms by id."""
        return {room.id: room for room in self.facts.rooms}

    @cached_property
    def people(self) -> dict[int, PersonFacts]:
        """Of whom something is known, by id."""
        return {person.id: person for person in self.facts.people}

    @cached_property
    def by_room(self) -> dict[UUID, list[Placed]]:
        """The sessions of each room by hour."""
        return _sorted_under(self.sessions, lambda one: [one.room] if one.room else [])

    @cached_property
    def by_person(self) -> dict[int, list[Placed]]:
        """The sessions of each person by hour."""
        return _sorted_under(self.sessions, lambda one: one.people)

    @cached_property
    def openings(self) -> list[Hours]:
        """When the event is open, as few stretches as possible."""
        return merged((one.starts_at, one.ends_at) for one in self.facts.openings)


Check = Callable[[Agenda], Iterable[Conflict]]


def merged(hours: Iterable[Hours]) -> list[Hours]:
    """Join stretches that overlap or touch."""
    joined: list[Hours] = []
    for start, end in sorted(hours):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def room_taken(agenda: Agenda) -> Iterator[Conflict]:
    """Find two sessions in one room at the same time."""
    for room, sessions in agenda.by_room.items():
        for first, second in _overlapping(sessions):
            yield Conflict(
                kind=ConflictKind.ROOM_TAKEN,
                sessions=(first.id, second.id),
                room=room,
                minutes=_shared(first, second),
            )


def person_twice(agenda: Agenda) -> Iterator[Conflict]:
    """Find one person counted on in two sessions at the same time."""
    for person, sessions in agenda.by_person.items():
        for first, second in _overlapping(sessions):
            yield Conflict(
                kind=ConflictKind.PERSON_TWICE,
                sessions=(first.id, second.id),
                person=person,
                minutes=_shared(first, second),
            )


def person_unavailable(agenda: Agenda) -> Iterator[Conflict]:
    """Find a person who said when they can be there, at another time."""
    for person, sessions in agenda.by_person.items():
        known = agenda.people.get(person)
        if known is None or not known.available:
            continue
        hours = merged(known.available)
        for session in sessions:
            if not _within(session, hours):
                kind = ConflictKind.PERSON_UNAVAILABLE
                yield Conflict(kind=kind, sessions=(session.id,), person=person)


def capacity_under_seats(agenda: Agenda) -> Iterator[Conflict]:
    """Find more seats given than the session, or its room, holds."""
    for session in agenda.sessions:
        room = agenda.rooms.get(session.room) if session.room else None
        places = [session.capacity, room.capacity if room else None]
        known = [count for count in places if count is not None]
        if known and min(known) < session.seats:
            yield Conflict(
                kind=ConflictKind.CAPACITY_UNDER_SEATS,
                sessions=(session.id,),
                room=session.room,
                wanted=session.seats,
            )


def no_step_free_room(agenda: Agenda) -> Iterator[Conflict]:
    """Find a room with steps, and somebody who needs one without; nobody is named."""
    needing = {one.id for one in agenda.people.values() if one.needs_step_free}
    for session in agenda.sessions:
        room = agenda.rooms.get(session.room) if session.room else None
        if room is None or room.step_free:
            continue
        if needing & (session.people | session.attendees):
            kind = ConflictKind.NO_STEP_FREE_ROOM
            yield Conflict(kind=kind, sessions=(session.id,), room=session.room)


def no_booth(agenda: Agenda) -> Iterator[Conflict]:
    """Find interpretation that needs a booth, in a room without one."""
    for session in agenda.sessions:
        room = agenda.rooms.get(session.room) if session.room else None
        if session.needs_booth and room is not None and not room.booth:
            kind = ConflictKind.NO_BOOTH
            yield Conflict(kind=kind, sessions=(session.id,), room=session.room)


def outside_hours(agenda: Agenda) -> Iterator[Conflict]:
    """Find what no stretch of half-days holds; without any, all is open."""
    if not agenda.openings:
        return
    for session in agenda.sessions:
        if not _within(session, agenda.openings):
            yield Conflict(kind=ConflictKind.OUTSIDE_HOURS, sessions=(session.id,))


def gap_too_short(agenda: Agenda) -> Iterator[Conflict]:
    """Find one person in two buildings, with less time between than the way takes."""
    wanted = agenda.facts.measures.far_minutes
    for person, sessions in agenda.by_person.items():
        for first, second in _following(sessions, timedelta(minutes=wanted)):
            if _far(agenda, first, second):
                yield Conflict(
                    kind=ConflictKind.GAP_TOO_SHORT,
                    sessions=(first.id, second.id),
                    person=person,
                    minutes=_minutes(second.starts_at - first.ends_at),
                    wanted=wanted,
                )


def break_missing(agenda: Agenda) -> Iterator[Conflict]:
    """Find sessions that follow one another for too long without a break for all.

    A break is a session of that kind, whatever else runs beside it, or a quarter of
    an hour in which nothing is held. Named are the stretch's first and last session;
    of two stretches between the same ones, the longer stays.
    """
    limit = timedelta(minutes=agenda.facts.measures.break_after)
    by_length = sorted(_stretches(agenda.sessions), key=lambda run: run[1] - run[0])
    for start, end in by_length:
        if end - start <= limit:
            continue
        inside = [
            one
            for one in agenda.sessions
            if one.kind not in RESTS and one.starts_at < end and one.ends_at > start
        ]
        last = max(inside, key=lambda one: (min(one.ends_at, end), str(one.id)))
        yield Conflict(
            kind=ConflictKind.BREAK_MISSING,
            sessions=tuple(dict.fromkeys((inside[0].id, last.id))),
            minutes=_minutes(end - start),
            wanted=_minutes(limit),
        )


CHECKS: tuple[Check, ...] = (
    room_taken,
    person_twice,
    person_unavailable,
    capacity_under_seats,
    no_step_free_room,
    no_booth,
    outside_hours,
    gap_too_short,
    break_missing,
)

_GRAVITY = {kind: rank for rank, kind in enumerate(ConflictKind)}


def find(facts: Facts, checks: Sequence[Check] = CHECKS) -> list[Conflict]:
    """List every conflict once, by kind and then by hour."""
    agenda = Agenda(facts)
    starts = {session.id: session.starts_at for session in facts.placed}
    found = {conflict.key: conflict for check in checks for conflict in check(agenda)}
    return sorted(
        found.values(),
        key=lambda one: (_GRAVITY[one.kind], starts[one.sessions[0]], one.key),
    )


def _sorted_under(
    sessions: Iterable[Placed], keys: Callable[[Placed], Iterable[Key]]
) -> dict[Key, list[Placed]]:
    under: dict[Key, list[Placed]] = defaultdict(list)
    for session in sessions:
        for key in keys(session):
            under[key].append(session)
    return under


def _overlapping(sessions: Iterable[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Yield the pairs that share time, of sessions by hour; touching is not sharing."""
    running: list[Placed] = []
    for session in sessions:
        running = [one for one in running if one.ends_at > session.starts_at]
        yield from ((one, session) for one in running)
        running.append(session)


def _following(
    sessions: Sequence[Placed], within: timedelta
) -> Iterator[tuple[Placed, Placed]]:
    """Yield the pairs of which the second begins so soon after the first's end."""
    recent: list[Placed] = []
    for session in sessions:
        recent = [one for one in recent if session.starts_at - one.ends_at < within]
        yield from (
            (one, session) for one in recent if one.ends_at <= session.starts_at
        )
        recent.append(session)


def _stretches(sessions: Iterable[Placed]) -> Iterator[Hours]:
    """Yield from when to when something is held without a break for all."""
    changes: dict[datetime, list[int]] = defaultdict(lambda: [0, 0])
    for session in sessions:
        rests = int(session.kind in RESTS)
        changes[session.starts_at][rests] += 1
        changes[session.ends_at][rests] -= 1
    working = resting = 0
    run: Hours | None = None
    for start, end in pairwise(sorted(changes)):
        working, resting = working + changes[start][0], resting + changes[start][1]
        if run and (resting or start - run[1] >= PAUSE):
            yield run
            run = None
        if working and not resting:
            run = (run[0] if run else start, end)
    if run:
        yield run


def _far(agenda: Agenda, first: Placed, second: Placed) -> bool:
    rooms = [agenda.rooms.get(one.room) for one in (first, second) if one.room]
    buildings = {room.building for room in rooms if room and room.building}
    return len(buildings) > 1


def _within(session: Placed, hours: Iterable[Hours]) -> bool:
    return any(
        start <= session.starts_at and session.ends_at <= end for start, end in hours
    )


def _hours(session: Placed) -> Hours:
    return session.starts_at, session.ends_at


def _shared(first: Placed, second: Placed) -> int:
    return _minutes(min(first.ends_at, second.ends_at) - second.starts_at)


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)
