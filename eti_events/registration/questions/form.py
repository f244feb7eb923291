"""The registration form with the organiser's questions: fields, and their faults."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from eti_events.forms import options
from eti_events.messages.cleaning import one_line
from eti_events.registration.answers import Answers
from eti_events.registration.fields_forms import CountryField
from eti_events.registration.forms import AnswersForm, paragraphs
from eti_events.registration.models import Answer, Category, Question, QuestionKind
from eti_events.registration.models.questions import CHOICES
from eti_events.registration.questions.judging import (
    Unfit,
    check,
    fingerprint,
    is_untouched,
    shown,
)
from eti_events.registration.questions.showing import (
    Reader,
    answer_words,
    condition_words,
    limit_words,
)
from eti_events.registration.questions.values import (
    Upload,
    Value,
    is_masked,
    read_value,
    tokens,
)
from eti_events.registration.refusals import QuestionsChanged

K = QuestionKind
NEEDED = _l("This answer is needed.")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What is asked of one person: the questions, and what they answered so far.

    ``left``: how many places each option has left, by question and option.
    ``standing``: the registration was sent, and may have been asked less then.
    """

    category: Category
    questions: Sequence[Question] = ()
    answers: Mapping[int, Answer] = field(default_factory=dict)
    left: Mapping[tuple[int, str], int] = field(default_factory=dict)
    standing: bool = False
    reader: Reader = Reader()  # noqa: RUF009 -- it never changes

    def is_kept(self, question: Question) -> bool:
        """Whether we hold an answer that the form does not show."""
        return question.id in self.answers and is_masked(question)

    def is_new(self, question: Question) -> bool:
        """Whether an answer is needed that a registration which stands has not."""
        return self.standing and question.required and question.id not in self.answers

    def is_untouched(self, given: Mapping[int, Value]) -> bool:
        """Whether that is what stands already, as far as the form shows it."""
        known = {
            row.id: value
            for row in self.questions
            if row.id in self.answers
            and (value := read_value(self.answers[row.id], row)) is not None
        }
        return self.standing and is_untouched(self.questions, known, given)

    def values(self) -> dict[str, object]:
        """Return what the fields hold before anything is typed."""
        return {
            question.field_name: _typed(question, self.answers[question.id])
            for question in self.questions
            if question.id in self.answers and not is_masked(question)
        } | {"asked": self.fingerprint}

    @property
    def fingerprint(self) -> str:
        """What tells these questions from others, or from other words."""
        return fingerprint(self.questions)


@dataclass(frozen=True)
class Entry:
    """One question as a page shows it; ``because`` is when it is asked, in words.

    ``earlier`` is the wording that was answered, where it has changed since. ``new``:
    its answer is needed, and the registration stands without.
    """

    question: Question
    field: Field
    because: str
    source: str
    recorded: bool
    earlier: str
    new: bool
    notes: Mapping[str, str]


class AskingForm(AnswersForm):
    """The organiser's questions, beside other parts of the form; see ``form_for``."""

    asking: ClassVar[Asking] = Asking(category=Category.EXPERT)
    asked = HiddenField()
    forgotten = SelectMultipleField(validate_choice=False)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Judge the questions by what is asked because of what was answered."""
        super().validate(*args, **kwargs)
        asked = {row.id for row in self._shown()}
        for question in self.asking.questions:
            field = self[question.field_name]
            if question.id not in asked:
                field.errors = []  # what is hidden cannot be wrong
            elif not field.errors and (fault := self._fault(question)):
                field.errors = [fault]
        changed = str(QuestionsChanged.message)
        as_read = (self.asked.data or "") == self.asking.fingerprint
        if not as_read and changed not in self.form_errors:
            self.form_errors.append(changed)
        return not self.form_errors and not any(field.errors for field in self)

    def answers(self, language: str) -> Answers:
        """Return what was answered; while somebody types, nothing if one is wrong."""
        said = super().answers(language)
        named = {row.field_name: row.id for row in self.asking.questions}
        if any(self[name].errors for name in named):
            return said
        return replace(
            said,
            questions=self._values(),
            asked=None if self.autosave.data else self.asked.data or "",
            forgotten=frozenset(
                named[name] for name in self.forgotten.data or () if name in named
            ),
        )

    def ask_again(self, asking: Asking) -> None:
        """Show the questions as they stand now, beside what was typed."""
        if all(question.field_name in self for question in asking.questions):
            self.asking = asking  # type: ignore[misc]  # of this form, not of its class
        self.asked.data = self.asking.fingerprint

    @property
    def entries(self) -> Iterator[Entry]:
        """Each question with its field, as the page shows it."""
        asking = self.asking
        rows = {question.id: question for question in asking.questions}
        for question in asking.questions:
            source = rows.get(question.depends_on_id or 0)
            answer = asking.answers.get(question.id)
            yield Entry(
                question=question,
                field=self[question.field_name],
                because=condition_words(question, source, asking.reader)
                if source
                else "",
                source=source.field_name if source else "",
                recorded=asking.is_kept(question),
                earlier=_earlier(question, answer, asking.reader) if answer else "",
                new=asking.is_new(question),
                notes=self._notes(question),
            )

    @property
    def has_files(self) -> bool:  # type: ignore[override]  # of a part without any
        """Whether the form has to travel with its files."""
        return any(question.kind is K.FILE for question in self.asking.questions)

    def _shown(self) -> list[Question]:
        return shown(self.asking.questions, self.asking.category, self._values())

    def _values(self) -> dict[int, Value]:
        found = {row.id: self._value(row) for row in self.asking.questions}
        return {number: value for number, value in found.items() if value is not None}

    def _value(self, question: Question) -> Value | None:
        field = self[question.field_name]
        if not field.data and field.data != 0:
            return None
        match question.kind:
            case K.FILE:
                sent = field.data
                return Upload(sent.filename, _content(sent)) if sent.filename else None
            case K.YES_NO:
                return {"yes": True, "no": False}.get(field.data)
            case K.ONE_OF:
                return (str(field.data),)
            case K.SEVERAL_OF:
                return tuple(dict.fromkeys(field.data))
        value: Value = field.data
        return value

    def _fault(self, question: Question) -> str:
        value = self._value(question)
        if value is None:
            kept = self.asking.is_kept(question)
            stays = kept and question.field_name not in (self.forgotten.data or ())
            needed = question.required and not self.unfinished and not stays
            return str(NEEDED) if needed and not self._changes_else() else ""
        try:
            check(question, value)
        except Unfit as fault:
            return str(fault)
        return ""

    def _changes_else(self) -> bool:
        """Whether a registration that stands keeps its answers: others are changed."""
        forgotten = bool(self.forgotten.data)
        return not forgotten and self.asking.is_untouched(self._values())

    def _notes(self, question: Question) -> dict[str, str]:
        """Say how many places an option has left, where they are counted."""
        left = {
            option: number
            for (row, option), number in self.asking.left.items()
            if row == question.id
        }
        answer = self.asking.answers.get(question.id)
        mine = tokens(read_value(answer, question)) if answer and left else ()
        return {option: _left(n, option in mine) for option, n in left.items()}


def form_for(asking: Asking, *parts: type[AnswersForm]) -> type[AskingForm]:
    """Return these parts of the form with a field for each question of this person."""
    fields = {row.field_name: field_for(row, asking) for row in asking.questions}
    if not fields:
        return _without_questions(asking.category, parts)
    return type("AskingFormOfEvent", (AskingForm, *parts), {"asking": asking, **fields})


@cache
def _without_questions(
    category: Category, parts: tuple[type[AnswersForm], ...]
) -> type[AskingForm]:
    """Return the form of the many events that ask nothing: its class is made once."""
    asking = Asking(category=category)
    return type("AskingFormWithout", (AskingForm, *parts), {"asking": asking})


YES_NO = options([("yes", _l("Yes")), ("no", _l("No"))])
FIELDS: dict[QuestionKind, Any] = {
    K.TEXT: partial(StringField, filters=[one_line]),
    K.LONG_TEXT: partial(TextAreaField, filters=[paragraphs]),
    K.ONE_OF: partial(RadioField, validate_choice=False),
    K.SEVERAL_OF: partial(SelectMultipleField, validate_choice=False),
    K.YES_NO: partial(RadioField, choices=YES_NO, validate_choice=False),
    K.NUMBER: IntegerField,
    K.DATE: DateField,
    K.COUNTRY: CountryField,
    K.FILE: FileField,
}


def field_for(question: Question, asking: Asking) -> Any:
    """Return the field of one question."""
    read, revision = asking.reader, question.revision
    about: dict[str, Any] = {
        "label": read(revision.text),
        "description": " ".join(
            filter(None, (read(revision.hint), limit_words(question)))
        ),
        "validators": [Optional()],
    }
    if question.kind in CHOICES:
        rows = [(option.key, read(option.text)) for option in revision.options]
        about["choices"] = options(rows)
    return FIELDS[question.kind](**about)


def _typed(question: Question, answer: Answer) -> object:
    """Return an answer as its field holds it."""
    value = read_value(answer, question)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if question.kind is K.ONE_OF:
        chosen: Collection[str] = tokens(value)
        return next(iter(chosen), None)
    return list(value) if isinstance(value, tuple) else value


def _content(sent: Any) -> bytes:
    """Read a file that may have been read before."""
    sent.stream.seek(0)
    content: bytes = sent.stream.read()
    return content


def _earlier(question: Question, answer: Answer, reader: Reader) -> str:
    """Return the wording that was answered and, where it may be shown, the answer."""
    if answer.revision_id == question.revision.id:
        return ""
    words = "…" if is_masked(question) else answer_words(answer, reader)
    return f"{reader(answer.revision.text)} {words}"


def _left(number: int, mine: bool) -> str:
    if mine:
        return str(_("You have a place."))
    if number <= 0:
        return str(_("No place left"))
    return str(_("Places left: %(number)s", number=number))
