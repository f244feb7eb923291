"""Questions and answers in the words of a page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from eti_events import typography
from eti_events.multilingual import Multilingual
from eti_events.people.countries import country_name
from eti_events.registration.models import (
    Answer,
    Question,
    QuestionKind,
    QuestionRevision,
)
from eti_events.registration.questions.judging import largest_file
from eti_events.registration.questions.values import Value, read_value

K = QuestionKind


@dataclass(frozen=True)
class Reader:
    """The language of whoever reads, and that of the event for what lacks theirs."""

    language: str = "fr"
    fallback: str = "fr"

    def __call__(self, text: Multilingual) -> str:
        """Return a text in these languages."""
        return text.to(self.language, self.fallback)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An answer on a page: the question as it was read, and the words answered.

    ``words`` is None where it is masked; a file has ``words`` for its name.
    """

    public_id: UUID
    question: str
    words: str | None
    is_file: bool
    sensitive: bool


def kinds() -> dict[QuestionKind, str]:
    """Name the kinds of questions."""
    return {
        K.TEXT: _("Text in one line"),
        K.LONG_TEXT: _("Text in several lines"),
        K.ONE_OF: _("One answer of a list"),
        K.SEVERAL_OF: _("Several answers of a list"),
        K.YES_NO: _("Yes or no"),
        K.NUMBER: _("Whole number"),
        K.DATE: _("Day"),
        K.COUNTRY: _("Country"),
        K.FILE: _("File (PDF, JPEG or PNG)"),
    }


def condition_words(question: Question, source: Question, reader: Reader) -> str:
    """Say when a question is asked: ``If “Do you fly?” is “Yes”:``."""
    keys = question.depends_on_answers
    named = option_words(source.kind, source.revision, keys, reader)
    answers = str(_(" or ")).join(_("“%(answer)s”", answer=word) for word in named)
    text = reader(source.revision.text)
    return str(_("If “%(question)s” is %(answers)s:", question=text, answers=answers))


def option_words(
    kind: QuestionKind,
    revision: QuestionRevision,
    keys: Collection[str],
    reader: Reader,
) -> list[str]:
    """Return the words of these answers, in the order in which they are asked."""
    named = {option.key: reader(option.text) for option in revision.options}
    if kind is K.YES_NO:
        named = {"yes": str(_("Yes")), "no": str(_("No"))}
    return [words for key, words in named.items() if key in keys]


def limit_words(question: Question) -> str:
    """Say what an answer must keep to, where it is not plain."""
    if question.kind is K.FILE:
        size = largest_file(question)
        return str(_("PDF, JPEG or PNG, %(number)s MB at most.", number=size))
    least, most = (_limit(question, n) for n in (question.minimum, question.maximum))
    words = {
        K.TEXT: (_("Characters"), least, most),
        K.LONG_TEXT: (_("Characters"), least, most),
        K.SEVERAL_OF: (_("How many answers"), least, most),
        K.NUMBER: (_("Number"), least, most),
        K.DATE: (_("Day"), least, most),
    }.get(question.kind)
    return _between(*words) if words else ""


def _between(what: str, least: str, most: str) -> str:
    if least and most:
        return str(
            _("%(what)s: %(least)s to %(most)s.", what=what, least=least, most=most)
        )
    if least:
        return str(_("%(what)s: %(least)s at least.", what=what, least=least))
    return str(_("%(what)s: %(most)s at most.", what=what, most=most)) if most else ""


def _limit(question: Question, limit: int | None) -> str:
    if limit is not None and question.kind is K.DATE:
        return date.fromordinal(limit).isoformat()
    return "" if limit is None else str(limit)


def answer_words(answer: Answer, reader: Reader) -> str:
    """Return an answer in words, its options as they were read."""
    if answer.file:
        return answer.file.name
    kind = answer.question.kind
    value = read_value(answer, answer.question)
    if isinstance(value, tuple):
        return ", ".join(option_words(kind, answer.revision, value, reader))
    return _plain(kind, value, reader)


def _plain(kind: QuestionKind, value: Value | None, reader: Reader) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return typography.day(value, reader.language, weekday=False, year=True)
    if kind is K.COUNTRY:
        return country_name(str(value), reader.language)
    return "" if value is None else str(value)


def shown(answer: Answer, reader: Reader, *, opened: bool) -> Shown:
    """Return an answer for a page; ``opened``: a sensitive one too."""
    sensitive = answer.question.sensitive
    return Shown(
        public_id=answer.public_id,
        question=reader(answer.revision.text),
        words=answer_words(answer, reader) if opened or not sensitive else None,
        is_file=answer.file_id is not None,
        sensitive=sensitive,
    )
