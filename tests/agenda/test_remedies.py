"""A way out solves its conflict and makes no other."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings

from eti_events.agenda.checks import Agenda, break_missing, find
from eti_events.agenda.conflicts import Conflict, ConflictKind, Facts, PersonFacts
from eti_events.agenda.remedies import OWN_CHECKS, WayOut, ways_out
from tests.agenda import test_checks as planted
from tests.agenda.clashing import (
    AWA,
    BARN,
    HALL,
    LOFT,
    PATIO,
    agenda,
    clock,
    held,
    ident,
)
from tests.agenda.minute_by_minute import Plan
from tests.agenda.test_checks_by_minutes import facts_of, plans


def after(facts: Facts, way: WayOut) -> Facts:
    """Return the agenda in which the way out was taken."""
    placed = tuple(
        replace(one, room=way.room, starts_at=way.starts_at, ends_at=way.ends_at)
        if one.id == way.session
        else one
        for one in facts.placed
    )
    return replace(facts, placed=placed)


def offered(facts: Facts) -> Iterator[tuple[Conflict, WayOut]]:
    for conflict in find(facts):
        for way in ways_out(conflict, Agenda(facts)):
            yield conflict, way


@given(plans())
@settings(max_examples=100, deadline=None)
def test_every_way_out_solves_its_conflict_and_makes_no_other(plan: Plan) -> None:
    facts = facts_of(plan)
    before = {one.key for one in find(facts, OWN_CHECKS)}

    for conflict, way in offered(facts):
        now = {one.key for one in find(after(facts, way), OWN_CHECKS)}
        assert conflict.key not in now
        assert now <= before


@pytest.mark.parametrize(
    "facts",
    [
        planted.ROOM_TAKEN,
        planted.PERSON_TWICE,
        planted.STEPS,
        planted.BOOTH,
        planted.OUTSIDE,
        planted.GAP_ROOMS,
    ],
)
def test_what_was_planted_has_a_way_out(facts: Facts) -> None:
    conflicts = {conflict.key for conflict, _way in offered(facts)}

    assert conflicts == {conflict.key for conflict in find(facts)}


def test_a_taken_room_is_left_for_another_or_until_it_is_free() -> None:
    facts = agenda(
        held(1, "9:00", "10:00", PATIO),
        held(2, "9:30", "10:30", PATIO, capacity=50),
        held(3, "10:00", "11:00", BARN),
    )

    ways = [way for _conflict, way in offered(facts)]

    assert [(way.session, way.room, way.starts_at) for way in ways] == [
        (ident(2), HALL, clock("9:30")),
        (ident(2), PATIO, clock("10:00")),
    ]


def test_who_needs_no_steps_is_offered_no_steps() -> None:
    facts = agenda(
        held(1, "9:00", "10:00", LOFT, people=[AWA]),
        people=[PersonFacts(id=AWA, needs_step_free=True)],
    )

    assert {way.room for _conflict, way in offered(facts)} == {PATIO, BARN}


def test_a_missing_break_is_planned_by_hand() -> None:
    tired = [
        one for one in find(planted.BREAKS) if one.kind is ConflictKind.BREAK_MISSING
    ]

    assert break_missing not in OWN_CHECKS
    assert [ways_out(one, Agenda(planted.BREAKS)) for one in tired] == [[], []]


def test_a_larger_room_helps_unless_the_session_itself_is_too_small() -> None:
    ways = [(way.session, way.room) for _conflict, way in offered(planted.CAPACITY)]

    assert ways == [(ident(1), BARN), (ident(1), HALL)]
