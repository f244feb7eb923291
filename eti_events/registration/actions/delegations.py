"""Delegations as organisers agree them: seats, their contact, a deadline for names."""

from dataclasses import dataclass
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event, EventState
from eti_events.jobs.actions import settle_soon
from eti_events.people.models import Language, Person
from eti_events.registration import queries as registrations
from eti_events.registration.actions import delegation_notices as notices
from eti_events.registration.actions.contacts import live_token
from eti_events.registration.actions.drafts import require_to_come
from eti_events.registration.actions.naming import send_away
from eti_events.registration.actions.seats import hold_seats, holds, lock_seats
from eti_events.registration.actions.walk_ins import (
    known_or_new_organisation,
    known_or_new_person,
)
from eti_events.registration.delegations import queries
from eti_events.registration.delegations.refusals import (
    BadDeadline,
    DelegationOver,
    SameDelegation,
    SeatsBelowNamed,
)
from eti_events.registration.models import Category, Delegation
from eti_events.registration.places.queries import lock_persons
from eti_events.registration.refusals import EventNotOpen, NoAddress


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who answers for a delegation."""

    given_name: str
    family_name: str
    email: str
    language: Language


@dataclass(frozen=True, kw_only=True)
class DelegationPlan:
    """What an organiser agrees with an organisation."""

    organisation: str
    contact: Contact
    category: Category
    seats: int
    deadline: datetime


def create_delegation(
    event: Event, plan: DelegationPlan, *, by: int, at: datetime
) -> Delegation:
    """Hold the seats, and mail the contact the link to their page."""
    require_to_come(event, at)
    if event.state is EventState.DRAFT:
        raise EventNotOpen
    _require_deadline(event, plan.deadline, at)
    contact = _contact(plan.contact, plan.organisation, at)
    organisation = known_or_new_organisation(plan.organisation)
    assert organisation  # noqa: S101 -- the form asks for its name
    if queries.find_same_delegation(event.id, organisation.id, contact.id):
        raise SameDelegation
    delegation = Delegation(
        event_id=event.id,
        organisation=organisation,
        contact=contact,
        link=None,
        principal=None,
        category=plan.category,
        seats=plan.seats,
        free=0,
        deadline=plan.deadline,
        created_at=at,
        created_by=by,
        mailed_at=at,
    )
    db.session.add(delegation)
    db.session.flush()
    hold_seats(delegation, plan.seats)
    _record("created", delegation, by, at, seats=plan.seats)
    _mail_link(event, delegation, at)
    settle_soon(event.id, at=at)
    return delegation


def change_seats(
    event: Event,
    delegation: Delegation,
    *,
    seats: int,
    deadline: datetime,
    by: int,
    at: datetime,
) -> Delegation:
    """Agree another number of seats or deadline; who is named keeps their place.

    A later deadline holds again the seats that were given back at the first.
    """
    require_to_come(event, at)
    delegation = lock_seats(delegation)
    require_standing(delegation)
    if deadline != delegation.deadline or not holds(delegation):
        _require_deadline(event, deadline, at)
        delegation.reminded_at = None
        delegation.mailed_at = at
    named = queries.count_named([delegation.id]).get(delegation.id, 0)
    if seats < named:
        raise SeatsBelowNamed
    delegation.deadline, delegation.released_at = deadline, None
    if seats - named > delegation.free:
        delegation.seats = seats
        hold_seats(delegation, seats - named)
    else:
        hold_seats(delegation, seats - named)
        delegation.seats = seats
    _record("changed", delegation, by, at, seats=seats)
    settle_soon(event.id, at=at)
    return delegation


def change_contact(
    event: Event, delegation: Delegation, contact: Contact, *, by: int, at: datetime
) -> Delegation:
    """Have somebody else answer: the old link opens nothing, the new one is mailed."""
    require_to_come(event, at)
    person = _contact(contact, delegation.organisation.name, at)
    require_standing(delegation)
    if person.id == delegation.contact_id:
        return delegation
    if queries.find_same_delegation(event.id, delegation.organisation_id, person.id):
        raise SameDelegation
    if delegation.link:
        delegation.link.revoked_at = at
    delegation.contact, delegation.link = person, None
    _record("contact_changed", delegation, by, at)
    _mail_link(event, delegation, at)
    return delegation


def remind_contact(
    event: Event, delegation: Delegation, *, by: int | None, at: datetime
) -> None:
    """Mail the contact the link again, with what is missing."""
    require_to_come(event, at)
    require_standing(delegation)
    token = live_token(event, delegation, at)
    if delegation.principal:
        notices.tell_office(event, delegation, token, at=at)
    else:
        notices.tell_reminder(event, delegation, token, at=at)
    delegation.reminded_at = at
    _record("reminded", delegation, by, at)


def cancel_delegation(
    event: Event, delegation: Delegation, *, with_people: bool, by: int, at: datetime
) -> None:
    """Give the seats back, and tell the contact; twice is once.

    ``with_people``: the registrations of who was named are cancelled too.
    """
    require_to_come(event, at)
    members = [row for row in queries.list_members(delegation.id) if not row.left_at]
    if with_people:
        lock_persons({row.registration.person_id for row in members})
    delegation = lock_seats(delegation)
    if delegation.cancelled_at:
        return
    delegation.cancelled_at = at
    release_seats(event, delegation, by=by, at=at)
    if with_people:
        for member in members:
            send_away(event, delegation, member, by=by, at=at)
    if delegation.link:
        delegation.link.revoked_at = at
    _record("cancelled", delegation, by, at)
    notices.tell_released(event, delegation, at=at)


def release_seats(
    event: Event, delegation: Delegation, *, by: int | None, at: datetime
) -> int:
    """Give the seats without a name back, for others; return how many they were."""
    number = delegation.free
    hold_seats(delegation, 0)
    delegation.released_at = delegation.released_at or at
    _record("released", delegation, by, at, seats=number)
    settle_soon(event.id, at=at)
    return number


def require_standing(delegation: Delegation) -> None:
    """Refuse to change what was cancelled."""
    if delegation.cancelled_at:
        raise DelegationOver


def _contact(contact: Contact, organisation: str, at: datetime) -> Person:
    person = known_or_new_person(
        given_name=contact.given_name,
        family_name=contact.family_name,
        organisation=organisation,
        email=contact.email,
        language=contact.language,
        at=at,
    )
    if not person.email:
        raise NoAddress
    return registrations.lock_person(person.id)


def _require_deadline(event: Event, deadline: datetime, at: datetime) -> None:
    if not at < deadline <= event.starts_at:
        raise BadDeadline


def _mail_link(event: Event, delegation: Delegation, at: datetime) -> None:
    token = live_token(event, delegation, at)
    delegation.mailed_at = at
    if delegation.principal:
        notices.tell_office(event, delegation, token, at=at)
    else:
        notices.tell_delegation(event, delegation, token, at=at)


def _record(
    action: str,
    delegation: Delegation,
    by: int | None,
    at: datetime,
    *,
    seats: int | None = None,
) -> None:
    record(
        f"delegation.{action}",
        delegation,
        by=by,
        at=at,
        event_id=delegation.event_id,
        seats=seats,
    )
