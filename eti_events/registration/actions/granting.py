"""What organisers answer to a request: yes does what the person would have done."""

from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.registration import queries
from eti_events.registration.actions import notices
from eti_events.registration.actions.deciding import cancel
from eti_events.registration.actions.drafts import require_to_come
from eti_events.registration.actions.moving import move
from eti_events.registration.models import (
    ChangeRequest,
    Registration,
    RequestKind,
    RequestState,
)
from eti_events.registration.refusals import AnsweredAlready, NoAnswer
from eti_events.registration.requests.queries import reread_request

Kind, State = RequestKind, RequestState


def accept_request(
    event: Event, request: ChangeRequest, answer: str, *, by: int, at: datetime
) -> None:
    """Do what was asked for, and tell the person; twice is once."""
    if request.kind is Kind.WORDS and not answer:
        raise NoAnswer
    person, registration, request = _locked(request)
    if request.state is State.ACCEPTED:
        return
    offered = queries.list_half_days_of({event.id})
    half_days = [row for row in offered if row in request.half_days]
    _close(event, registration, request, State.ACCEPTED, answer, by, at)
    if request.kind is Kind.HALF_DAYS:
        require_to_come(event, at)
        move(event, person, registration, half_days, by=by, at=at)
    if request.kind is Kind.CANCEL:
        cancel(event, registration, by=by, at=at, asked=True)
    notices.tell_answer(person, event, request, at=at)


def refuse_request(
    event: Event, request: ChangeRequest, answer: str, *, by: int, at: datetime
) -> None:
    """Leave things as they are, and tell the person why; twice is once."""
    if not answer:
        raise NoAnswer
    person, registration, request = _locked(request)
    if request.state is State.REFUSED:
        return
    _close(event, registration, request, State.REFUSED, answer, by, at)
    notices.tell_answer(person, event, request, at=at)


def _locked(request: ChangeRequest) -> tuple[Person, Registration, ChangeRequest]:
    registration = request.registration
    person = queries.lock_person(registration.person_id)
    return person, queries.reread(registration), reread_request(request)


def _close(
    event: Event,
    registration: Registration,
    request: ChangeRequest,
    state: RequestState,
    answer: str,
    by: int,
    at: datetime,
) -> None:
    if request.state is not State.OPEN:
        raise AnsweredAlready
    request.state, request.answer = state, answer
    request.answered_by, request.answered_at = by, at
    record(
        f"request.{state}",
        registration,
        by=by,
        at=at,
        event_id=event.id,
        asked=request.kind.value,
    )
    db.session.flush()  # what ends a registration closes the requests still open
