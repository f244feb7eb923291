"""Deciding on one registration: accepting, refusing, cancelling, standing in."""

from collections.abc import Sequence
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.events.models import Event, HalfDay
from eti_events.people.models import Person
from eti_events.registration import queries
from eti_events.registration.actions import notices
from eti_events.registration.actions.drafts import (
    new_registration,
    require_to_come,
)
from eti_events.registration.actions.entering import tell
from eti_events.registration.actions.places import hold_places, release_places
from eti_events.registration.actions.rules import rules_of
from eti_events.registration.actions.states import change_state
from eti_events.registration.actions.tickets import issue_ticket, reissue_ticket
from eti_events.registration.models import Registration, RegistrationState, Ticket
from eti_events.registration.refusals import (
    Full,
    NoReason,
    NoTicket,
    OfferOver,
    RepresentsThemselves,
)

State = RegistrationState


def cancel(
    event: Event,
    registration: Registration,
    *,
    by: int | None,
    at: datetime,
    reason: str = "",
    asked: bool = False,
    tell: bool = True,
) -> Registration:
    """Cancel, give the place back and tell the person; twice is once.

    ``asked``: an organiser does what the person asked for. Without ``tell`` the mail
    is the caller's.
    """
    require_to_come(event, at)
    person = queries.lock_person(registration.person_id)
    registration = queries.reread(registration)
    if registration.state is State.CANCELLED:
        return registration
    before = registration.state
    change_state(
        registration, State.CANCELLED, event=event, by=by, at=at, reason=reason
    )
    if not tell:
        return registration
    if before is State.WAITING:
        notices.tell_left(person, event, at=at)
    else:
        own = asked or by == person.id
        notices.tell_cancelled(person, event, by_organiser=not own, at=at)
    return registration


def confirm(
    event: Event, registration: Registration, *, by: int | None, at: datetime
) -> Registration:
    """Give the person a place on an organiser's word; twice is once.

    One who was to be examined and finds no place left waits for one, where people
    may.
    """
    require_to_come(event, at)
    person = queries.lock_person(registration.person_id)
    registration = queries.reread(registration)
    if registration.state is State.CONFIRMED:
        return registration
    if not hold_places(registration):
        if not (
            registration.state is State.PENDING and rules_of(event.id).waiting_list
        ):
            raise Full
        change_state(registration, State.WAITING, event=event, by=by, at=at)
        tell(event, person, registration, at=at)
        return registration
    give_place(event, person, registration, by=by, at=at)
    return registration


def give_place(
    event: Event,
    person: Person,
    registration: Registration,
    *,
    by: int | None,
    at: datetime,
) -> None:
    """Confirm one whose places are held: half-days, ticket and mail."""
    let_in(event, registration, by=by, at=at)
    notices.tell_confirmed(person, event, at=at)


def let_in(
    event: Event, registration: Registration, *, by: int | None, at: datetime
) -> tuple[Ticket, Sequence[HalfDay]]:
    """Confirm one whose places are held; the mail is the caller's."""
    offered = queries.list_half_days_of({event.id})
    half_days = [row for row in offered if row in registration.half_days] or offered
    registration.half_days = list(half_days)
    if registration.state is not State.CONFIRMED:
        change_state(registration, State.CONFIRMED, event=event, by=by, at=at)
    ticket = issue_ticket(registration.person_id, event.root_id, at=at)
    return ticket, half_days


def refuse(
    event: Event, registration: Registration, *, reason: str, by: int, at: datetime
) -> Registration:
    """Refuse one who was to be examined or waits, and tell them why; twice is once."""
    require_to_come(event, at)
    if not reason:
        raise NoReason
    person = queries.lock_person(registration.person_id)
    registration = queries.reread(registration)
    if registration.state is State.REFUSED:
        return registration
    change_state(registration, State.REFUSED, event=event, by=by, at=at, reason=reason)
    notices.tell_refused(person, event, reason, at=at)
    return registration


def accept_offer(
    event: Event, registration: Registration, *, by: int, at: datetime
) -> Registration:
    """Take the place that was offered to somebody who waited; twice is once."""
    require_to_come(event, at)
    person = queries.lock_person(registration.person_id)
    registration = queries.reread(registration)
    if registration.state is State.CONFIRMED:
        return registration
    if registration.offered_until is None or registration.offered_until <= at:
        raise OfferOver
    give_place(event, person, registration, by=by, at=at)
    return registration


def answer_provisionally(
    event: Event, registration: Registration, *, by: int, at: datetime
) -> Registration:
    """Hold a place for one whose office is not sure yet; they get no reminder."""
    require_to_come(event, at)
    person = queries.lock_person(registration.person_id)
    registration = queries.reread(registration)
    if registration.provisional:
        return registration
    if registration.state is not State.PENDING:
        change_state(registration, State.PENDING, event=event, by=by, at=at)
    if not hold_places(registration):
        raise Full
    registration.provisional = True
    registration.submitted_at = registration.submitted_at or at
    if person.email:  # an office answers for somebody whose address nobody knows
        notices.tell_provisional(person, event, at=at)
    record("registration.provisional", registration, by=by, at=at, event_id=event.id)
    return registration


def represent(
    event: Event,
    registration: Registration,
    substitute: Person,
    *,
    by: int,
    at: datetime,
    tell: bool = True,
) -> Registration:
    """Have somebody else come instead; the place passes to them and is never free.

    Who is represented is told by whom. Without ``tell`` the other's mail is the
    caller's.
    """
    require_to_come(event, at)
    if substitute.id == registration.person_id:
        raise RepresentsThemselves
    locked = {
        person_id: queries.lock_person(person_id)
        for person_id in sorted({registration.person_id, substitute.id})
    }
    person = locked[registration.person_id]
    registration = queries.reread(registration)
    standing = queries.find_registration(event.id, substitute.id)
    if standing is None:
        standing = new_registration(
            event, substitute, category=registration.category, by=by, at=at
        )
        standing.submitted_at = at
    standing.half_days = standing.half_days or list(registration.half_days)
    release_places(registration)
    if registration.state is State.CONFIRMED:
        change_state(registration, State.CANCELLED, event=event, by=by, at=at)
    else:
        change_state(registration, State.DECLINED, event=event, by=by, at=at)
    registration.represented_by_id = substitute.id
    if standing.state is not State.CONFIRMED:
        if not hold_places(standing):
            raise Full
        if tell:
            give_place(event, substitute, standing, by=by, at=at)
        else:
            let_in(event, standing, by=by, at=at)
    if person.email:  # an office is told instead of who has no address
        notices.tell_represented(person, event, substitute, at=at)
    return standing


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
