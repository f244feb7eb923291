"""What a person asks of the organisers once badges and rooms are prepared."""

from collections.abc import Sequence
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event, EventState, HalfDay
from eti_events.registration import queries
from eti_events.registration.actions.deciding import cancel
from eti_events.registration.actions.drafts import require_to_come
from eti_events.registration.actions.rules import rules_of
from eti_events.registration.models import (
    ChangeRequest,
    Registration,
    RegistrationState,
    RequestKind,
    RequestState,
)
from eti_events.registration.refusals import (
    AnsweredAlready,
    NoStepThere,
    NothingAsked,
)
from eti_events.registration.requests.queries import (
    list_open_requests,
    reread_request,
)
from eti_events.registration.states import ANSWERED

Kind, State = RequestKind, RequestState


def is_frozen(event: Event, registration: Registration, at: datetime) -> bool:
    """Whether the organisers count on the registration as it stands.

    Who has no place yet is in nobody's way, and changes things as before.
    """
    confirmed = registration.state is RegistrationState.CONFIRMED
    if not (confirmed or registration.provisional):
        return False
    return is_past_freeze(event, at)


def is_past_freeze(event: Event, at: datetime) -> bool:
    """Whether badges and rooms are being prepared by now."""
    freezes_at = rules_of(event.id).freezes_at
    if freezes_at is not None:
        return at >= freezes_at
    return event.state is not EventState.OPEN or at >= event.registration_closes_at


def leave(
    event: Event, registration: Registration, *, at: datetime, words: str = ""
) -> ChangeRequest | None:
    """Cancel one's own registration; after the freeze, ask the organisers to."""
    require_to_come(event, at)
    queries.lock_person(registration.person_id)
    registration = queries.reread(registration)
    if is_frozen(event, registration, at):
        return ask(event, registration, Kind.CANCEL, words=words, at=at)
    cancel(event, registration, by=registration.person_id, at=at)
    return None


def ask_in_words(
    event: Event, registration: Registration, words: str, *, at: datetime
) -> ChangeRequest:
    """Ask the organisers something in words, at any time while one stands."""
    if not words:
        raise NothingAsked
    queries.lock_person(registration.person_id)
    return ask(event, queries.reread(registration), Kind.WORDS, words=words, at=at)


def ask(
    event: Event,
    registration: Registration,
    kind: RequestKind,
    *,
    at: datetime,
    words: str = "",
    half_days: Sequence[HalfDay] = (),
) -> ChangeRequest:
    """Put a request before the organisers; the person is locked already.

    The same words sent twice are one request; another choice of half-days takes the
    place of the one that nobody has answered yet.
    """
    require_to_come(event, at)
    if registration.state not in ANSWERED:
        raise NoStepThere
    standing = list_open_requests(registration.id, kind)
    known = [row for row in standing if kind is not Kind.WORDS or row.words == words]
    if not known:
        return _new(event, registration, kind, words, half_days, at)
    request = known[0]
    if request.words != words or set(request.half_days) != set(half_days):
        request.words, request.half_days = words, list(half_days)
        request.asked_at = at
        _record("request.asked", event, registration, request, at)
    return request


def withdraw(
    event: Event, registration: Registration, request: ChangeRequest, *, at: datetime
) -> None:
    """Take one's request back before it is answered; twice is once."""
    queries.lock_person(registration.person_id)
    request = reread_request(request)
    if request.state is State.WITHDRAWN:
        return
    if request.state is not State.OPEN:
        raise AnsweredAlready
    request.state, request.answered_at = State.WITHDRAWN, at
    request.answered_by = registration.person_id
    _record("request.withdrawn", event, registration, request, at)


def _new(
    event: Event,
    registration: Registration,
    kind: RequestKind,
    words: str,
    half_days: Sequence[HalfDay],
    at: datetime,
) -> ChangeRequest:
    request = ChangeRequest(
        registration_id=registration.id,
        kind=kind,
        words=words,
        asked_at=at,
        asked_by=registration.person_id,
        half_days=list(half_days),
    )
    db.session.add(request)
    _record("request.asked", event, registration, request, at)
    return request


def _record(
    action: str,
    event: Event,
    registration: Registration,
    request: ChangeRequest,
    at: datetime,
) -> None:
    record(
        action,
        registration,
        by=registration.person_id,
        at=at,
        event_id=event.id,
        asked=request.kind.value,
    )
