"""Whatever an event asks and whenever it is: what comes equals what was, once."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eti_events.database import transaction
from eti_events.events import queries
from eti_events.events.days import hours_of, set_hours
from eti_events.events.models import Event
from eti_events.registration.models import Question, QuestionKind
from eti_events.registration.places.keys import option_key
from eti_events.registration.questions.queries import list_options, list_questions
from tests.events.test_carrying import ask, carried, draft, options
from tests.factories import BEFORE, make_event, make_person

pytestmark = pytest.mark.usefixtures("app")

K = QuestionKind
KINDS = st.sampled_from([K.TEXT, K.YES_NO, K.ONE_OF, K.SEVERAL_OF, K.NUMBER, K.COUNTRY])
ZONES = st.sampled_from(["Europe/Paris", "Europe/Skopje", "Pacific/Noumea"])
ASKED = st.fixed_dictionaries(
    {
        "kind": KINDS,
        "options": st.integers(2, 4),
        "places": st.none() | st.integers(1, 50),
        "required": st.booleans(),
        "keep_days": st.none() | st.integers(0, 400),
        "source": st.integers(0, 9),  # among the earlier ones on which one can depend
        "depends": st.booleans(),
    }
)
HOURS = st.sets(st.integers(6, 23), min_size=4, max_size=4).map(sorted)
FIRST_DAYS = st.dates(date(2096, 1, 1), date(2099, 12, 1))


def ask_all(event: Event, wanted: Sequence[dict[str, Any]]) -> None:
    asked: list[Question] = []
    for number, each in enumerate(wanted):
        kind = each["kind"]
        more: dict[str, Any] = {
            "required": each["required"],
            "keep_days": each["keep_days"],
        }
        if kind in {K.ONE_OF, K.SEVERAL_OF}:
            names = [f"Choix {n}" for n in range(each["options"])]
            more["options"] = options(*names, places=each["places"])
        deciding = [row for row in asked if row.kind in {K.ONE_OF, K.YES_NO}]
        if each["depends"] and deciding:
            source = deciding[each["source"] % len(deciding)]
            keys = [option.key for option in source.revision.options] or ["yes"]
            more |= {"depends_on": source, "depends_on_answers": keys[-1:]}
        ask(event, f"Question {number}", kind, **more)
        asked = list(list_questions(event.id))


def told(event: Event) -> list[tuple[object, ...]]:
    """Say what the event asks, without ids or keys: conditions by position."""
    questions, places = list_questions(event.id), list_options(event.id)
    by_id = {row.id: row for row in questions}
    found: list[tuple[object, ...]] = []
    for row in questions:
        limits = [
            counter.limit if counter else None
            for option in row.revision.options
            for counter in [places.get(option_key(row.id, option.key))]
        ]
        source = by_id.get(row.depends_on_id or 0)
        words = (
            {option.key: option.text["fr"] for option in source.revision.options}
            if source
            else {}
        )
        found.append(
            (
                row.kind,
                row.revision.text,
                [option.text for option in row.revision.options],
                limits,
                row.required,
                row.keep_days,
                source and source.revision.text,
                sorted(words.get(key, key) for key in row.depends_on_answers),
            )
        )
    return found


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    wanted=st.lists(ASKED, max_size=7),
    hours=HOURS,
    first=FIRST_DAYS,
    then=FIRST_DAYS,
    zones=st.tuples(ZONES, ZONES),
)
def test_what_comes_equals_what_was_and_twice_is_once(
    wanted: list[dict[str, Any]],
    hours: list[int],
    first: date,
    then: date,
    zones: tuple[str, str],
) -> None:
    by = make_person().id
    source = make_event(first_day=then, time_zone=zones[0])
    day = queries.list_days(source.id)[1]
    walls = [time(hour, 15) for hour in hours]
    with transaction():
        set_hours(source, day, walls, by=by, at=BEFORE)
    ask_all(source, wanted)
    target = draft(first, time_zone=zones[1])

    count = carried(source, target, ["days", "questions"], by)
    again = carried(source, target, ["days", "questions"], by)

    assert told(target) == told(source)
    here = queries.list_days(target.id)
    assert [row.on for row in here] == [first, first + timedelta(days=1)]
    assert hours_of(here[1], target.zone) == walls
    assert count >= len(wanted)
    assert again == 0
