"""What people answer to the organiser's own questions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.files.actions import keep_file, remove_file
from eti_events.registration.actions.places import full_options
from eti_events.registration.answers import Answers
from eti_events.registration.models import Answer, Question, Registration
from eti_events.registration.questions import queries
from eti_events.registration.questions.judging import (
    check,
    fingerprint,
    is_untouched,
    media_type,
    shown,
)
from eti_events.registration.questions.values import (
    Upload,
    Value,
    is_masked,
    read_value,
    write_value,
)
from eti_events.registration.refusals import (
    AnswerMissing,
    OptionFull,
    QuestionsChanged,
)
from eti_events.registration.states import ANSWERED

FILE = "answer"  # the purpose of a kept file


def write_questions(
    registration: Registration,
    answers: Answers,
    *,
    fresh: bool,
    sent: bool,
    at: datetime,
) -> None:
    """Keep what was answered to what is asked, and delete what is asked no longer.

    ``sent``: needed answers must be there, and options have a place; where the
    registration stands they must only once one of its answers changes. What is
    masked on the form stays where it was left empty.
    """
    questions = [
        question
        for question in queries.list_asked(registration.event_id)
        if question.concerns(registration.category)
    ]
    _require_as_read(questions, answers)
    if not questions:
        return
    db.session.flush()  # the registration gets its id
    known = {} if fresh else _known(registration)
    kept = _kept(questions, known, answers)
    values = {
        number: value
        for number in kept
        if (value := read_value(known[number], known[number].question)) is not None
    }
    given = {**values, **answers.questions}
    asked = shown(questions, registration.category, given)
    standing = registration.state in ANSWERED
    must = sent and not (standing and _is_untouched(questions, known, answers, given))
    for question in asked:
        if question.id in answers.questions:
            check(question, answers.questions[question.id])
        elif must and question.required and question.id not in kept:
            raise AnswerMissing
    typing = answers.asked is None and not sent
    _forget(questions, asked, {} if typing else known, kept, answers)
    for question in asked:
        if question.id in answers.questions:
            _write(registration, question, known, answers.questions[question.id], at)
    if sent and full_options(registration):
        raise OptionFull


def _require_as_read(questions: Sequence[Question], answers: Answers) -> None:
    ids = {question.id for question in questions}
    read = answers.asked is None or answers.asked == fingerprint(questions)
    if not read or not ids.issuperset(answers.questions):
        raise QuestionsChanged


def _is_untouched(
    questions: Sequence[Question],
    known: Mapping[int, Answer],
    answers: Answers,
    given: Mapping[int, Value],
) -> bool:
    """Whether somebody changed something else, and none of these answers."""
    before = {
        row.id: value
        for row in questions
        if row.id in known and (value := read_value(known[row.id], row)) is not None
    }
    new = {
        row.id: given[row.id]
        for row in questions
        if row.id in given and (row.id in answers.questions or not is_masked(row))
    }
    return not answers.forgotten and is_untouched(questions, before, new)


def _known(registration: Registration) -> dict[int, Answer]:
    return {row.question_id: row for row in queries.list_answers(registration.id)}


def _kept(
    questions: Sequence[Question], known: Mapping[int, Answer], answers: Answers
) -> set[int]:
    """Return the questions whose answer stays as it stands."""
    untouched = answers.asked is None
    return {
        question.id
        for question in questions
        if question.id in known
        and question.id not in answers.questions
        and question.id not in answers.forgotten
        and (untouched or is_masked(question))
    }


def _forget(
    questions: Sequence[Question],
    asked: Sequence[Question],
    known: Mapping[int, Answer],
    kept: set[int],
    answers: Answers,
) -> None:
    """Delete what was emptied, and what a changed answer has hidden.

    ``known`` is empty while somebody types: nothing is deleted before they go on.
    """
    stays = {
        question.id
        for question in asked
        if question.id in kept or question.id in answers.questions
    }
    for question in questions:
        if question.id in known and question.id not in stays:
            delete_answer(known[question.id])
    db.session.flush()


def delete_answer(answer: Answer) -> None:
    """Delete an answer, and the file that it was."""
    file = answer.file
    db.session.delete(answer)
    if file:
        db.session.flush()  # the answer lets go of the file first
        remove_file(file)


def _write(
    registration: Registration,
    question: Question,
    known: Mapping[int, Answer],
    value: Value,
    at: datetime,
) -> None:
    answer = known.get(question.id)
    if answer is None:
        answer = Answer(registration_id=registration.id, question_id=question.id)
        db.session.add(answer)
    answer.revision, answer.given_at = question.revision, at
    if isinstance(value, Upload):
        _write_file(registration, question, answer, value, at)
    else:
        write_value(answer, question, value)


def _write_file(
    registration: Registration,
    question: Question,
    answer: Answer,
    upload: Upload,
    at: datetime,
) -> None:
    """Keep a file in place of the one before; a sensitive one loses its name."""
    before = answer.file if answer.file_id else None
    file = keep_file(
        upload.content,
        purpose=FILE,
        name=secret_name(upload.name) if question.sensitive else upload.name,
        media_type=media_type(upload),
        at=at,
        event_id=registration.event_id,
        owner_id=registration.person_id,
    )
    answer.file = file
    if before:
        db.session.flush()
        remove_file(before)


def note_reading(registration: Registration, *, by: int, at: datetime) -> None:
    """Note who opened the sensitive answers of somebody."""
    record("answers.read", registration, by=by, at=at, event_id=registration.event_id)


def secret_name(name: str) -> str:
    """Return a file name that tells nothing but how the file is opened."""
    return f"{FILE}.{name.rpartition('.')[2].lower()}"
