"""The programme laid out for readers: days, hours, filters, clocks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from eti_events.agenda.kinds import SessionKind
from eti_events.agenda.mine import Reason, own_agenda
from eti_events.agenda.snapshot import Programme
from eti_events.agenda.timetable import (
    Asked,
    Timetable,
    comes_twice,
    day_asked_for,
    day_shift,
    overlapping,
)
from tests.agenda.programmes import NINE, room, session

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)


def at(hours: float, minutes: int = 60) -> dict[str, Any]:
    starts_at = NINE + hours * HOUR
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}


def test_sessions_stand_by_day_and_hour_in_the_order_of_the_rooms() -> None:
    first, second = room("A"), room("B")
    in_b = session("B", room=second.id, **at(1))
    in_a = session("A", room=first.id, **at(1))
    early, tomorrow = session("Tôt", **at(0)), session("Demain", **at(24))
    programme = Programme(sessions=(tomorrow, in_b, early, in_a), rooms=(first, second))

    days = Timetable(programme, PARIS).days

    assert [day.on for day in days] == [date(2096, 8, 30), date(2096, 8, 31)]
    titles = [[one.title["fr"] for one in slot.sessions] for slot in days[0].slots]
    assert titles == [["Tôt"], ["A", "B"]]


def test_a_day_is_the_events_own_not_that_of_utc() -> None:
    late = session(starts_at=datetime(2026, 8, 27, 22, 30, tzinfo=UTC))

    days = Timetable(Programme(sessions=(late,)), PARIS).days

    assert [day.on for day in days] == [date(2026, 8, 28)]


def test_a_slot_has_a_length_where_all_have_the_same() -> None:
    same = Timetable(Programme(sessions=(session(), session())), PARIS)
    other = Timetable(Programme(sessions=(session(), session(**at(0, 90)))), PARIS)

    assert same.days[0].slots[0].minutes == 60
    assert other.days[0].slots[0].minutes is None
    assert other.days[0].slots[0].ends_at == NINE + 1.5 * HOUR


def test_each_filter_keeps_its_own() -> None:
    theme, place = uuid4(), uuid4()
    one = session(
        themes=(theme,), room=place, languages=("fr",), interpretation=("en",)
    )
    other = session(kind=SessionKind.PLENARY, languages=("fr",))
    asked = {
        Asked(): [one, other],
        Asked(theme=str(theme)): [one],
        Asked(room=str(place)): [one],
        Asked(language="en"): [one],
        Asked(language="fr"): [one, other],
        Asked(kind="plenary"): [other],
        Asked(starred=True): [other],
        Asked(theme="nonsense"): [],
    }

    kept = {
        wish: [each for each in (one, other) if wish.keeps(each, {other.id})]
        for wish in asked
    }

    assert kept == asked


def test_what_is_on_now_begins_at_its_first_and_ends_before_its_last_minute() -> None:
    one = session(**at(0))
    cancelled = session(cancelled=True, **at(0))
    following = [session(**at(1)), session(**at(1))]
    tomorrow = session(**at(24))
    programme = Programme(sessions=(one, cancelled, *following, tomorrow))
    timetable = Timetable(programme, PARIS)

    assert timetable.on_now(NINE) == (one,)
    assert timetable.on_now(NINE + HOUR - timedelta(seconds=1)) == (one,)
    assert timetable.on_now(NINE + HOUR) == tuple(following)
    assert timetable.comes_next(NINE) == tuple(following)
    assert timetable.comes_next(NINE, {following[1].id}) == (following[1],)
    assert timetable.comes_next(NINE, {tomorrow.id}) == ()


def test_the_past_of_a_day_folds_while_the_day_goes_on() -> None:
    programme = Programme(sessions=(session(**at(0)), session(**at(2))))
    (day,) = Timetable(programme, PARIS).days

    assert day.over(NINE) == ()
    assert day.over(NINE + HOUR) == day.slots[:1]
    assert day.over(NINE + 3 * HOUR) == ()


def test_the_day_is_that_of_the_address_else_today_else_the_first() -> None:
    programme = Programme(sessions=(session(**at(0)), session(**at(24))))
    first, second = days = Timetable(programme, PARIS).days

    assert day_asked_for(days, "2096-08-31", first.on) is second
    assert day_asked_for(days, "", second.on) is second
    assert day_asked_for(days, "hier", date(2026, 1, 1)) is first
    assert day_asked_for((), "", first.on) is None


@pytest.mark.parametrize(
    ("here", "there", "hour", "shift"),
    [
        ("Europe/Paris", "Pacific/Kiritimati", 9, 0),
        ("Europe/Paris", "Pacific/Kiritimati", 14, 1),
        ("Europe/Paris", "Pacific/Pago_Pago", 9, -1),
        ("Europe/Paris", "Pacific/Pago_Pago", 14, 0),
        ("Europe/Skopje", "Europe/Paris", 9, 0),
        ("Pacific/Pago_Pago", "Pacific/Kiritimati", 23, 2),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", 0, -2),
    ],
)
def test_the_calendar_there_may_be_days_away(
    here: str, there: str, hour: int, shift: int
) -> None:
    moment = datetime(2026, 8, 27, hour, 30, tzinfo=ZoneInfo(here))

    assert day_shift(moment, ZoneInfo(here), ZoneInfo(there)) == shift


def test_only_the_hour_that_clocks_show_twice_is_said_with_its_offset() -> None:
    hours = [datetime(2026, 10, 24, 22, 30, tzinfo=UTC) + n * HOUR for n in range(5)]
    shown = [moment.astimezone(PARIS) for moment in hours]

    assert [moment.hour for moment in shown] == [0, 1, 2, 2, 3]
    assert [comes_twice(moment) for moment in shown] == [
        False,
        False,
        True,
        True,
        False,
    ]
    spring = datetime(2026, 3, 29, 1, 30, tzinfo=UTC).astimezone(PARIS)
    assert (spring.hour, comes_twice(spring)) == (3, False)


def test_what_overlaps_goes_together_and_what_touches_does_not() -> None:
    long, inside, after = session(**at(0, 120)), session(**at(1)), session(**at(2))

    assert list(overlapping([long, inside, after])) == [(long, inside), (after,)]


def test_ones_own_are_parts_stars_and_what_goes_on_alone() -> None:
    plenary = session("Plénière", kind=SessionKind.PLENARY, **at(0))
    choice = [session(**at(1)) for _ in range(3)]
    speaking, starred, left = (session(**at(2)) for _ in range(3))
    elsewhere = session(**at(9))
    all_of = [plenary, *choice, speaking, starred, left, elsewhere]

    own = own_agenda(
        all_of,
        parts={speaking.id},
        starred={starred.id},
        spans=[(NINE, NINE + 3 * HOUR)],
    )

    found = [(one.session.id, one.reason, one.choices) for one in own]
    assert found == [
        (plenary.id, Reason.EVERYBODY, 0),
        (choice[0].id, None, 3),
        (speaking.id, Reason.PART, 0),
        (starred.id, Reason.STARRED, 0),
    ]


def test_what_is_cancelled_is_no_choice_but_stays_where_it_was_starred() -> None:
    gone, held = session(cancelled=True, **at(0)), session(**at(0))

    alone = own_agenda([gone, held], parts=(), starred=(), spans=[(NINE, NINE + HOUR)])
    followed = own_agenda([gone, held], parts=(), starred={gone.id}, spans=[])

    assert [one.session for one in alone] == [held]
    assert [one.session for one in followed] == [gone]
