"""Whatever people and organisers do, in any order, the books stay right."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from eti_events.database import transaction
from eti_events.registration import actions
from eti_events.registration.models import RegistrationState
from eti_events.registration.refusals import NoStepThere
from eti_events.registration.states import Actor, may_become
from tests.factories import make_event
from tests.registration import ways
from tests.registration.machine import run
from tests.registration.steps import LATER, answers, invited

ENDED = {"refused", "declined", "cancelled"}


@pytest.mark.one_engine
def test_no_order_of_events_breaks_the_books(app: Flask) -> None:
    run(15)


def test_the_model_imports_nothing_of_what_it_judges() -> None:
    source = ast.parse(Path(ways.__file__).read_text())
    imported = {
        name
        for node in ast.walk(source)
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }

    assert imported == {"collections.abc", "dataclasses"}


@pytest.mark.parametrize("who", list(Actor))
@pytest.mark.parametrize("before", list(RegistrationState))
@pytest.mark.parametrize("after", list(RegistrationState))
def test_the_table_of_steps_knows_no_way_back_into_the_process(
    before: RegistrationState, after: RegistrationState, who: Actor
) -> None:
    if before == after or (after in {"pending", "waiting"} and before in ENDED):
        assert not may_become(before, after, who)
    if after == "confirmed" and before != "confirmed" and who is Actor.OTHER:
        assert may_become(before, after, who)


@pytest.mark.parametrize("after", list(RegistrationState))
def test_who_was_refused_cannot_undo_it(after: RegistrationState) -> None:
    assert not may_become(RegistrationState.REFUSED, after, Actor.PERSON)


@pytest.mark.parametrize("before", list(RegistrationState))
def test_only_organisers_refuse(before: RegistrationState) -> None:
    for who in (Actor.PERSON, Actor.SYSTEM):
        assert not may_become(before, RegistrationState.REFUSED, who)


def test_a_step_that_the_table_does_not_know_is_refused(app: Flask) -> None:
    event = make_event()
    person = invited(event)
    with transaction():
        given = answers(event)
        registration = actions.save_draft(event, person.id, given, at=LATER)
        actions.decline(event, person.id, at=LATER)

    with transaction(), pytest.raises(NoStepThere):
        actions.cancel(event, registration, by=person.id, at=LATER)
