"""What a private office answers for its dignitary: provisional first, then sure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event, HalfDay
from eti_events.people.models import Person
from eti_events.registration import queries as registrations
from eti_events.registration.actions import delegation_notices as notices
from eti_events.registration.actions.deciding import (
    answer_provisionally,
    give_place,
    let_in,
    represent,
)
from eti_events.registration.actions.delegations import require_standing
from eti_events.registration.actions.drafts import (
    chosen,
    new_registration,
    require_to_come,
)
from eti_events.registration.actions.moving import move
from eti_events.registration.actions.naming import (
    note_named,
    person_named,
    require_unfrozen,
    send_away,
    tell_of_seat,
)
from eti_events.registration.actions.seats import lock_seats, pass_seat, return_seat
from eti_events.registration.actions.states import change_state
from eti_events.registration.delegations import queries
from eti_events.registration.delegations.people import NamedPerson
from eti_events.registration.delegations.refusals import (
    AnotherPrincipal,
    AnswerIsSure,
    CannotBeNamed,
    NoPrincipal,
    NoRepresentative,
)
from eti_events.registration.models import (
    Delegation,
    OfficeAnswer,
    Registration,
    RegistrationState,
)
from eti_events.registration.places.queries import lock_persons
from eti_events.registration.refusals import NoHalfDay

State, Answer = RegistrationState, OfficeAnswer
COMING = {Answer.COMES, Answer.IN_PART}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An office's answer; ``sure``: no longer provisional.

    ``about`` is the public id of the dignitary whom the page named, if it named one.
    """

    answer: OfficeAnswer
    sure: bool
    about: str = ""
    half_days: Collection[UUID] = ()
    representative: NamedPerson | None = None


def answer_for_office(
    event: Event, delegation: Delegation, reply: Reply, *, by: int, at: datetime
) -> Delegation:
    """Note what the office says; a provisional answer holds the dignitary's seat.

    A sure one gives the place, passes it to who comes instead, or gives it back to
    the delegation. Twice is once.
    """
    require_to_come(event, at)
    require_standing(delegation)
    if delegation.principal is None:
        raise NoPrincipal
    if delegation.sure:
        require_unfrozen(event, at)
    principal, substitute = delegation.principal, _substitute(delegation, reply, at)
    registration = registrations.find_registration(event.id, principal.id)
    former = registration.represented_by_id if registration else None
    lock_persons(
        {principal.id}
        | ({substitute.id} if substitute else set())
        | ({former} if former else set())
    )
    delegation = lock_seats(delegation)
    named = reply.about in {"", str(principal.public_id)}
    if delegation.principal_id != principal.id or not named:
        raise AnotherPrincipal
    if delegation.sure and not reply.sure:
        raise AnswerIsSure
    registration = _registration(event, delegation, principal, reply, by, at)
    if _is_same(delegation, registration, reply, substitute):
        return delegation
    _send_substitute_away(event, delegation, registration, by, at)
    _act(event, delegation, principal, registration, reply, substitute, by, at)
    delegation.answer, delegation.sure = reply.answer, reply.sure
    delegation.answered_at, delegation.answered_by = at, by
    _record("answered", event, delegation, by, at)
    notices.tell_noted(event, delegation, principal, at=at)
    return delegation


def _act(
    event: Event,
    delegation: Delegation,
    principal: Person,
    registration: Registration,
    reply: Reply,
    substitute: Person | None,
    by: int,
    at: datetime,
) -> None:
    half_days = _half_days(event, reply)
    if registration.state is State.CONFIRMED and reply.answer in COMING:
        move(event, principal, registration, half_days, by=by, at=at)
        return
    registration.half_days = list(half_days)
    if reply.sure and reply.answer is Answer.DECLINES:
        _end(event, registration, by, at)
        return
    _seat(event, delegation, principal, registration, by, at)
    if not reply.sure:
        answer_provisionally(event, registration, by=by, at=at)
    elif substitute and reply.representative:
        who = reply.representative
        _pass_on(event, delegation, registration, substitute, who, by, at)
    elif principal.email:
        give_place(event, principal, registration, by=by, at=at)
    else:  # the office is told, nobody else can be
        let_in(event, registration, by=by, at=at)


def _registration(
    event: Event,
    delegation: Delegation,
    principal: Person,
    reply: Reply,
    by: int,
    at: datetime,
) -> Registration:
    registration = registrations.find_registration(event.id, principal.id)
    if registration is None:
        registration = new_registration(
            event, principal, category=delegation.category, by=by, at=at
        )
        registration.submitted_at = at
        db.session.flush()
        return registration
    registration = registrations.reread(registration)
    if registration.state is State.REFUSED:
        raise CannotBeNamed
    return registration


def _half_days(event: Event, reply: Reply) -> Sequence[HalfDay]:
    """Return when somebody comes; all the time unless the office says it."""
    offered = registrations.list_half_days_of({event.id})
    if reply.answer not in {Answer.IN_PART, Answer.REPRESENTED}:
        return offered
    half_days = chosen(offered, reply.half_days)
    if not half_days:
        raise NoHalfDay
    return half_days


def _seat(
    event: Event,
    delegation: Delegation,
    principal: Person,
    registration: Registration,
    by: int,
    at: datetime,
) -> None:
    """Have the dignitary sit on one of the seats, if they do not yet."""
    member = queries.find_member(registration.id)
    if member and member.left_at is None:
        if member.delegation_id != delegation.id:
            raise CannotBeNamed
        return
    if registration.state in {State.DECLINED, State.CANCELLED}:
        change_state(registration, State.DRAFT, event=event, by=by, at=at)
    pass_seat(delegation, registration)
    note_named(
        delegation,
        registration,
        given_name=principal.given_name,
        family_name=principal.family_name,
        half_days=registration.half_days,
        at=at,
    )


def _pass_on(
    event: Event,
    delegation: Delegation,
    registration: Registration,
    substitute: Person,
    who: NamedPerson,
    by: int,
    at: datetime,
) -> None:
    """Pass the dignitary's place to who comes instead, and tell them."""
    standing = registrations.find_registration(event.id, substitute.id)
    named = queries.find_member(standing.id) if standing else None
    if named and named.left_at is None and named.delegation_id != delegation.id:
        raise CannotBeNamed
    if standing and standing.state is State.REFUSED:
        raise CannotBeNamed
    came_before = standing is not None and standing.state is State.CONFIRMED
    own = queries.find_member(registration.id)
    standing = represent(event, registration, substitute, by=by, at=at, tell=False)
    db.session.delete(own)
    if named and named.left_at is None:
        return_seat(delegation)  # they have a seat already: this one is free
    else:
        note_named(
            delegation,
            standing,
            given_name=who.given_name,
            family_name=who.family_name,
            function=who.function,
            half_days=registration.half_days,
            came_before=came_before,
            at=at,
        )
    standing.badge_line = who.function or standing.badge_line
    tell_of_seat(event, delegation, substitute, standing, by=by, at=at)


def _end(event: Event, registration: Registration, by: int, at: datetime) -> None:
    """Note that the dignitary does not come; the seat stays the delegation's."""
    before = registration.state
    if before in {State.DECLINED, State.CANCELLED}:
        return
    after = State.CANCELLED if before is State.CONFIRMED else State.DECLINED
    change_state(registration, after, event=event, by=by, at=at)
    if member := queries.find_member(registration.id):
        db.session.delete(member)


def _send_substitute_away(
    event: Event,
    delegation: Delegation,
    registration: Registration,
    by: int,
    at: datetime,
) -> None:
    """Take back the seat of who was to come instead, when the answer changes."""
    if registration.represented_by_id is None:
        return
    standing = registrations.find_registration(event.id, registration.represented_by_id)
    registration.represented_by_id = None
    member = queries.find_member(standing.id) if standing else None
    if member and member.left_at is None and member.delegation_id == delegation.id:
        found = queries.get_member(delegation, member.public_id)
        send_away(event, delegation, found, by=by, at=at)
        lock_seats(delegation)


def _substitute(delegation: Delegation, reply: Reply, at: datetime) -> Person | None:
    if not reply.sure or reply.answer is not Answer.REPRESENTED:
        return None
    if reply.representative is None:
        raise NoRepresentative
    return person_named(delegation, reply.representative, at)


def _is_same(
    delegation: Delegation,
    registration: Registration,
    reply: Reply,
    substitute: Person | None,
) -> bool:
    if (delegation.answer, delegation.sure) != (reply.answer, reply.sure):
        return False
    if substitute:
        return registration.represented_by_id == substitute.id
    if reply.answer is not Answer.IN_PART:
        return True
    return {row.public_id for row in registration.half_days} == set(reply.half_days)


def _record(
    action: str, event: Event, delegation: Delegation, by: int, at: datetime
) -> None:
    record(f"delegation.{action}", delegation, by=by, at=at, event_id=event.id)
