"""Questions, their answers, and the places of their options."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eti_events.database import db
from eti_events.events.models import Counter, Event
from eti_events.events.queries import CAPACITY
from eti_events.registration.models import (
    Answer,
    AnswerCount,
    ChosenOption,
    HeldPlace,
    Question,
    Registration,
)
from eti_events.registration.places.keys import OPTION

_ALL = (
    select(Question)
    .where(Question.event_id == bindparam("event"))
    .options(joinedload(Question.revision))
    .order_by(Question.position, Question.id)
)
_ASKED = _ALL.where(Question.asked)
_WHOLE = (
    joinedload(Answer.question).joinedload(Question.revision),
    joinedload(Answer.revision),
    joinedload(Answer.file),
    selectinload(Answer.chosen),
)
# One by one, since most registrations have no answer and then cost a single question.
_ANSWERS = (
    select(Answer)
    .join(Answer.question)
    .where(Answer.registration_id == bindparam("registration"))
    .options(
        contains_eager(Answer.question).selectinload(Question.revision),
        *(selectinload(each) for each in (Answer.revision, Answer.file, Answer.chosen)),
    )
    .order_by(Question.position, Question.id)
)


def list_asked(event_id: int) -> Sequence[Question]:
    """List the questions that are asked now, in order, as they are worded."""
    return db.session.scalars(_ASKED, {"event": event_id}).all()


def list_questions(event_id: int) -> Sequence[Question]:
    """List every question of the event, those no longer asked too."""
    return db.session.scalars(_ALL, {"event": event_id}).all()


def get_question(event: Event, public_id: UUID) -> Question:
    """Return a question of this event, or answer 404."""
    query = select(Question).filter_by(event_id=event.id, public_id=public_id)
    question: Question = db.one_or_404(query.options(joinedload(Question.revision)))
    return question


def list_answers(registration_id: int) -> Sequence[Answer]:
    """List what a registration answered, with the questions as they were read."""
    return db.session.scalars(_ANSWERS, {"registration": registration_id}).all()


def get_answer(event: Event, public_id: UUID) -> Answer:
    """Return an answer given at this event, with whose it is, or answer 404."""
    query = (
        select(Answer)
        .join(Answer.registration)
        .where(Answer.public_id == public_id, Registration.event_id == event.id)
        .options(contains_eager(Answer.registration), *_WHOLE)
    )
    answer: Answer = db.one_or_404(query)
    return answer


def list_answers_to(question: Question) -> Sequence[Answer]:
    """List every answer to a question, opened."""
    query = select(Answer).filter_by(question_id=question.id).options(*_WHOLE)
    return db.session.scalars(query.order_by(Answer.id)).all()


def count_answers(event_id: int) -> dict[int, int]:
    """Count the answers to each question of the event, by the question's id."""
    query = (
        select(Answer.question_id, func.count())
        .join(Answer.question)
        .where(Question.event_id == event_id)
        .group_by(Answer.question_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def count_erased(event_id: int) -> dict[int, int]:
    """Count the answers to each question that were erased when their time had come."""
    query = (
        select(AnswerCount.question_id, AnswerCount.count)
        .join(Question, Question.id == AnswerCount.question_id)
        .where(Question.event_id == event_id, AnswerCount.key == "")
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def list_erased(question: Question) -> dict[str, AnswerCount]:
    """Return what was counted when answers to the question were erased, by answer."""
    query = select(AnswerCount).filter_by(question_id=question.id)
    return {row.key: row for row in db.session.scalars(query)}


def list_options(event_id: int) -> dict[str, Counter]:
    """Return the counters of options that have a number of places, by their key."""
    query = select(Counter).filter_by(event_id=event_id, scope=OPTION)
    return {row.key: row for row in db.session.scalars(query)}


def list_holders(question: Question, option: str) -> Sequence[int]:
    """List the registrations that hold a place of the event and chose the option."""
    query = (
        select(Answer.registration_id)
        .join(ChosenOption, ChosenOption.answer_id == Answer.id)
        .join(HeldPlace, HeldPlace.registration_id == Answer.registration_id)
        .join(Counter, Counter.id == HeldPlace.counter_id)
        .where(
            Answer.question_id == question.id,
            ChosenOption.key == option,
            Counter.event_id == question.event_id,
            Counter.scope == CAPACITY,
        )
    )
    return db.session.scalars(query).all()


def list_to_forget(at: datetime) -> Sequence[Question]:
    """List the questions whose answers have been kept for their time."""
    answered = select(Answer.id).where(Answer.question_id == Question.id)
    query = (
        select(Question, Event.ends_at)
        .join(Event, Event.id == Question.event_id)
        .where(Question.keep_days.is_not(None), Event.ends_at < at, answered.exists())
        .options(joinedload(Question.revision))
        .order_by(Question.id)
    )
    return [
        question
        for question, ended_at in db.session.execute(query)
        if ended_at + timedelta(days=question.keep_days or 0) < at
    ]
