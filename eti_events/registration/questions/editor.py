"""What organisers fill in about a question."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from eti_events.events.models import Counter
from eti_events.forms import Form, options
from eti_events.messages.cleaning import one_line
from eti_events.multilingual import Multilingual
from eti_events.registration.fields_forms import REQUIRED
from eti_events.registration.forms import CATEGORIES, paragraphs
from eti_events.registration.models import Category, Question, QuestionKind
from eti_events.registration.models.questions import CHOICES, DECIDING
from eti_events.registration.places.keys import option_key
from eti_events.registration.questions.judging import (
    LARGEST_FILE,
    LARGEST_NUMBER,
    LONGEST,
)
from eti_events.registration.questions.setting import (
    PlannedOption,
    QuestionPlan,
    possible,
)
from eti_events.registration.questions.showing import Reader, option_words

K = QuestionKind
SPARE, MOST_OPTIONS, LONGEST_OPTION = 4, 60, 150
MOST_PLACES, LONGEST_KEPT = 100_000, 4000
BOUNDS: dict[QuestionKind, tuple[Any, Any, int, int]] = {
    K.TEXT: (_l("Fewest characters"), _l("Most characters"), 1, LONGEST[K.TEXT]),
    K.LONG_TEXT: (
        _l("Fewest characters"),
        _l("Most characters"),
        1,
        LONGEST[K.LONG_TEXT],
    ),
    K.SEVERAL_OF: (_l("Fewest answers"), _l("Most answers"), 1, MOST_OPTIONS),
    K.NUMBER: (
        _l("Smallest number"),
        _l("Largest number"),
        -LARGEST_NUMBER,
        LARGEST_NUMBER,
    ),
    K.FILE: (None, _l("Largest size, in megabytes"), 1, LARGEST_FILE),
}


class OptionForm(PlainForm):
    """One answer to choose; without words there is none."""

    key = HiddenField(validators=[Length(max=16)])
    fr = StringField(
        _l("In French"), filters=[one_line], validators=[Length(max=LONGEST_OPTION)]
    )
    en = StringField(
        _l("In English"), filters=[one_line], validators=[Length(max=LONGEST_OPTION)]
    )
    places = IntegerField(
        _l("Places"),
        validators=[
            Optional(),
            NumberRange(0, MOST_PLACES, _l("Write a number from 0 to 100,000.")),
        ],
    )

    def validate_en(self, field: Field) -> None:
        """Ask for both languages where there is one."""
        if bool(field.data) != bool(self.fr.data):
            raise ValidationError(_l("Write it in French and in English."))


class QuestionForm(Form):
    """A question; see ``editor_for`` for what its kind brings."""

    version = HiddenField()
    text_fr = StringField(
        _l("Question in French"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=300)],
    )
    text_en = StringField(
        _l("Question in English"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=300)],
    )
    hint_fr = TextAreaField(
        _l("Explanation in French"),
        filters=[paragraphs],
        validators=[Length(max=600)],
        description=_l("Why you ask, who reads it, and until when."),
    )
    hint_en = TextAreaField(
        _l("Explanation in English"), filters=[paragraphs], validators=[Length(max=600)]
    )
    required = BooleanField(_l("An answer is needed"))
    sensitive = BooleanField(
        _l("The answers are sensitive"),
        description=_l(
            "They are encrypted, masked on every page, and each reading is in the log."
        ),
    )
    categories = SelectMultipleField(
        _l("Asked only of"),
        choices=options(CATEGORIES),
        description=_l("Leave all empty to ask everybody."),
    )
    depends_on = SelectMultipleField(
        _l("Asked only if the answer is"),
        validate_choice=False,
        description=_l(
            "Answers of one earlier question. Leave all empty to ask in any case."
        ),
    )
    keep_days = IntegerField(
        _l("Days after the event on which the answers are erased"),
        validators=[
            Optional(),
            NumberRange(0, LONGEST_KEPT, _l("Write a number from 0 to 4,000.")),
        ],
        description=_l(
            "Leave empty to keep them as long as the registrations. How often each"
            " answer was given is kept in any case."
        ),
    )

    def plan(self, sources: Mapping[UUID, Question]) -> QuestionPlan:
        """Return what was filled in, once validated."""
        source, answers = self._condition(sources)
        return QuestionPlan(
            text=_text(self.text_fr, self.text_en),
            hint=_text(self.hint_fr, self.hint_en),
            options=self._options(),
            required=bool(self.required.data),
            sensitive=bool(self.sensitive.data),
            categories=[Category(word) for word in self.categories.data or ()],
            minimum=_bound(self, "minimum"),
            maximum=_bound(self, "maximum"),
            keep_days=self.keep_days.data,
            depends_on=source,
            depends_on_answers=answers,
        )

    def validate_depends_on(self, field: Field) -> None:
        """Refuse answers of two questions."""
        if len({word.partition(":")[0] for word in field.data or ()}) > 1:
            raise ValidationError(_l("Choose answers of one question only."))

    def _condition(
        self, sources: Mapping[UUID, Question]
    ) -> tuple[Question | None, list[str]]:
        pairs = [word.partition(":") for word in self.depends_on.data or ()]
        named = {row.public_id.hex: row for row in sources.values()}
        source = named.get(pairs[0][0]) if pairs else None
        return source, [answer for _id, _sep, answer in pairs]

    def _options(self) -> list[PlannedOption]:
        if "options" not in self:
            return []
        return [
            PlannedOption(
                text=_text(row.form.fr, row.form.en),
                places=row.form.places.data,
                key=row.form.key.data or "",
            )
            for row in self.options
            if row.form.fr.data
        ]


def editor_for(kind: QuestionKind) -> type[QuestionForm]:
    """Return the form with what that kind of question brings."""
    fields: dict[str, Any] = {}
    if kind in CHOICES:
        fields["options"] = FieldList(
            FormField(OptionForm), max_entries=MOST_OPTIONS, label=_l("Answers")
        )
    if kind is K.DATE:
        fields["minimum"] = DateField(_l("First day"), validators=[Optional()])
        fields["maximum"] = DateField(_l("Last day"), validators=[Optional()])
    elif kind in BOUNDS:
        least, most, low, high = BOUNDS[kind]
        words = _l("Write a number from %(least)s to %(most)s.", least=low, most=high)
        within = [Optional(), NumberRange(low, high, words)]
        if least:
            fields["minimum"] = IntegerField(least, validators=within)
        fields["maximum"] = IntegerField(most, validators=within)
    if {"minimum", "maximum"} <= fields.keys():
        fields["validate_maximum"] = _after_minimum
    return type("QuestionFormOfKind", (QuestionForm,), fields)


def _after_minimum(form: Any, field: Field) -> None:
    least = form.minimum.data
    if least is not None and field.data is not None and field.data < least:
        raise ValidationError(_l("The upper limit is below the lower one."))


def values_of(question: Question, counters: Mapping[str, Counter]) -> dict[str, Any]:
    """Return what the form holds of a question before anything is typed."""
    revision = question.revision
    values: dict[str, Any] = {
        "version": question.version,
        "text_fr": revision.text.get("fr", ""),
        "text_en": revision.text.get("en", ""),
        "hint_fr": revision.hint.get("fr", ""),
        "hint_en": revision.hint.get("en", ""),
        "required": question.required,
        "sensitive": question.sensitive,
        "categories": question.categories,
        "keep_days": question.keep_days,
        "minimum": question.minimum,
        "maximum": question.maximum,
    }
    if question.kind is K.DATE:
        for name in ("minimum", "maximum"):
            if (ordinal := values[name]) is not None:
                values[name] = date.fromordinal(ordinal)
    if question.kind in CHOICES:
        values["options"] = [
            {
                "key": option.key,
                "fr": option.text.get("fr", ""),
                "en": option.text.get("en", ""),
                "places": counter.limit if counter else None,
            }
            for option in revision.options
            for counter in [counters.get(option_key(question.id, option.key))]
        ]
    return values


def add_spare_rows(form: QuestionForm) -> None:
    """Give room for some answers more."""
    if "options" in form:
        rows = form["options"]
        free = sum(not row.form.fr.data for row in rows)
        for _number in range(min(SPARE - free, MOST_OPTIONS - len(rows))):
            rows.append_entry()


def sources_for(
    question: Question | None, questions: Sequence[Question]
) -> list[Question]:
    """Return the questions that one can depend on: earlier ones, with few answers."""
    return [
        row
        for row in questions
        if row.kind in DECIDING
        and not row.sensitive
        and row.asked
        and (question is None or row.position < question.position)
    ]


def conditions(sources: Iterable[Question], reader: Reader) -> list[tuple[str, str]]:
    """Return every answer that something can depend on, with its words."""
    return [
        (
            condition_of(source, key),
            _(
                "%(question)s: %(answer)s",
                question=reader(source.revision.text),
                answer=option_words(source.kind, source.revision, [key], reader)[0],
            ),
        )
        for source in sources
        for key in _in_order(source)
    ]


def condition_of(source: Question, answer: str) -> str:
    """Return how the form names an answer of a question."""
    return f"{source.public_id.hex}:{answer}"


def _in_order(source: Question) -> list[str]:
    keys = [option.key for option in source.revision.options]
    return keys or sorted(possible(source), reverse=True)  # yes before no


def _text(french: Field, english: Field) -> Multilingual:
    return Multilingual(
        {
            code: field.data
            for code, field in (("fr", french), ("en", english))
            if field.data
        }
    )


def _bound(form: QuestionForm, name: str) -> int | None:
    data = form[name].data if name in form else None
    return data.toordinal() if isinstance(data, date) else data
