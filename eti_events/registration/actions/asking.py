"""What organisers ask: adding questions, wording them anew, their order and places."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm.attributes import set_committed_value

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Counter, Event
from eti_events.events.queries import get_capacity
from eti_events.events.rules import require_changeable
from eti_events.jobs.actions import settle_soon
from eti_events.registration.actions.answering import secret_name
from eti_events.registration.models import (
    HeldPlace,
    Option,
    Question,
    QuestionKind,
    QuestionRevision,
)
from eti_events.registration.models.questions import CHOICES, as_choices
from eti_events.registration.places.keys import OPTION, option_key
from eti_events.registration.questions import queries
from eti_events.registration.questions.setting import (
    QuestionPlan,
    require_order,
    require_sound,
)
from eti_events.registration.questions.values import read_value, write_value
from eti_events.registration.refusals import (
    Answered,
    OthersDepend,
    OutermostQuestion,
    QuestionChangedMeanwhile,
    QuotaBelowTaken,
    StaysSensitive,
)


def add_question(
    event: Event, kind: QuestionKind, plan: QuestionPlan, *, by: int, at: datetime
) -> Question:
    """Ask one thing more, after everything else."""
    require_changeable(event)
    question = new_question(event, kind, plan, at=at)
    record("question.added", question, by=by, at=at, event_id=event.id)
    return question


def new_question(
    event: Event, kind: QuestionKind, plan: QuestionPlan, *, at: datetime
) -> Question:
    """Write a question after everything else that is asked."""
    others = queries.list_questions(event.id)
    last = max((question.position for question in others), default=0)
    question = Question(
        event_id=event.id, kind=kind, position=last + 1, number=0, asked=True
    )
    _write(question, plan, others, at)
    return question


def change_question(
    event: Event,
    question: Question,
    plan: QuestionPlan,
    *,
    version: int,
    by: int,
    at: datetime,
) -> None:
    """Change a question; other words are a revision, old answers keep the one read."""
    require_changeable(event)
    if question.version != version:
        raise QuestionChangedMeanwhile
    others = [row for row in queries.list_questions(event.id) if row is not question]
    if question.sensitive != plan.sensitive:
        _seal(question, sensitive=plan.sensitive)
    _write(question, plan, others, at)
    record("question.changed", question, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)


def move_question(
    event: Event, question: Question, *, up: bool, by: int, at: datetime
) -> None:
    """Move a question past its neighbour, never past one that it depends on."""
    require_changeable(event)
    rows = list(queries.list_questions(event.id))
    place = rows.index(question)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise OutermostQuestion
    rows[place], rows[other] = rows[other], rows[place]
    require_order(rows)
    for position, row in enumerate(rows, start=1):
        row.position = position
    record("question.moved", question, by=by, at=at, event_id=event.id)


def ask_question(
    event: Event, question: Question, *, asked: bool, by: int, at: datetime
) -> None:
    """Ask a question no longer, or again; what was answered stays."""
    require_changeable(event)
    if not asked:
        _require_free(question)
    question.asked = asked
    word = "question.resumed" if asked else "question.stopped"
    record(word, question, by=by, at=at, event_id=event.id)


def remove_question(event: Event, question: Question, *, by: int, at: datetime) -> None:
    """Take a question out that nobody has answered."""
    require_changeable(event)
    _require_free(question)
    if queries.list_answers_to(question) or queries.list_erased(question):
        raise Answered
    record("question.removed", question, by=by, at=at, event_id=event.id)
    clear_places(question)
    db.session.delete(question)


def _require_free(question: Question) -> None:
    rows = queries.list_questions(question.event_id)
    if any(row.depends_on_id == question.id for row in rows):
        raise OthersDepend


def _write(
    question: Question,
    plan: QuestionPlan,
    others: Sequence[Question],
    at: datetime,
) -> None:
    options = _options(question, plan)
    require_sound(question, plan, options, others)
    question.required, question.sensitive = plan.required, plan.sensitive
    question.categories = sorted(plan.categories)
    question.minimum, question.maximum = plan.minimum, plan.maximum
    question.keep_days = plan.keep_days
    question.depends_on_id = plan.depends_on.id if plan.depends_on else None
    question.depends_on_answers = sorted(plan.depends_on_answers)
    _word(question, plan, options, at)
    limits = {
        option.key: row.places
        for option, row in zip(options, plan.options, strict=False)
        if row.places is not None
    }
    set_places(question, limits)


def _options(question: Question, plan: QuestionPlan) -> list[Option]:
    """Return the options; those that stand keep their key, others get a new one."""
    if question.kind not in CHOICES:
        return []
    known = {row.key for row in question.revision.options} if question.number else set()
    options = []
    for row in plan.options:
        stands = row.key in known
        known.discard(row.key)
        options.append(Option(row.key if stands else secrets.token_hex(4), row.text))
    return options


def _word(
    question: Question, plan: QuestionPlan, options: Sequence[Option], at: datetime
) -> None:
    """Write a revision when the words differ from those that stand."""
    words = (plan.text, plan.hint, as_choices(options))
    if question.number:
        stands = question.revision
        if (stands.text, stands.hint, stands.choices) == words:
            return
    question.number += 1
    db.session.add(question)
    db.session.flush()
    revision = QuestionRevision(
        question_id=question.id,
        number=question.number,
        text=plan.text,
        hint=plan.hint,
        choices=as_choices(options),
        made_at=at,
    )
    db.session.add(revision)
    db.session.flush()
    set_committed_value(question, "revision", revision)


def _seal(question: Question, *, sensitive: bool) -> None:
    """Encrypt the answers that stand in the clear; what was sealed stays so."""
    answers = queries.list_answers_to(question)
    if answers and not sensitive:
        raise StaysSensitive
    question.sensitive = sensitive
    for answer in answers:
        value = read_value(answer, question)
        if value is not None:
            write_value(answer, question, value)
        elif answer.file:
            answer.file.name = secret_name(answer.file.name)


def clear_places(question: Question) -> None:
    """Count nobody's choice any longer: who held a place would tell what they chose."""
    set_places(question, {})


def set_places(question: Question, limits: dict[str, int]) -> None:
    """Give each option its number of places; whoever chose it and comes counts."""
    counters = {
        key: row
        for key, row in queries.list_options(question.event_id).items()
        if key.startswith(option_key(question.id, ""))
    }
    if not counters and not limits:
        return
    get_capacity(question.event_id, for_update=True)  # whoever takes a place waits
    wanted = {option_key(question.id, key): (key, row) for key, row in limits.items()}
    for key in counters.keys() - wanted.keys():
        db.session.delete(counters[key])  # its rows of held places go with it
    for key, (option, limit) in wanted.items():
        if counter := counters.get(key):
            _limit(counter, limit)
        else:
            _count(question, option, limit)


def _limit(counter: Counter, limit: int) -> None:
    db.session.refresh(counter, with_for_update=True)
    if limit < counter.taken:
        raise QuotaBelowTaken
    counter.limit = limit


def _count(question: Question, option: str, limit: int) -> None:
    holders = queries.list_holders(question, option)
    if len(holders) > limit:
        raise QuotaBelowTaken
    counter = Counter(
        event_id=question.event_id,
        scope=OPTION,
        key=option_key(question.id, option),
        taken=len(holders),
        limit=limit,
    )
    db.session.add(counter)
    db.session.flush()
    for registration_id in holders:
        held = HeldPlace(counter_id=counter.id, registration_id=registration_id)
        db.session.add(held)
