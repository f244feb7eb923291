"""The one place that changes where a registration stands."""

from datetime import datetime

from sqlalchemy import update

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.jobs.actions import settle_soon
from eti_events.messages.many import take_back_all
from eti_events.messages.queries import waiting_for
from eti_events.registration.actions.contacts import live_token
from eti_events.registration.actions.delegation_notices import tell_left
from eti_events.registration.actions.notices import SAY_COMING
from eti_events.registration.actions.places import release_places
from eti_events.registration.actions.seats import Left, take_seat_back
from eti_events.registration.models import (
    ChangeRequest,
    Registration,
    RegistrationState,
    RequestState,
)
from eti_events.registration.refusals import NoStepThere
from eti_events.registration.states import ENDED, actor, may_become


def change_state(
    registration: Registration,
    state: RegistrationState,
    *,
    event: Event,
    by: int | None,
    at: datetime,
    reason: str = "",
    comes_otherwise: bool = False,
) -> None:
    """Move the registration along one step, note who did it, and have others react.

    Whoever confirms has taken the places before; what has ended gives them back.
    ``comes_otherwise``: another registration of the same person stays, so that nobody
    is told, or kept from being told, anything.
    """
    before = registration.state
    if not may_become(before, state, actor(registration.person_id, by)):
        raise NoStepThere
    if state in ENDED:
        left = release_places(registration) and take_seat_back(registration, at=at)
        _close_requests(registration, at)
        if not comes_otherwise:
            _unsay(registration)
            _tell_contact(event, left or None, by=by, at=at)
    waits = state is RegistrationState.WAITING
    registration.state = state
    registration.changed_at = at
    registration.reason = reason
    registration.ended_at = at if state in ENDED else None
    registration.waiting_since = at if waits else None
    registration.waiting_rank = 0
    registration.offered_until = None
    registration.provisional = False
    if state is RegistrationState.CONFIRMED:
        registration.confirmed_at = at
    record(
        f"registration.{state}",
        registration,
        by=by,
        at=at,
        event_id=event.id,
        before=before.value,
    )
    settle_soon(event.root_id, at=at)
    if event.parent_id:
        settle_soon(event.id, at=at)


def _unsay(registration: Registration) -> None:
    """Take back what still waits to tell the person that they come."""
    whose = (registration.person_id, registration.event_id)
    take_back_all(waiting_for(*whose, SAY_COMING))


def _tell_contact(
    event: Event, left: Left | None, *, by: int | None, at: datetime
) -> None:
    """Tell who answers for a delegation that somebody left it, unless they did it."""
    if left is None:
        return
    delegation, member = left
    office = delegation.principal_id is not None  # which is told what it answered
    if office or delegation.cancelled_at or by == delegation.contact_id:
        return
    token = live_token(event, delegation, at)
    tell_left(event, delegation, member, token, at=at)


def _close_requests(registration: Registration, at: datetime) -> None:
    """Close what was asked about a registration that has ended: it is pointless."""
    db.session.execute(
        update(ChangeRequest)
        .where(
            ChangeRequest.registration_id == registration.id,
            ChangeRequest.state == RequestState.OPEN,
        )
        .values(state=RequestState.WITHDRAWN, answered_at=at)
    )
