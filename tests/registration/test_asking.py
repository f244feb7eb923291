"""Setting up questions: what is refused before anybody can be asked it."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.invariants import faults
from eti_events.registration import actions, refusals
from eti_events.registration.models import Question, QuestionKind
from eti_events.registration.questions.queries import get_question, list_questions
from eti_events.registration.questions.setting import PlannedOption
from tests.factories import make_event, make_person
from tests.registration.asked import (
    answer,
    change,
    key,
    make_question,
    options,
    places,
    plan,
    question_of,
)
from tests.registration.steps import LATER, invited

K = QuestionKind


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event()


def order(event: Event) -> list[str]:
    return [row.revision.text["en"] for row in list_questions(event.id)]


def act(action: object, event: Event, question: Question, **how: object) -> None:
    slug, number, by = event.slug, question.public_id, make_person().id
    with transaction():
        row = get_event(slug)
        action(row, get_question(row, number), **how, by=by, at=LATER)  # type: ignore[operator]  # an action


def test_a_question_that_would_depend_on_itself_is_refused(event: Event) -> None:
    first = make_question(event, K.YES_NO, "First")
    second = make_question(
        event, K.YES_NO, "Second", depends_on=first, depends_on_answers=["yes"]
    )
    third = make_question(
        event, K.YES_NO, "Third", depends_on=second, depends_on_answers=["yes"]
    )

    for other in (first, second, third):
        with pytest.raises(refusals.DependsOnItself):
            change(
                event,
                first,
                plan("First", depends_on=other, depends_on_answers=["yes"]),
            )


def test_a_question_depends_on_earlier_ones_only(event: Event) -> None:
    first = make_question(event, text="First")
    second = make_question(event, K.YES_NO, "Second")

    with pytest.raises(refusals.DependsOnLater):
        change(
            event,
            first,
            plan("First", depends_on=second, depends_on_answers=["yes"]),
        )


def test_questions_move_but_never_past_what_they_depend_on(event: Event) -> None:
    first = make_question(event, K.YES_NO, "1")
    make_question(event, text="2")
    third = make_question(event, text="3", depends_on=first, depends_on_answers=["no"])

    act(actions.move_question, event, third, up=True)
    moved = order(event)

    assert moved == ["1?", "3?", "2?"]
    with pytest.raises(refusals.DependsOnLater):
        act(actions.move_question, event, third, up=True)
    with pytest.raises(refusals.DependsOnLater):
        act(actions.move_question, event, first, up=False)
    with pytest.raises(refusals.OutermostQuestion):
        act(actions.move_question, event, first, up=True)
    assert order(event) == moved


@pytest.mark.parametrize(
    ("kind", "changes", "refusal"),
    [
        (K.ONE_OF, {"options": options("A")}, refusals.TooFewOptions),
        (K.ONE_OF, {"options": options("A", "a")}, refusals.TwiceTheSameOption),
        (
            K.ONE_OF,
            {"options": options("A", "B", places=3), "sensitive": True},
            refusals.SecretWithPlaces,
        ),
        (K.TEXT, {"depends_on_answers": ["yes"]}, refusals.UnknownCondition),
    ],
)
def test_what_could_not_be_asked_is_refused(
    event: Event, kind: QuestionKind, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        make_question(event, kind, **changes)


def test_only_open_questions_with_few_answers_decide(event: Event) -> None:
    secret = make_question(event, K.YES_NO, sensitive=True)
    words = make_question(event, K.TEXT)
    flies = make_question(event, K.YES_NO)

    for source in (secret, words):
        with pytest.raises(refusals.DecidesNothing):
            make_question(event, depends_on=source, depends_on_answers=["yes"])
    for answers in ([], ["maybe"]):
        with pytest.raises(refusals.UnknownCondition):
            make_question(event, depends_on=flies, depends_on_answers=answers)


def test_what_others_depend_on_stays(event: Event) -> None:
    meal = make_question(event, K.ONE_OF, "Meal", options=options("A", "B", "C"))
    make_question(event, depends_on=meal, depends_on_answers=[key(meal, "A")])
    kept = [PlannedOption(row.text, key=row.key) for row in meal.revision.options]

    with pytest.raises(refusals.OthersDepend):
        change(event, meal, plan("Meal", options=kept[1:]))
    with pytest.raises(refusals.OthersDepend):
        change(event, meal, plan("Meal", options=kept, sensitive=True))
    with pytest.raises(refusals.OthersDepend):
        act(actions.remove_question, event, meal)
    with pytest.raises(refusals.OthersDepend):
        act(actions.ask_question, event, meal, asked=False)
    change(event, meal, plan("Meal", options=kept[:2]))


def test_an_answered_question_is_asked_no_longer_but_not_removed(
    event: Event,
) -> None:
    question, free = make_question(event, text="Q"), make_question(event, text="F")
    answer(event, invited(event), {question: "x"})

    with pytest.raises(refusals.Answered):
        act(actions.remove_question, event, question)
    act(actions.ask_question, event, question, asked=False)
    act(actions.remove_question, event, free)
    answer(event, invited(event), {})

    assert order(event) == ["Q?"]
    act(actions.ask_question, event, question, asked=True)
    assert question_of(event, question.id).asked


def test_what_was_told_under_seal_stays_sealed(event: Event) -> None:
    question = make_question(event, text="Q", sensitive=True)
    answer(event, invited(event), {question: "x"})

    with pytest.raises(refusals.StaysSensitive):
        change(event, question, plan("Q", sensitive=False))


def test_a_colleague_s_change_is_not_overwritten_unseen(event: Event) -> None:
    question = make_question(event, text="Q")
    seen = question.version
    change(event, question, plan("Q", required=True))

    with pytest.raises(refusals.QuestionChangedMeanwhile):
        act(actions.change_question, event, question, plan=plan("X"), version=seen)


def test_places_given_later_count_those_who_come_already(event: Event) -> None:
    visit = make_question(event, K.ONE_OF, "V", options=options("A", "B"))
    a, b = key(visit, "A"), key(visit, "B")
    rows = [PlannedOption(row.text, key=row.key) for row in visit.revision.options]
    for chosen in (a, a, b):
        answer(event, invited(event), {visit: (chosen,)})

    with pytest.raises(refusals.QuotaBelowTaken):
        change(event, visit, plan("V", options=[replace(rows[0], places=1), rows[1]]))
    change(event, visit, plan("V", options=[replace(rows[0], places=2), rows[1]]))
    assert places(event) == {a: 2}
    with pytest.raises(refusals.OptionFull):
        answer(event, invited(event), {visit: (a,)})
    change(event, visit, plan("V", options=rows))

    assert places(event) == {}
    assert list(faults()) == []


def test_an_option_s_key_is_nobody_s_to_choose(event: Event) -> None:
    hostile = [replace(row, key="a:b'--") for row in options("A", "B")]

    visit = make_question(event, K.ONE_OF, options=hostile)

    keys = [row.key for row in visit.revision.options]
    assert len(set(keys)) == 2
    assert all(len(key) == 8 for key in keys)
