"""Confirming and cancelling: what organisers decide, and the person as to leaving."""

from datetime import datetime

from eti_events.audit.actions import record
from eti_events.events.models import Event
from eti_events.registration import queries
from eti_events.registration.actions import notices
from eti_events.registration.actions.drafts import require_to_come
from eti_events.registration.actions.places import give_back_place, take_place
from eti_events.registration.actions.states import change_state
from eti_events.registration.actions.tickets import issue_ticket, reissue_ticket
from eti_events.registration.models import Registration, RegistrationState, Ticket
from eti_events.registration.refusals import Full, NoTicket

State = RegistrationState


def cancel(
    event: Event,
    registration: Registration,
    *,
    by: int | None,
    at: datetime,
    reason: str = "",
) -> Registration:
    """Cancel, give the place back and tell the person; twice is once."""
    require_to_come(event, at)
    person = queries.lock_person(registration.person_id)
    registration = queries.reread(registration)
    if registration.state is State.CANCELLED:
        return registration
    had_place = registration.state is State.CONFIRMED
    change_state(
        registration, State.CANCELLED, event=event, by=by, at=at, reason=reason
    )
    if had_place:
        give_back_place(event.id)
    notices.tell_cancelled(person, event, by_organiser=by != person.id, at=at)
    return registration


def confirm(
    event: Event, registration: Registration, *, by: int | None, at: datetime
) -> Registration:
    """Give the person a place on an organiser's word; twice is once."""
    require_to_come(event, at)
    person = queries.lock_person(registration.person_id)
    registration = queries.reread(registration)
    if registration.state is State.CONFIRMED:
        return registration
    if not take_place(event.id):
        raise Full
    offered = queries.list_half_days_of({event.id})
    half_days = [row for row in offered if row in registration.half_days] or offered
    registration.half_days = list(half_days)
    change_state(registration, State.CONFIRMED, event=event, by=by, at=at)
    ticket = issue_ticket(person.id, event.root_id, at=at)
    notices.tell_confirmed(person, ticket, [(event, half_days)], at=at)
    return registration


def replace_code(
    event: Event, registration: Registration, *, reason: str, by: int, at: datetime
) -> Ticket:
    """Revoke the code of somebody who lost it, and send them another one."""
    person = queries.lock_person(registration.person_id)
    ticket = queries.find_ticket(person.id, event.root_id)
    if ticket is None:
        raise NoTicket
    fresh = reissue_ticket(ticket, reason=reason, by=by, at=at)
    notices.tell_new_code(person, event, fresh, at=at)
    record("registration.code_replaced", registration, by=by, at=at, event_id=event.id)
    return fresh
