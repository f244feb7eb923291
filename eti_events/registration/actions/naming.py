"""Giving names to a delegation's seats: each person gets an own ticket and mail."""

from collections.abc import Sequence
from datetime import datetime

from eti_events.accounts.actions import make_link
from eti_events.accounts.models import LinkPurpose
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event, HalfDay
from eti_events.jobs.actions import settle_soon
from eti_events.names import fold
from eti_events.people.models import Person
from eti_events.registration import queries as registrations
from eti_events.registration.actions import delegation_notices as notices
from eti_events.registration.actions.deciding import let_in
from eti_events.registration.actions.drafts import (
    chosen,
    new_registration,
    require_to_come,
)
from eti_events.registration.actions.inviting import LINK_LIFE
from eti_events.registration.actions.places import hold_places, release_places
from eti_events.registration.actions.requesting import is_past_freeze
from eti_events.registration.actions.seats import (
    lock_seats,
    pass_seat,
    take_seat_back,
)
from eti_events.registration.actions.states import change_state
from eti_events.registration.actions.walk_ins import known_or_new_person
from eti_events.registration.delegations import queries
from eti_events.registration.delegations.people import NamedPerson
from eti_events.registration.delegations.refusals import (
    AddressTaken,
    AnswersInstead,
    CannotBeNamed,
    DelegationOver,
    Frozen,
    OwnAddress,
    SeatsFull,
)
from eti_events.registration.models import (
    Delegation,
    DelegationMember,
    Registration,
    RegistrationState,
)
from eti_events.registration.places.queries import lock_persons
from eti_events.registration.refusals import NoAddress, NoHalfDay

State = RegistrationState


def name_to_seat(
    event: Event, delegation: Delegation, who: NamedPerson, *, by: int, at: datetime
) -> DelegationMember:
    """Give a seat to somebody, who gets a ticket and a mail; twice is once."""
    require_to_come(event, at)
    person = person_named(delegation, who, at)
    registrations.lock_person(person.id)
    return _name(event, delegation, person, who, by, at)


def replace_person(
    event: Event,
    delegation: Delegation,
    member: DelegationMember,
    who: NamedPerson,
    *,
    by: int,
    at: datetime,
) -> DelegationMember:
    """Give the seat of somebody to somebody else, until the freeze; never free between.

    It works after the deadline for names too: no further seat is taken.
    """
    require_to_come(event, at)
    require_unfrozen(event, at)
    _require_no_principal(delegation, member)
    person = person_named(delegation, who, at)
    if person.id == member.registration.person_id:
        raise AddressTaken
    lock_persons({person.id, member.registration.person_id})
    delegation = lock_seats(delegation)
    send_away(event, delegation, member, by=by, at=at)
    own_place = delegation.released_at is not None
    return _name(event, delegation, person, who, by, at, own_place=own_place)


def withdraw_person(
    event: Event,
    delegation: Delegation,
    member: DelegationMember,
    *,
    by: int,
    at: datetime,
) -> None:
    """Take somebody off their seat, until the freeze, and tell them."""
    require_to_come(event, at)
    require_unfrozen(event, at)
    if delegation.cancelled_at:
        raise DelegationOver
    _require_no_principal(delegation, member)
    registrations.lock_person(member.registration.person_id)
    send_away(event, delegation, member, by=by, at=at)


def send_away(
    event: Event,
    delegation: Delegation,
    member: DelegationMember,
    *,
    by: int,
    at: datetime,
) -> None:
    """End the registration of somebody named, whose person is locked; keep no name.

    One who had registered before stays registered: the seat alone is given back.
    """
    registration = registrations.reread(member.registration)
    standing = queries.find_member(registration.id)
    if standing is None or standing.delegation_id != delegation.id:
        return
    if standing.left_at is None and standing.came_before:
        take_seat_back(registration, at=at)
    elif standing.left_at is None:
        change_state(registration, State.CANCELLED, event=event, by=by, at=at)
        notices.tell_withdrawn(event, delegation, registration.person_id, at=at)
    db.session.delete(standing)
    _record("unnamed", event, registration, by, at)


def require_unfrozen(event: Event, at: datetime) -> None:
    """Refuse to move anybody once badges are prepared."""
    if is_past_freeze(event, at):
        raise Frozen


def _require_no_principal(delegation: Delegation, member: DelegationMember) -> None:
    """Refuse to move a dignitary: the office's answer does."""
    if member.registration.person_id == delegation.principal_id:
        raise AnswersInstead


def person_named(delegation: Delegation, who: NamedPerson, at: datetime) -> Person:
    """Return whom the contact means: known by the address, or new."""
    if delegation.cancelled_at:
        raise DelegationOver
    person = known_or_new_person(
        given_name=who.given_name,
        family_name=who.family_name,
        organisation=delegation.organisation.name,
        email=who.email,
        language=who.language,
        at=at,
    )
    if not person.email:
        raise NoAddress
    if person.id == delegation.contact_id and fold(person.name) != fold(who.name):
        raise OwnAddress
    return person


def _name(
    event: Event,
    delegation: Delegation,
    person: Person,
    who: NamedPerson,
    by: int,
    at: datetime,
    *,
    own_place: bool = False,
) -> DelegationMember:
    delegation = lock_seats(delegation)
    registration = registrations.find_registration(event.id, person.id)
    member = queries.find_member(registration.id) if registration else None
    if member and member.left_at is None:
        return _same(delegation, member, who)
    half_days = chosen(registrations.list_half_days_of({event.id}), who.half_days)
    if not half_days:
        raise NoHalfDay
    if registration is None:
        registration = new_registration(
            event, person, category=delegation.category, by=by, at=at
        )
        db.session.flush()
    _make_ready(event, delegation, registration, who, half_days, by, at)
    came_before = registration.state is State.CONFIRMED
    if not own_place:
        pass_seat(delegation, registration)
    elif not hold_places(registration):
        raise SeatsFull
    member = note_named(
        delegation,
        registration,
        given_name=who.given_name,
        family_name=who.family_name,
        function=who.function,
        half_days=half_days,
        came_before=came_before,
        at=at,
    )
    settle_soon(event.id, at=at)  # who held a place already frees the seat's
    tell_of_seat(event, delegation, person, registration, by=by, at=at)
    return member


def note_named(
    delegation: Delegation,
    registration: Registration,
    *,
    given_name: str,
    family_name: str,
    at: datetime,
    half_days: Sequence[HalfDay],
    function: str = "",
    came_before: bool = False,
) -> DelegationMember:
    """Write who sits on a seat, as the contact says it."""
    member = queries.find_member(registration.id)
    if member is None:
        member = DelegationMember(registration_id=registration.id)
    member.delegation_id = delegation.id
    member.given_name, member.family_name = given_name, family_name
    member.function, member.came_before = function, came_before
    member.half_day_ids = [row.id for row in half_days]
    member.named_at, member.left_at = at, None
    db.session.add(member)
    db.session.flush()
    return member


def tell_of_seat(
    event: Event,
    delegation: Delegation,
    person: Person,
    registration: Registration,
    *,
    by: int,
    at: datetime,
) -> None:
    """Let in who sits on a seat, and send them code, link and notice."""
    ticket, half_days = let_in(event, registration, by=by, at=at)
    _record("named", event, registration, by, at)
    link = _link(event, person, at)
    notices.tell_named(event, delegation, person, ticket, half_days, link, at=at)


def _same(
    delegation: Delegation, member: DelegationMember, who: NamedPerson
) -> DelegationMember:
    if member.delegation_id != delegation.id:
        raise CannotBeNamed
    if fold(member.name) != fold(who.name):
        raise AddressTaken
    return member


def _make_ready(
    event: Event,
    delegation: Delegation,
    registration: Registration,
    who: NamedPerson,
    half_days: Sequence[HalfDay],
    by: int,
    at: datetime,
) -> None:
    """Write what the contact says, not placed yet; what is confirmed stays as it is."""
    if registration.state is State.CONFIRMED:
        return
    if registration.state is State.REFUSED or registration.provisional:
        raise CannotBeNamed
    if registration.state in {State.DECLINED, State.CANCELLED}:
        change_state(registration, State.DRAFT, event=event, by=by, at=at)
    release_places(registration)  # of another category, offered to who waited
    registration.category = delegation.category
    registration.half_days = list(half_days)
    registration.badge_line = who.function or registration.badge_line
    registration.submitted_at = at


def _link(event: Event, person: Person, at: datetime) -> str:
    _row, token = make_link(
        person.id,
        LinkPurpose.INVITATION,
        at=at,
        expires_at=event.ends_at + LINK_LIFE,
        event_id=event.id,
        goal=f"/me/{event.slug}",
    )
    return token


def _record(
    action: str, event: Event, registration: Registration, by: int, at: datetime
) -> None:
    record(f"delegation.{action}", registration, by=by, at=at, event_id=event.id)
