"""The organiser's own questions, as a new event takes them over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from eti_events.events.carrying.parts import THERE, WRITTEN_HERE, Carry, Item, Part
from eti_events.events.models import Counter
from eti_events.multilingual import Multilingual
from eti_events.registration.actions.asking import new_question
from eti_events.registration.models import Category, Option, Question, QuestionKind
from eti_events.registration.places.keys import option_key
from eti_events.registration.questions import queries
from eti_events.registration.questions.setting import PlannedOption, QuestionPlan

NO_LONGER_ASKED = _l("it was no longer asked")
SOURCE_DIFFERS = _l("the question on which it depends is another one here")
DATES_MOVED = _l("Its first and last day moved with the event: see whether they suit.")


@dataclass
class _Questions:
    """Both events' questions; ``found``: what stands here for an earlier one."""

    carry: Carry
    earlier: Mapping[int, Question]
    places: Mapping[str, Counter]
    places_here: Mapping[str, Counter]
    free: list[Question]
    found: dict[int, Question] = field(default_factory=dict)
    coming: set[int] = field(default_factory=set)

    def item(self, question: Question) -> Item:
        """Plan one question; those on which it depends were planned before."""
        left = self._why_left(question)
        if not left:
            self.coming.add(question.id)
        dated = question.kind is QuestionKind.DATE and any(_bounds(question, 0))
        revision = question.revision
        texts = [revision.text, revision.hint, *(row.text for row in revision.options)]
        return Item(
            key=str(question.public_id),
            name=revision.text,
            write=partial(self.write, question),
            left=left,
            look=DATES_MOVED if dated else "",
            texts=[words for text in texts for words in text.values()],
        )

    def _why_left(self, question: Question) -> Any:
        if not question.asked:
            return NO_LONGER_ASKED
        if here := self._alike(question):
            same = self._said(question, self.carry.days, self.places) == self._said(
                here, 0, self.places_here
            )
            if same:
                self.found[question.id] = here
            return THERE if same else WRITTEN_HERE
        source = question.depends_on_id
        known = self.found.keys() | self.coming
        return SOURCE_DIFFERS if source and source not in known else ""

    def _alike(self, question: Question) -> Question | None:
        """Return the question here of that kind and those words, each once."""
        words = question.revision.text.to("fr")
        for row in self.free:
            if row.kind is question.kind and row.revision.text.to("fr") == words:
                self.free.remove(row)
                return row
        return None

    def _said(
        self, question: Question, days: int, places: Mapping[str, Counter]
    ) -> list[object]:
        revision = question.revision
        return [
            revision.text,
            revision.hint,
            [(row.text, row.places) for row in _options(question, places)],
            question.required,
            question.sensitive,
            question.categories,
            _bounds(question, days),
            question.keep_days,
        ]

    def write(self, question: Question) -> None:
        """Ask here what was asked there, of who gives the same answers."""
        source = self.found.get(question.depends_on_id or 0)
        revision = question.revision
        minimum, maximum = _bounds(question, self.carry.days)
        plan = QuestionPlan(
            text=Multilingual(revision.text),
            hint=Multilingual(revision.hint),
            options=_options(question, self.places),
            required=question.required,
            sensitive=question.sensitive,
            categories=[Category(word) for word in question.categories],
            minimum=minimum,
            maximum=maximum,
            keep_days=question.keep_days,
            depends_on=source,
            depends_on_answers=self._answers(question, source) if source else (),
        )
        self.found[question.id] = new_question(
            self.carry.target, question.kind, plan, at=self.carry.at
        )

    def _answers(self, question: Question, here: Question) -> list[str]:
        """Return the answers of the question here that mean the same."""
        earlier = self.earlier[question.depends_on_id or 0]
        then, now = (_keys(row.revision.options) for row in (earlier, here))
        keys = dict(zip(then, now, strict=True))
        return [keys.get(answer, answer) for answer in question.depends_on_answers]


def plan_questions(carry: Carry) -> Iterator[Item]:
    """Plan each question in its order, after those that are asked here already."""
    source, target = carry.source.id, carry.target.id
    earlier = {row.id: row for row in queries.list_questions(source)}
    both = _Questions(
        carry=carry,
        earlier=earlier,
        places=queries.list_options(source),
        places_here=queries.list_options(target),
        free=list(queries.list_questions(target)),
    )
    for question in earlier.values():
        yield both.item(question)


def _options(question: Question, places: Mapping[str, Counter]) -> list[PlannedOption]:
    return [
        PlannedOption(
            text=Multilingual(option.text),
            places=counter.limit if counter else None,
        )
        for option in question.revision.options
        for counter in [places.get(option_key(question.id, option.key))]
    ]


def _bounds(question: Question, days: int) -> tuple[int | None, int | None]:
    """Return what bounds an answer; a day moves with the event."""
    shift = days if question.kind is QuestionKind.DATE else 0
    least, most = question.minimum, question.maximum
    return (
        None if least is None else least + shift,
        None if most is None else most + shift,
    )


def _keys(options: Sequence[Option]) -> list[str]:
    return [option.key for option in options]


QUESTIONS = Part(
    "questions",
    _l("Your own questions"),
    _l(
        "With answers to choose and their places, conditions, order, and the days after"
        " which answers are erased."
    ),
    "registration.questions",
    plan_questions,
)
