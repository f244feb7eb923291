"""Whatever is written in the log has words, and a part of the log to look for it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import eti_events
from eti_events.reports import log_words
from eti_events.reports.log_filters import EVENT_AREAS, NETWORK_AREAS

CODE = Path(eti_events.__file__).parent
WRITERS = {"record", "record_each", "_record", "_note"}

pytestmark = [pytest.mark.one_engine, pytest.mark.usefixtures("app")]


def written() -> Iterator[str]:
    """Find the actions that code writes to the log, where it names them whole."""
    for path in CODE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in WRITERS:
                for argument in call.args[:1]:
                    value = getattr(argument, "value", "")
                    if isinstance(value, str) and "." in value:
                        yield value


def test_every_action_has_words(app: Flask) -> None:
    actions = set(written())

    with app.test_request_context():
        known = log_words.actions().keys()

    assert len(actions) > 50
    assert actions - known == set()


def test_every_action_stands_in_a_part_that_can_be_asked_for(app: Flask) -> None:
    with app.test_request_context():
        parts = {action.partition(".")[0] for action in log_words.actions()}
        named = log_words.areas().keys()

    assert parts - {*EVENT_AREAS, *NETWORK_AREAS} == set()
    assert {*EVENT_AREAS, *NETWORK_AREAS} - named == set()
