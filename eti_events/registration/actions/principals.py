"""For which dignitary a delegation's contact answers."""

from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.names import fold
from eti_events.registration import queries as registrations
from eti_events.registration.actions import delegation_notices as notices
from eti_events.registration.actions.contacts import live_token
from eti_events.registration.actions.delegations import require_standing
from eti_events.registration.actions.drafts import require_to_come
from eti_events.registration.actions.seats import lock_seats
from eti_events.registration.actions.states import change_state
from eti_events.registration.actions.walk_ins import known_or_new_person
from eti_events.registration.delegations import queries
from eti_events.registration.delegations.refusals import AnswerIsSure
from eti_events.registration.models import Delegation, RegistrationState
from eti_events.registration.places.queries import lock_persons


def name_principal(
    event: Event,
    delegation: Delegation,
    *,
    given_name: str,
    family_name: str,
    email: str | None,
    by: int,
    at: datetime,
) -> Delegation:
    """Say for which dignitary the contact answers; one of the seats is theirs.

    Until the answer is sure somebody else may take the office over.
    """
    require_to_come(event, at)
    if delegation.principal and fold(delegation.principal.name) == fold(
        f"{given_name} {family_name}"
    ):
        return delegation
    principal = known_or_new_person(
        given_name=given_name,
        family_name=family_name,
        organisation=delegation.organisation.name,
        email=email,
        at=at,
    )
    former = delegation.principal_id
    lock_persons({principal.id, *([former] if former else [])})
    delegation = lock_seats(delegation)
    require_standing(delegation)
    if delegation.sure:
        raise AnswerIsSure
    if former and former != principal.id:
        _forget_answer(event, delegation, former, by, at)
    delegation.principal = principal
    token = live_token(event, delegation, at)
    notices.tell_office(event, delegation, token, at=at)
    record("delegation.principal_named", delegation, by=by, at=at, event_id=event.id)
    return delegation


def _forget_answer(
    event: Event, delegation: Delegation, former: int, by: int, at: datetime
) -> None:
    """End the provisional answer of who held the office before."""
    delegation.answer = delegation.answered_at = delegation.answered_by = None
    registration = registrations.find_registration(event.id, former)
    member = queries.find_member(registration.id) if registration else None
    if registration is None or member is None or member.left_at:
        return
    change_state(registration, RegistrationState.CANCELLED, event=event, by=by, at=at)
    db.session.delete(member)
    lock_seats(delegation)
