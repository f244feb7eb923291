"""Which questions are asked of whom, and which answers fit: values in, values out."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal
from eti_events.people.countries import CODES
from eti_events.registration.models import Category, Question, QuestionKind
from eti_events.registration.questions.values import (
    Upload,
    Value,
    Values,
    is_masked,
    tokens,
)

K = QuestionKind
LONGEST = {K.TEXT: 200, K.LONG_TEXT: 4000}
LARGEST_FILE, LARGEST_NUMBER = 10, 1_000_000_000  # megabytes; what a column holds
MEGABYTE = 1024 * 1024
CONTENTS = (  # what a file begins with, its type, and how its name may end
    (b"%PDF-", "application/pdf", ("pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", ("png",)),
    (b"\xff\xd8\xff", "image/jpeg", ("jpg", "jpeg")),
)


class Unfit(Refusal):
    """An answer keeps within what its question allows."""

    def __init__(self, words: Any) -> None:
        super().__init__(words)
        self.words = words

    def __str__(self) -> str:
        """Say what would fit."""
        return str(self.words)


def shown(
    questions: Iterable[Question], category: Category, values: Values
) -> list[Question]:
    """Return the questions that somebody of that category with these answers is asked.

    What a question depends on stands before it: when that is not asked, neither is
    it, whatever was answered once.
    """
    asked: dict[int, Question] = {}
    for question in questions:
        if question.concerns(category) and (
            question.depends_on_id is None
            or (
                question.depends_on_id in asked
                and tokens(values.get(question.depends_on_id))
                & set(question.depends_on_answers)
            )
        ):
            asked[question.id] = question
    return list(asked.values())


def is_untouched(questions: Iterable[Question], known: Values, given: Values) -> bool:
    """Whether what is given is what stands; what is masked is, unless given anew."""
    return all(
        question.id not in given
        if is_masked(question)
        else _plain(given.get(question.id)) == _plain(known.get(question.id))
        for question in questions
    )


def _plain(value: Value | None) -> object:
    return set(value) if isinstance(value, tuple) else value


def fingerprint(questions: Sequence[Question]) -> str:
    """Return what changes whenever one reads other questions, or otherwise worded."""
    if not questions:
        return ""
    words = " ".join(f"{question.id}.{question.number}" for question in questions)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def check(question: Question, value: Value) -> None:
    """Raise Unfit when the answer is none to this question."""
    CHECKS[question.kind](question, value)


def _text(question: Question, value: Any) -> None:
    longest = min(question.maximum or LONGEST[question.kind], LONGEST[question.kind])
    if len(value) > longest:
        raise Unfit(_l("Write %(number)s characters at most.", number=longest))
    if len(value) < (question.minimum or 0):
        raise Unfit(
            _l("Write %(number)s characters at least.", number=question.minimum)
        )


def _options(question: Question, value: Any) -> None:
    known = {option.key for option in question.revision.options}
    if not known.issuperset(value) or len(set(value)) != len(value):
        raise Unfit(_l("Choose among the answers of the list."))
    if question.kind is K.ONE_OF:
        if len(value) != 1:
            raise Unfit(_l("Choose one answer."))
        return
    if question.maximum is not None and len(value) > question.maximum:
        raise Unfit(_l("Choose %(number)s at most.", number=question.maximum))
    if question.minimum is not None and len(value) < question.minimum:
        raise Unfit(_l("Choose %(number)s at least.", number=question.minimum))


def _number(question: Question, value: Any) -> None:
    least = -LARGEST_NUMBER if question.minimum is None else question.minimum
    most = LARGEST_NUMBER if question.maximum is None else question.maximum
    if not least <= value <= most:
        raise Unfit(
            _l("Write a number from %(least)s to %(most)s.", least=least, most=most)
        )


def _date(question: Question, value: Any) -> None:
    if question.minimum is not None and value.toordinal() < question.minimum:
        first = date.fromordinal(question.minimum).isoformat()
        raise Unfit(_l("Give a day from %(day)s on.", day=first))
    if question.maximum is not None and value.toordinal() > question.maximum:
        last = date.fromordinal(question.maximum).isoformat()
        raise Unfit(_l("Give a day until %(day)s.", day=last))


def _country(_question: Question, value: Any) -> None:
    if value not in CODES:
        raise Unfit(_l("Choose a country of the list."))


def _file(question: Question, value: Any) -> None:
    megabytes = largest_file(question)
    if len(value.content) > megabytes * MEGABYTE:
        raise Unfit(_l("Choose a file of %(number)s MB at most.", number=megabytes))
    if not media_type(value):
        raise Unfit(
            _l("Choose a PDF, JPEG or PNG file, whose name ends in what it is.")
        )


def largest_file(question: Question) -> int:
    """Return how many megabytes a file may have."""
    return min(question.maximum or LARGEST_FILE, LARGEST_FILE)


def media_type(upload: Upload) -> str:
    """Return what the content is, or '' when that is none or not what it is called."""
    ending = upload.name.rpartition(".")[2].lower()
    for beginning, kind, endings in CONTENTS:
        if upload.content.startswith(beginning):
            return kind if ending in endings else ""
    return ""


def _yes_no(_question: Question, _value: Any) -> None:
    """Both answers fit."""


CHECKS: dict[QuestionKind, Callable[[Question, Any], None]] = {
    **dict.fromkeys((K.TEXT, K.LONG_TEXT), _text),
    **dict.fromkeys((K.ONE_OF, K.SEVERAL_OF), _options),
    K.NUMBER: _number,
    K.DATE: _date,
    K.COUNTRY: _country,
    K.FILE: _file,
    K.YES_NO: _yes_no,
}
