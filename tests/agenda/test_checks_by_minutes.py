"""The sweep finds what a checker finds that looks at every minute and every pair."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from eti_events.agenda.checks import find
from eti_events.agenda.conflicts import (
    Facts,
    Measures,
    Opening,
    PersonFacts,
    Placed,
    RoomFacts,
)
from eti_events.agenda.kinds import SessionKind
from tests.agenda.clashing import DAY, ident
from tests.agenda.minute_by_minute import Held, Place, Plan, Row, judge

STEP = 5
RESTS = [SessionKind.BREAK, SessionKind.MEAL, SessionKind.RECEPTION]
WORK = [kind for kind in SessionKind if kind not in RESTS]

spans = st.tuples(st.integers(0, 120), st.integers(1, 30)).map(
    lambda pair: (pair[0] * STEP, (pair[0] + pair[1]) * STEP)
)
crowds = st.frozensets(st.integers(1, 5), max_size=3)
some = st.integers(0, 60)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    count = draw(st.integers(0, 12))
    held = []
    for number in range(count):
        start, end = draw(spans)
        held.append(
            Held(
                *(number, start, end, draw(st.none() | st.integers(101, 103))),
                *(draw(crowds), draw(crowds), draw(some)),
                *(draw(st.none() | some), draw(st.booleans()), draw(st.booleans())),
            )
        )
    places = [
        Place(
            *(number, draw(some), draw(st.booleans()), draw(st.booleans())),
            draw(st.sampled_from(["", "A", "B"])),
        )
        for number in (101, 102, 103)
    ]
    return Plan(
        held,
        places,
        draw(st.dictionaries(st.integers(1, 5), st.lists(spans, max_size=3))),
        set(draw(crowds)),
        draw(st.lists(spans, max_size=4)),
        draw(st.sampled_from([0, 5, 10, 20])),
        draw(st.sampled_from([30, 60, 180])),
    )


def facts_of(plan: Plan) -> Facts:
    return Facts(
        placed=tuple(
            Placed(
                id=ident(one.id),
                kind=(RESTS if one.rest else WORK)[one.id % 3],
                starts_at=DAY + timedelta(minutes=one.start),
                ends_at=DAY + timedelta(minutes=one.end),
                room=ident(one.room) if one.room is not None else None,
                people=one.people,
                attendees=one.attendees,
                seats=one.seats,
                capacity=one.capacity,
                needs_booth=one.booth,
            )
            for one in plan.held
        ),
        rooms=tuple(
            RoomFacts(
                id=ident(room.id),
                capacity=room.capacity,
                step_free=room.step_free,
                booth=room.booth,
                building=room.building,
            )
            for room in plan.places
        ),
        people=tuple(
            PersonFacts(
                id=person,
                available=tuple(
                    (DAY + timedelta(minutes=start), DAY + timedelta(minutes=end))
                    for start, end in plan.available.get(person, [])
                ),
                needs_step_free=person in plan.need_step_free,
            )
            for person in {*plan.available, *plan.need_step_free}
        ),
        openings=tuple(
            Opening(
                starts_at=DAY + timedelta(minutes=start),
                ends_at=DAY + timedelta(minutes=end),
            )
            for start, end in plan.open
        ),
        measures=Measures(far_minutes=plan.far, break_after=plan.break_after),
    )


def rows_of(plan: Plan) -> list[Row]:
    found = [
        (
            str(one.kind),
            tuple(session.int for session in one.sessions),
            one.person,
            one.room.int if one.room else None,
            one.minutes,
            one.wanted,
        )
        for one in find(facts_of(plan))
    ]
    return sorted(found, key=repr)


@given(plans())
@settings(max_examples=300, deadline=None)
def test_both_checkers_find_the_same(plan: Plan) -> None:
    assert rows_of(plan) == judge(plan)


@given(plans())
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_facts_changes_nothing(plan: Plan) -> None:
    backwards = plan._replace(held=plan.held[::-1], places=plan.places[::-1])

    assert find(facts_of(plan)) == find(facts_of(backwards))
