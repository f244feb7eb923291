"""Forgetting what people were promised would be forgotten."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from eti_events.audit.actions import record_erased
from eti_events.database import db, write_rows
from eti_events.registration.actions.answering import delete_answer
from eti_events.registration.actions.asking import clear_places
from eti_events.registration.models import (
    Answer,
    AnswerCount,
    Need,
    Question,
    Registration,
)
from eti_events.registration.needs import queries
from eti_events.registration.questions import queries as questions
from eti_events.registration.questions.values import read_value, tokens

NEEDS_KEPT = timedelta(days=7)  # after the event, as the form says


def forget_needs(at: datetime) -> None:
    """Erase needs a week after their event; how many there were of each kind stays."""
    for event_id, kind, count in queries.count_needs_of_ended(at - NEEDS_KEPT):
        record_erased("needs", count, at=at, event_id=event_id, kind=kind)
    ended = queries.needs_of_ended(at - NEEDS_KEPT)
    write_rows(delete(Need).where(Need.id.in_(ended)))


def forget_typed(at: datetime) -> None:
    """Erase what people typed of themselves and never went on from, with the needs."""
    db.session.execute(
        update(Registration)
        .where(Registration.id.in_(queries.typed_for_ended(at - NEEDS_KEPT)))
        .values(sealed_typed=None)
        .execution_options(synchronize_session=False)
    )


def forget_answers(at: datetime) -> None:
    """Erase answers when their question's time has come; how often each stays."""
    for question in questions.list_to_forget(at):
        answers = questions.list_answers_to(question)
        _keep_counts(question, answers)
        clear_places(question)
        for answer in answers:
            delete_answer(answer)
        record_erased(
            "answers", len(answers), question, at=at, event_id=question.event_id
        )


def _keep_counts(question: Question, answers: Iterable[Answer]) -> None:
    counts: Counter[str] = Counter()
    for answer in answers:
        value = read_value(answer, question)
        counts.update(tokens(value) | {""})
    known = questions.list_erased(question)
    for key, count in counts.items():
        if row := known.get(key):
            row.count += count
        else:
            db.session.add(AnswerCount(question_id=question.id, key=key, count=count))
