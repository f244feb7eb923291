"""What every question must be before it is asked: conditions, options, secrets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from eti_events.multilingual import Multilingual
from eti_events.registration.models import Category, Option, Question
from eti_events.registration.models.questions import CHOICES, DECIDING
from eti_events.registration.refusals import (
    DecidesNothing,
    DependsOnItself,
    DependsOnLater,
    OthersDepend,
    SecretWithPlaces,
    TooFewOptions,
    TwiceTheSameOption,
    UnknownCondition,
)

FEWEST_OPTIONS = 2


@dataclass(frozen=True)
class PlannedOption:
    """One answer to choose; without a key it is a new one."""

    text: Multilingual
    places: int | None = None
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionPlan:
    """What an organiser says of a question; see Question for the words."""

    text: Multilingual
    hint: Multilingual = field(default_factory=Multilingual)
    options: Sequence[PlannedOption] = ()
    required: bool = False
    sensitive: bool = False
    categories: Collection[Category] = ()
    minimum: int | None = None
    maximum: int | None = None
    keep_days: int | None = None
    depends_on: Question | None = None
    depends_on_answers: Collection[str] = ()


def require_sound(
    question: Question,
    plan: QuestionPlan,
    options: Sequence[Option],
    others: Sequence[Question],
) -> None:
    """Refuse what could not be asked, or could never be answered."""
    if question.kind in CHOICES:
        _require_options(options)
    if plan.sensitive and any(row.places is not None for row in plan.options):
        raise SecretWithPlaces
    _require_dependents(question, plan, options, others)
    if plan.depends_on is not None:
        _require_condition(question, plan, plan.depends_on, others)
    elif plan.depends_on_answers:
        raise UnknownCondition


def _require_options(options: Sequence[Option]) -> None:
    if len(options) < FEWEST_OPTIONS:
        raise TooFewOptions
    for language in ("fr", "en"):
        words = [option.text.to(language).casefold() for option in options]
        if len(set(words)) != len(words):
            raise TwiceTheSameOption


def _require_dependents(
    question: Question,
    plan: QuestionPlan,
    options: Sequence[Option],
    others: Sequence[Question],
) -> None:
    """Keep what other questions depend on."""
    dependents = [row for row in others if row.depends_on_id == question.id]
    if question.id is None or not dependents:
        return
    needed = {key for row in dependents for key in row.depends_on_answers}
    keys = {option.key for option in options} | {"yes", "no"}
    if plan.sensitive or not needed <= keys:
        raise OthersDepend


def _require_condition(
    question: Question,
    plan: QuestionPlan,
    source: Question,
    others: Sequence[Question],
) -> None:
    if depends(source, question, others):
        raise DependsOnItself
    if source.kind not in DECIDING or source.sensitive or not source.asked:
        raise DecidesNothing
    if source.position >= question.position:
        raise DependsOnLater
    if not plan.depends_on_answers or not set(plan.depends_on_answers) <= possible(
        source
    ):
        raise UnknownCondition


def depends(source: Question, question: Question, others: Sequence[Question]) -> bool:
    """Whether ``source`` is ``question``, or depends on it however indirectly."""
    rows = {row.id: row for row in (*others, question)}
    seen: set[int] = set()
    step: Question | None = source
    while step is not None and step.id not in seen:
        if step is question:
            return True
        seen.add(step.id)
        step = rows.get(step.depends_on_id) if step.depends_on_id else None
    return False


def possible(question: Question) -> set[str]:
    """Return the answers on which something can depend."""
    if question.kind in CHOICES:
        return {option.key for option in question.revision.options}
    return {"yes", "no"}


def require_order(questions: Sequence[Question]) -> None:
    """Refuse an order in which a question stands before what it depends on."""
    before: set[int] = set()
    for question in questions:
        if question.depends_on_id is not None and question.depends_on_id not in before:
            raise DependsOnLater
        before.add(question.id)
