"""Questions and answers for tests: plain functions around one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from eti_events.database import db, transaction
from eti_events.events.models import Counter, Event
from eti_events.events.queries import get_event
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.models import (
    Answer,
    Question,
    QuestionKind,
    QuestionRevision,
)
from eti_events.registration.queries import find_registration
from eti_events.registration.questions.judging import fingerprint
from eti_events.registration.questions.queries import list_answers, list_asked
from eti_events.registration.questions.setting import PlannedOption, QuestionPlan
from eti_events.registration.questions.values import Value, read_value
from tests.factories import make_person
from tests.registration.steps import LATER, answers, registration_of, submit

K = QuestionKind


def plan(text: str = "Question", **changes: object) -> QuestionPlan:
    words = Multilingual(fr=f"{text} ?", en=f"{text}?")
    return QuestionPlan(**{"text": words, **changes})  # type: ignore[arg-type]  # a test names what it is about


def options(*words: str, places: int | None = None) -> list[PlannedOption]:
    return [PlannedOption(Multilingual(fr=w, en=w), places) for w in words]


def make_question(
    event: Event, kind: QuestionKind = K.TEXT, text: str = "Question", **changes: Any
) -> Question:
    """Add a question as an organiser does, and return it with its revision."""
    slug, by = event.slug, make_person().id
    with transaction():
        made = actions.add_question(
            get_event(slug), kind, plan(text, **changes), by=by, at=LATER
        )
        number = made.id
    return question_of(event, number)


def change(event: Event, question: Question, new: QuestionPlan) -> None:
    slug, number, by = event.slug, question.id, make_person().id
    with transaction():
        loaded = {row.id: row for row in list_asked(get_event(slug).id)}[number]
        actions.change_question(
            get_event(slug), loaded, new, version=loaded.version, by=by, at=LATER
        )


def question_of(event: Event, number: int) -> Question:
    db.session.rollback()
    return next(row for row in list_asked(event.id) if row.id == number)


def key(question: Question, word: str) -> str:
    """Key of the option of that name."""
    revisions = db.session.query(QuestionRevision).filter_by(question_id=question.id)
    revision = revisions.order_by(QuestionRevision.number.desc()).first()
    assert revision
    return {row.text.to("fr"): row.key for row in revision.options}[word]


def answer(
    event: Event,
    person: Person,
    given: Mapping[Question, Value],
    **changes: object,
) -> actions.Outcome:
    """Send the registration with these answers to what is asked now."""
    named = {question.id: value for question, value in given.items()}
    asked = fingerprint(list_asked(event.id))
    whole = answers(event, questions=named, asked=asked, **changes)
    return submit(event, person, whole)


def change_answers(
    event: Event, person: Person, given: Mapping[Question, Value], **changes: object
) -> None:
    """Edit a registration that stands."""
    named = {question.id: value for question, value in given.items()}
    slug, person_id = event.slug, person.id
    registration = registration_of(event, person)
    whole = answers(
        event, questions=named, asked=fingerprint(list_asked(event.id)), **changes
    )
    version = registration.version
    with transaction():
        loaded = find_registration(get_event(slug).id, person_id)
        assert loaded
        actions.change(
            get_event(slug), loaded, whole, version=version, by=person_id, at=LATER
        )


def rows(event: Event, person: Person) -> Sequence[Answer]:
    return list_answers(registration_of(event, person).id)


def stored(event: Event, person: Person) -> dict[str, Value | None]:
    """What stands, by the question's English words."""
    return {
        row.question.revision.text["en"]: read_value(row, row.question)
        for row in rows(event, person)
    }


def places(event: Event) -> dict[str, int]:
    """Places taken of each option that counts them, by key."""
    db.session.rollback()
    found = db.session.query(Counter).filter_by(event_id=event.id, scope="option")
    return {row.key.partition(":")[2]: row.taken for row in found}
