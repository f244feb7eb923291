"""What is asked of the person who reads, and the files that were answers."""

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import (
    ask_for_check,
    current_event,
    current_person_id,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.events.models import Event
from eti_events.files.queries import find_content
from eti_events.pages import language
from eti_events.registration import actions, queries
from eti_events.registration.models import (
    Answer,
    Category,
    Question,
    Registration,
)
from eti_events.registration.models.questions import CHOICES
from eti_events.registration.places.keys import option_key
from eti_events.registration.questions.form import Asking
from eti_events.registration.questions.queries import (
    get_answer,
    list_answers,
    list_asked,
    list_options,
)
from eti_events.registration.questions.showing import Reader, Shown, shown
from eti_events.registration.states import ANSWERED
from eti_events.registration.views.blueprint import bp
from eti_events.registration.views.public import window


def own_asking() -> Asking:
    """Return what is asked of the signed-in person."""
    event, person_id = current_event(), current_person_id()
    if not _rows(event):
        return Asking(category=Category.EXPERT)
    registration = queries.find_registration(event.id, person_id)
    source = registration or queries.find_invitation(
        {event.id, event.root_id}, person_id
    )
    category = source.category if source else Category.EXPERT
    return asking_of(event, category, registration)


def _rows(event: Event) -> Sequence[Question]:
    return list_asked(event.id) if window(event, utcnow()) == "open" else ()


def asking_of(
    event: Event, category: Category, registration: Registration | None
) -> Asking:
    """Return what is asked of somebody of that category."""
    asked = [row for row in _rows(event) if row.concerns(category)]
    if not asked:
        return Asking(category=category)
    known = list_answers(registration.id) if registration else ()
    chosen_from = [row for row in asked if row.kind in CHOICES]
    counters = list_options(event.id) if chosen_from else {}
    return Asking(
        category=category,
        questions=asked,
        answers={answer.question_id: answer for answer in known},
        left={
            (question.id, option.key): counter.limit - counter.taken
            for question in chosen_from
            for option in question.revision.options
            if (counter := counters.get(option_key(question.id, option.key)))
            and counter.limit is not None
        },
        standing=registration is not None and registration.state in ANSWERED,
        reader=reader(event),
    )


def reader(event: Event) -> Reader:
    """Return who reads this page, for texts about the event."""
    return Reader(language(), event.language)


def own_answers(registration: Registration, *, opened: bool = False) -> list[Shown]:
    """Return what the person answered; ``opened``: what is sensitive too."""
    who = reader(current_event())
    return [shown(row, who, opened=opened) for row in list_answers(registration.id)]


@bp.get("/me/<slug>/answers/<uuid:public_id>")
def own_file(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Give a person the file back that they sent."""
    answer = get_answer(current_event(), public_id)
    if answer.registration.person_id != current_person_id():
        abort(404)
    if answer.question.sensitive and (check := ask_for_check()) is not None:
        return check
    return _file(answer)


@bp.get("/manage/<slug>/answers/<uuid:public_id>")
def answer_file(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Give an organiser a file that somebody answered with, and note who read."""
    event = current_event()
    answer = get_answer(event, public_id)
    if answer.question.sensitive:
        if (check := ask_for_check()) is not None:
            return check
        with transaction():
            answer = get_answer(event, public_id)
            actions.note_reading(
                answer.registration, by=current_person_id(), at=utcnow()
            )
    return _file(answer)


def _file(answer: Answer) -> ResponseReturnValue:
    content = find_content(answer.file) if answer.file else None
    if answer.file is None or content is None:
        abort(404)
    return send_file(
        BytesIO(content),
        mimetype=answer.file.media_type,
        as_attachment=True,
        download_name=answer.file.name,
    )
