"""A slow checker of plain numbers: it looks at every minute, and at every pair.

Written from the words of the rules, in numbers: a session is held in the minutes from
``start`` up to ``end``. It imports nothing of what it judges.
"""

from collections.abc import Iterator
from itertools import combinations
from operator import itemgetter
from typing import Any, NamedTuple


class Held(NamedTuple):
    id: int
    start: int
    end: int
    room: int | None
    people: frozenset[int]
    attendees: frozenset[int]
    seats: int
    capacity: int | None
    booth: bool
    rest: bool


class Place(NamedTuple):
    id: int
    capacity: int
    step_free: bool
    booth: bool
    building: str


class Plan(NamedTuple):
    held: list[Held]
    places: list[Place]
    available: dict[int, list[tuple[int, int]]]  # absent: at any time
    need_step_free: set[int]
    open: list[tuple[int, int]]
    far: int
    break_after: int


Row = tuple[str, tuple[int, ...], int | None, int | None, int | None, int | None]


def row(kind: str, *sessions: Held, **about: Any) -> Row:
    first_to_last = tuple(one.id for one in sessions)
    names = ("person", "room", "minutes", "wanted")
    person, room, minutes, wanted = (about.get(name) for name in names)
    return kind, first_to_last, person, room, minutes, wanted


def minutes(one: Held) -> set[int]:
    return set(range(one.start, one.end))


def spread(hours: list[tuple[int, int]]) -> set[int]:
    return {minute for start, end in hours for minute in range(start, end)}


def in_order(one: Held, other: Held) -> tuple[Held, Held]:
    return min(one, other, key=when), max(one, other, key=when)


def when(one: Held) -> tuple[int, int]:
    return one.start, one.id


def judge(plan: Plan) -> list[Row]:
    """List every conflict; of two stretches between the same sessions, the longer."""
    found = [*of_pairs(plan), *of_rooms(plan), *of_hours(plan)]
    breaks = {one[1]: one for one in sorted(of_breaks(plan), key=itemgetter(4))}
    return sorted([*found, *breaks.values()], key=repr)


def of_pairs(plan: Plan) -> Iterator[Row]:
    place = {one.id: one for one in plan.places}
    for pair in combinations(plan.held, 2):
        first, second = in_order(*pair)
        shared = len(minutes(first) & minutes(second))
        if shared and first.room is not None and first.room == second.room:
            yield row("room_taken", first, second, room=first.room, minutes=shared)
        for person in first.people & second.people:
            if shared:
                yield row("person_twice", first, second, person=person, minutes=shared)
                continue
            if first.room is None or second.room is None:
                continue
            here, there = place[first.room].building, place[second.room].building
            way = second.start - first.end
            if here and there and here != there and way < plan.far:
                yield row(
                    *("gap_too_short", first, second),
                    person=person,
                    minutes=way,
                    wanted=plan.far,
                )


def of_hours(plan: Plan) -> Iterator[Row]:
    for one in plan.held:
        for person in one.people:
            times = plan.available.get(person)
            if times and minutes(one) - spread(times):
                yield row("person_unavailable", one, person=person)
        if plan.open and minutes(one) - spread(plan.open):
            yield row("outside_hours", one)


def of_rooms(plan: Plan) -> Iterator[Row]:
    place = {one.id: one for one in plan.places}
    for one in plan.held:
        where = place[one.room] if one.room is not None else None
        limits = [one.capacity] if one.capacity is not None else []
        limits += [where.capacity] if where else []
        if any(limit < one.seats for limit in limits):
            yield row("capacity_under_seats", one, room=one.room, wanted=one.seats)
        if where and not where.step_free:
            there = one.people | one.attendees
            if any(person in plan.need_step_free for person in there):
                yield row("no_step_free_room", one, room=one.room)
        if where and one.booth and not where.booth:
            yield row("no_booth", one, room=one.room)


def of_breaks(plan: Plan) -> Iterator[Row]:
    """Walk through the minutes: at rest, at work, or nothing for a quarter hour."""
    work = [one for one in plan.held if not one.rest]
    at_rest = spread([(one.start, one.end) for one in plan.held if one.rest])
    at_work = spread([(one.start, one.end) for one in work]) - at_rest
    began: int | None = None
    idle = 0
    last_minute = max((one.end for one in plan.held), default=0) + 15
    for minute in range(last_minute + 1):
        if minute in at_work:
            began, idle = (minute if began is None else began), 0
            continue
        idle += 1
        if began is not None and (minute in at_rest or idle == 15):
            stretch = set(range(began, minute - idle + 1))
            if len(stretch) > plan.break_after:
                inside = [one for one in work if minutes(one) & stretch]
                first = min(inside, key=when)
                last = max(
                    inside, key=lambda one: (max(minutes(one) & stretch), one.id)
                )
                yield row(
                    "break_missing",
                    *((first,) if first == last else (first, last)),
                    minutes=len(stretch),
                    wanted=plan.break_after,
                )
            began = None
