"""What an answer is in Python, and in which column of its row it stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eti_events.registration.models import (
    Answer,
    ChosenOption,
    Question,
    QuestionKind,
)

K = QuestionKind


@dataclass(frozen=True)
class Upload:
    """A file as it was sent; its type is what its content shows, not what it claims."""

    name: str
    content: bytes


Value = str | bool | int | date | tuple[str, ...] | Upload
Values = Mapping[int, Value]  # by question

COLUMNS = {
    **dict.fromkeys((K.TEXT, K.LONG_TEXT, K.COUNTRY), "text"),
    K.YES_NO: "yes",
    K.NUMBER: "number",
    K.DATE: "on",
}


def write_value(answer: Answer, question: Question, value: Value) -> None:
    """Put a value, not a file, into the column of its kind; a sensitive one, sealed."""
    answer.text = answer.yes = answer.number = answer.on = answer.sealed = None
    answer.chosen = []
    if question.sensitive:
        answer.sealed = json.dumps(_plain(value))
    elif isinstance(value, tuple):
        answer.chosen = [ChosenOption(key=key) for key in value]
    else:
        setattr(answer, COLUMNS[question.kind], value)


def read_value(answer: Answer, question: Question) -> Value | None:
    """Return the value that stands in the row, opened; None for a file."""
    if answer.sealed is not None:
        return _typed(question.kind, json.loads(answer.sealed))
    if column := COLUMNS.get(question.kind):
        value: Value = getattr(answer, column)
        return value
    if question.kind is K.FILE:
        return None
    keys = {row.key for row in answer.chosen}
    order = [option.key for option in answer.revision.options]
    return tuple(key for key in order if key in keys)


def is_masked(question: Question) -> bool:
    """Whether the form does not show the answer again: left empty, it stays."""
    return question.sensitive or question.kind is K.FILE


def tokens(value: Value | None) -> frozenset[str]:
    """Return what an answer is called where something depends on it."""
    if isinstance(value, bool):
        return frozenset({"yes" if value else "no"})
    return frozenset(value) if isinstance(value, tuple) else frozenset()


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(kind: QuestionKind, plain: Any) -> Value:
    if kind is K.DATE:
        return date.fromisoformat(plain)
    value: Value = tuple(plain) if isinstance(plain, list) else plain
    return value
