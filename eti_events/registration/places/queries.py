"""Counters and their holders, and the waiting list in its order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from eti_events.database import db
from eti_events.events.models import Counter, Event
from eti_events.events.queries import CAPACITY
from eti_events.people.models import Mission, Person
from eti_events.registration.delegations.queries import count_free
from eti_events.registration.models import (
    Answer,
    Category,
    ChosenOption,
    HeldPlace,
    Registration,
    RegistrationRules,
    RegistrationState,
)
from eti_events.registration.places.keys import (
    CATEGORY,
    SCOPES,
    PlaceKey,
    option_key,
)
from eti_events.registration.queries import WHOLE

_COUNTERS = (
    select(Counter)
    .where(Counter.event_id == bindparam("event"), Counter.scope.in_(SCOPES))
    .order_by(Counter.id)
)
_LOCKED = _COUNTERS.with_for_update().execution_options(populate_existing=True)
_HELD = (
    select(HeldPlace)
    .join(HeldPlace.counter)
    .where(HeldPlace.registration_id == bindparam("registration"))
    .options(contains_eager(HeldPlace.counter))
    .order_by(HeldPlace.counter_id)
    .with_for_update(of=Counter)
    .execution_options(populate_existing=True)
)
_RULES = (
    select(RegistrationRules)
    .where(RegistrationRules.event_id == bindparam("event"))
    .with_for_update()
)


def find_rules(event_id: int, *, for_update: bool = False) -> RegistrationRules | None:
    """Return the rules that organisers gave the event, read once, or None."""
    if not for_update:
        return db.session.get(RegistrationRules, event_id)
    return db.session.scalar(_RULES, {"event": event_id})


def list_counters(event_id: int, *, for_update: bool = False) -> Sequence[Counter]:
    """List the event's places and quotas by id; ``for_update`` reads them afresh."""
    query = _LOCKED if for_update else _COUNTERS
    return db.session.scalars(query, {"event": event_id}).all()


def find_quota(event_id: int, scope: str, key: str) -> Counter | None:
    """Return the event's quota of that scope and key, read afresh, or None."""
    query = select(Counter).filter_by(event_id=event_id, scope=scope, key=key)
    return db.session.scalar(
        query.with_for_update().execution_options(populate_existing=True)
    )


def list_held(registration_id: int) -> Sequence[HeldPlace]:
    """List the places that a registration holds, their counters read and locked."""
    return db.session.scalars(_HELD, {"registration": registration_id}).all()


@dataclass(frozen=True)
class Waiting:
    """One line of the waiting list; ``offered``: a place is held for it."""

    registration_id: int
    person_id: int
    key: PlaceKey
    offered: bool


IN_ORDER = (
    Registration.waiting_rank.desc(),
    Registration.waiting_since,
    Registration.id,
)
_LINE = (
    select(
        Registration.id,
        Registration.person_id,
        Registration.category,
        Mission.commissioner,
        Registration.offered_until,
        Registration.by_open_door,
    )
    .outerjoin(Mission, Mission.id == Registration.mission_id)
    .where(
        Registration.event_id == bindparam("event"),
        Registration.state == RegistrationState.WAITING,
    )
    .order_by(*IN_ORDER)
)


def list_waiting(event_id: int) -> Sequence[Waiting]:
    """List who waits for the event, the first to be served first."""
    return _lines(_LINE, event_id)


def list_lapsed(event_id: int, at: datetime) -> Sequence[Waiting]:
    """List those who were offered a place and whose time to answer is over."""
    return _lines(_LINE.where(Registration.offered_until <= at), event_id)


def _lines(query: Select[*tuple[Any, ...]], event_id: int) -> Sequence[Waiting]:
    rows = db.session.execute(query, {"event": event_id}).all()
    options = list_options([row.id for row in rows])
    return [
        Waiting(
            row.id,
            row.person_id,
            PlaceKey(row.category, row.commissioner, options[row.id], row.by_open_door),
            row.offered_until is not None,
        )
        for row in rows
    ]


_OPTIONS = (
    select(Answer.registration_id, Answer.question_id, ChosenOption.key)
    .join(ChosenOption, ChosenOption.answer_id == Answer.id)
    .where(Answer.registration_id.in_(bindparam("registrations", expanding=True)))
)


def list_options(registration_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return the keys of the options that each registration chose."""
    chosen: dict[int, set[str]] = {number: set() for number in registration_ids}
    if chosen:
        rows = db.session.execute(_OPTIONS, {"registrations": list(chosen)})
        for registration_id, question_id, key in rows:
            chosen[registration_id].add(option_key(question_id, key))
    return {number: frozenset(keys) for number, keys in chosen.items()}


def list_waiting_people(event_id: int) -> Sequence[Registration]:
    """List who waits, with names and posts, the first to be served first."""
    query = (
        select(Registration)
        .where(
            Registration.event_id == event_id,
            Registration.state == RegistrationState.WAITING,
        )
        .options(
            joinedload(Registration.person).load_only(
                Person.public_id, Person.given_name, Person.family_name
            ),
            joinedload(Registration.mission).load_only(Mission.commissioner),
        )
        .order_by(*IN_ORDER)
    )
    return db.session.scalars(query).all()


def lock_persons(person_ids: Collection[int]) -> None:
    """Have whoever writes these persons' registrations wait for us, in one order."""
    query = select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)
    db.session.scalars(query.with_for_update()).all()


def list_registrations(ids: Collection[int]) -> dict[int, Registration]:
    """Read registrations afresh with their persons, by id; after locking them."""
    query = (
        select(Registration)
        .where(Registration.id.in_(ids))
        .options(joinedload(Registration.person), *WHOLE)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in db.session.scalars(query)}


def find_next_deadline(event_id: int) -> datetime | None:
    """Return when the next offer lapses, or None."""
    query = select(func.min(Registration.offered_until)).filter_by(event_id=event_id)
    return db.session.scalar(query)


def position(registration: Registration) -> int:
    """Return how many stand before the registration in the waiting list, plus one."""
    rank, since = registration.waiting_rank, registration.waiting_since
    before = or_(
        Registration.waiting_rank > rank,
        (Registration.waiting_rank == rank)
        & or_(
            Registration.waiting_since < since,
            (Registration.waiting_since == since) & (Registration.id < registration.id),
        ),
    )
    query = select(func.count()).where(
        Registration.event_id == registration.event_id,
        Registration.state == RegistrationState.WAITING,
        Registration.offered_until.is_(None),
        before,
    )
    return (db.session.scalar(query) or 0) + 1


def highest_rank(event_id: int) -> int:
    """Return the rank of who was last put first in the waiting list."""
    query = select(func.max(Registration.waiting_rank)).where(
        Registration.event_id == event_id,
        Registration.state == RegistrationState.WAITING,
    )
    return db.session.scalar(query) or 0


def count_taken(counter: Counter) -> int:
    """Count who holds a place of the counter: registrations, and unnamed seats."""
    query = select(func.count()).where(HeldPlace.counter_id == counter.id)
    seats = count_seats(counter.event_id, counter.scope, counter.key)
    return (db.session.scalar(query) or 0) + seats


def count_seats(event_id: int, scope: str, key: str) -> int:
    """Count the delegations' seats without a name that such a counter counts."""
    if scope == CATEGORY:
        return count_free(event_id, Category(key))
    return count_free(event_id) if scope == CAPACITY else 0


def list_holders(event: Event) -> Sequence[Registration]:
    """List the registrations that hold a place of the event, with their missions."""
    query = (
        select(Registration)
        .join(HeldPlace, HeldPlace.registration_id == Registration.id)
        .join(Counter, Counter.id == HeldPlace.counter_id)
        .where(Counter.event_id == event.id, Counter.scope == SCOPES[0])
        .options(joinedload(Registration.mission))
    )
    return db.session.scalars(query).all()
