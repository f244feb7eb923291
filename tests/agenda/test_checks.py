"""Planted conflicts: two of each kind, and neighbours that only touch."""

import pytest

from eti_events.agenda.checks import find
from eti_events.agenda.conflicts import (
    Conflict,
    ConflictKind,
    Facts,
    Measures,
    PersonFacts,
)
from eti_events.agenda.kinds import SessionKind
from tests.agenda.clashing import (
    AWA,
    BARN,
    HALL,
    LINA,
    LOFT,
    NOAH,
    PATIO,
    agenda,
    clock,
    held,
    ident,
)


def told(facts: Facts) -> list[tuple[str, list[int]]]:
    return [
        (str(one.kind), [session.int for session in one.sessions])
        for one in find(facts)
    ]


def only(facts: Facts) -> Conflict:
    (conflict,) = find(facts)
    return conflict


ROOM_TAKEN = agenda(
    held(1, "9:00", "10:00", HALL),
    held(2, "9:55", "11:00", HALL),
    held(3, "10:55", "12:00", HALL),
    held(4, "12:00", "13:00", HALL),  # touches
    held(5, "9:30", "11:30", PATIO),  # another room
    held(6, "9:30", "11:30"),  # none yet
    held(7, "9:30", "11:30"),
)
PERSON_TWICE = agenda(
    held(1, "9:00", "10:00", HALL, people=[AWA, LINA]),
    held(2, "9:30", "9:45", PATIO, people=[AWA]),
    held(3, "9:59", "11:00", LOFT, people=[LINA, NOAH]),
    held(4, "11:00", "12:00", HALL, people=[LINA, NOAH]),  # touches
    held(5, "9:00", "10:00", people=[7]),
)
PERSON_UNAVAILABLE = agenda(
    held(1, "9:00", "10:00", people=[AWA]),
    held(2, "13:00", "14:00", people=[AWA]),
    held(3, "10:00", "11:00", people=[AWA]),  # exactly when she can
    held(4, "12:00", "13:00", people=[AWA]),  # two times that touch are one
    held(5, "20:00", "21:00", people=[LINA], kind=SessionKind.MEAL),
    held(6, "15:00", "16:00", people=[NOAH]),  # said nothing
    people=[
        PersonFacts(
            id=AWA,
            available=(
                (clock("10:00"), clock("12:30")),
                (clock("12:30"), clock("13:00")),
            ),
        ),
        PersonFacts(id=LINA, available=((clock("19:30"), clock("23:00")),)),
    ],
    openings=(),
)
CAPACITY = agenda(
    held(1, "9:00", "10:00", PATIO, seats=61),
    held(2, "11:00", "12:00", PATIO, seats=44, capacity=40),
    held(3, "13:00", "14:00", PATIO, seats=60),  # full
    held(4, "14:00", "15:00", seats=50, capacity=50),
    held(5, "15:00", "16:00", seats=50),  # no room, no number
)
STEPS = agenda(
    held(1, "9:00", "10:00", LOFT, people=[AWA]),
    held(2, "10:00", "11:00", LOFT, attendees=[AWA, LINA]),
    held(3, "11:00", "12:00", LOFT, people=[LINA]),
    held(4, "12:00", "13:00", HALL, people=[AWA]),
    people=[PersonFacts(id=AWA, needs_step_free=True), PersonFacts(id=LINA)],
)
BOOTH = agenda(
    held(1, "9:00", "10:00", PATIO, needs_booth=True),
    held(2, "10:00", "11:00", BARN, needs_booth=True),
    held(3, "11:00", "12:00", HALL, needs_booth=True),
    held(4, "12:00", "13:00", needs_booth=True),
    held(5, "13:00", "14:00", PATIO),
)
OUTSIDE = agenda(
    held(1, "7:59", "9:00"),
    held(2, "19:30", "20:01"),
    held(3, "8:00", "9:00"),
    held(4, "12:30", "13:30"),  # over two half-days that touch
    held(5, "19:00", "20:00"),
)
GAP = agenda(
    held(1, "9:00", "10:00", HALL, people=[AWA]),
    held(2, "10:09", "11:00", BARN, people=[AWA]),
    held(3, "11:00", "12:00", PATIO, people=[AWA]),
    held(4, "12:10", "13:00", BARN, people=[AWA]),  # just enough
    held(5, "9:00", "10:00", HALL, people=[LINA]),
    held(6, "10:00", "11:00", PATIO, people=[LINA]),  # the same building
    held(7, "11:00", "12:00", people=[LINA]),  # no room yet
)
GAP_ROOMS = agenda(
    *(one for one in GAP.placed if one.id.int != 5), rooms=GAP.rooms
)  # session 5 shares its room with 1
BREAKS = agenda(
    held(1, "8:00", "10:00", HALL, kind=SessionKind.PLENARY),
    held(2, "10:10", "11:30", PATIO),
    held(3, "10:10", "11:20", BARN),
    held(4, "11:30", "12:00", kind=SessionKind.BREAK),
    held(5, "12:00", "15:00", HALL),  # just three hours
    held(6, "15:15", "16:00", HALL),  # a quarter of an hour is a break
    held(7, "+1 8:00", "+1 11:01", HALL),
    held(8, "+1 11:01", "+1 11:05", kind=SessionKind.MEAL),
    held(9, "+1 11:05", "+1 12:00", HALL),
    measures=Measures(break_after=180),
)


@pytest.mark.parametrize(
    ("facts", "kind", "sessions"),
    [
        (ROOM_TAKEN, ConflictKind.ROOM_TAKEN, [[1, 2], [2, 3]]),
        (PERSON_TWICE, ConflictKind.PERSON_TWICE, [[1, 2], [1, 3]]),
        (PERSON_UNAVAILABLE, ConflictKind.PERSON_UNAVAILABLE, [[1], [2]]),
        (CAPACITY, ConflictKind.CAPACITY_UNDER_SEATS, [[1], [2]]),
        (STEPS, ConflictKind.NO_STEP_FREE_ROOM, [[1], [2]]),
        (BOOTH, ConflictKind.NO_BOOTH, [[1], [2]]),
        (OUTSIDE, ConflictKind.OUTSIDE_HOURS, [[1], [2]]),
        (GAP_ROOMS, ConflictKind.GAP_TOO_SHORT, [[1, 2], [2, 3]]),
        (BREAKS, ConflictKind.BREAK_MISSING, [[1, 2], [7]]),
    ],
)
def test_both_planted_conflicts_are_found_and_none_is_invented(
    facts: Facts, kind: ConflictKind, sessions: list[list[int]]
) -> None:
    assert told(facts) == [(str(kind), numbers) for numbers in sessions]


def test_a_whole_day_of_sessions_that_touch_is_quiet() -> None:
    facts = agenda(
        held(1, "8:00", "9:00", HALL, people=[AWA], seats=300),
        held(2, "9:00", "10:00", HALL, people=[AWA], needs_booth=True),
        held(3, "10:00", "11:00", PATIO, people=[AWA, LINA]),
        held(4, "10:00", "11:00", BARN, people=[NOAH], seats=80),
        held(5, "11:00", "11:15", kind=SessionKind.BREAK),
        held(6, "11:15", "14:15", HALL, people=[NOAH]),
        people=[PersonFacts(id=AWA, needs_step_free=True)],
        measures=Measures(),
    )

    assert told(facts) == []


def test_each_conflict_says_by_how_much() -> None:
    taken = agenda(held(1, "9:00", "10:00", HALL), held(2, "9:20", "9:50", HALL))
    gap = agenda(*GAP.placed[:2])
    seats = agenda(CAPACITY.placed[0])
    tired = agenda(*BREAKS.placed[:2], measures=Measures())

    assert (only(taken).room, only(taken).minutes) == (HALL, 30)
    assert (only(gap).person, only(gap).minutes, only(gap).wanted) == (AWA, 9, 10)
    assert (only(seats).wanted, only(seats).room) == (61, PATIO)
    assert (only(tired).minutes, only(tired).wanted) == (210, 180)


def test_a_conflict_about_access_names_nobody() -> None:
    assert {one.person for one in find(STEPS)} == {None}


def test_a_pause_before_a_break_is_no_work() -> None:
    facts = agenda(
        held(1, "9:00", "12:00", HALL),
        held(2, "12:05", "12:10", kind=SessionKind.BREAK),
        held(3, "12:12", "13:00", HALL),
        measures=Measures(),
    )

    assert told(facts) == []


def test_the_key_outlives_a_change_of_numbers() -> None:
    (before,) = find(agenda(held(1, "9:00", "10:00", PATIO, seats=61)))
    (after,) = find(agenda(held(1, "9:30", "10:30", PATIO, seats=70)))

    assert before.key == after.key == f"capacity_under_seats:{ident(1)}::{PATIO}"
