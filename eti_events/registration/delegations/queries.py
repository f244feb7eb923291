"""Delegations, the people named in them, and what they hold."""

import enum
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eti_events.database import db, write_rows
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.registration.models import (
    Category,
    Delegation,
    DelegationMember,
    Registration,
)

_WITH_ALL = (
    joinedload(Delegation.organisation),
    joinedload(Delegation.contact),
    joinedload(Delegation.principal),
    joinedload(Delegation.link),
)
HOLDS = Delegation.released_at.is_(None)


def list_delegations(event_id: int) -> Sequence[Delegation]:
    """List the event's delegations, the next deadline first, cancelled ones last."""
    query = (
        select(Delegation)
        .filter_by(event_id=event_id)
        .options(*_WITH_ALL)
        .order_by(
            Delegation.cancelled_at.is_not(None), Delegation.deadline, Delegation.id
        )
    )
    return db.session.scalars(query).all()


def count_named(delegation_ids: Collection[int]) -> dict[int, int]:
    """Count who sits on a seat, by delegation."""
    query = (
        select(DelegationMember.delegation_id, func.count())
        .where(
            DelegationMember.delegation_id.in_(delegation_ids),
            DelegationMember.left_at.is_(None),
        )
        .group_by(DelegationMember.delegation_id)
    )
    return {row.delegation_id: row[1] for row in db.session.execute(query)}


def get_delegation(event: Event, public_id: UUID) -> Delegation:
    """Return a delegation of this event with its people's names, or answer 404."""
    query = select(Delegation).filter_by(event_id=event.id, public_id=public_id)
    delegation: Delegation = db.one_or_404(query.options(*_WITH_ALL))
    return delegation


def find_own_delegation(
    event: Event, public_id: UUID, contact_id: int
) -> Delegation | None:
    """Return the delegation if that person answers for it, or None."""
    query = select(Delegation).filter_by(
        event_id=event.id, public_id=public_id, contact_id=contact_id
    )
    return db.session.scalar(query.options(*_WITH_ALL))


def find_same_delegation(
    event_id: int, organisation_id: int, contact_id: int
) -> Delegation | None:
    """Return the delegation of that organisation and contact, or None."""
    query = select(Delegation).filter_by(
        event_id=event_id, organisation_id=organisation_id, contact_id=contact_id
    )
    return db.session.scalar(query)


def list_own_delegations(
    person_id: int, root_id: int | None = None
) -> Sequence[Delegation]:
    """List the delegations for which a person answers, the latest event first."""
    query = (
        select(Delegation)
        .join(Delegation.event)
        .where(Delegation.contact_id == person_id, Delegation.cancelled_at.is_(None))
        .options(
            contains_eager(Delegation.event).joinedload(Event.parent),
            joinedload(Delegation.organisation),
        )
        .order_by(Event.starts_at.desc(), Delegation.id)
    )
    if root_id is not None:
        query = query.where(or_(Event.id == root_id, Event.parent_id == root_id))
    return db.session.scalars(query).all()


def reread_delegation(delegation: Delegation) -> Delegation:
    """Read what a delegation holds again, once the event's counters are locked."""
    query = (
        select(Delegation)
        .filter_by(id=delegation.id)
        .options(*_WITH_ALL)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one()


def get_delegation_by_id(delegation_id: int) -> Delegation:
    """Return the delegation to which a seat belongs."""
    return db.session.get_one(Delegation, delegation_id)


def list_members(delegation_id: int) -> Sequence[DelegationMember]:
    """List who was named, in that order, with registrations and persons."""
    query = (
        select(DelegationMember)
        .filter_by(delegation_id=delegation_id)
        .options(
            joinedload(DelegationMember.registration).options(
                joinedload(Registration.person), selectinload(Registration.half_days)
            )
        )
        .order_by(DelegationMember.named_at, DelegationMember.registration_id)
    )
    return db.session.scalars(query).all()


def get_member(delegation: Delegation, public_id: UUID) -> DelegationMember:
    """Return somebody named in this delegation, or answer 404."""
    query = (
        select(DelegationMember)
        .filter_by(delegation_id=delegation.id, public_id=public_id)
        .options(
            joinedload(DelegationMember.registration).options(
                joinedload(Registration.person), selectinload(Registration.half_days)
            )
        )
    )
    member: DelegationMember = db.one_or_404(query)
    return member


def find_member(registration_id: int) -> DelegationMember | None:
    """Return the seat on which the registration was named, read afresh, or None."""
    query = (
        select(DelegationMember)
        .filter_by(registration_id=registration_id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


class Part(enum.StrEnum):
    """What somebody is to a delegation."""

    SEAT = "seat"
    PRINCIPAL = "principal"
    CONTACT = "contact"


def list_delegations_of(
    event: Event, person: Person
) -> Sequence[tuple[Delegation, Part]]:
    """List the event's delegations that the person has a part in, and which."""
    seated = (
        select(DelegationMember.delegation_id)
        .join(Registration, Registration.id == DelegationMember.registration_id)
        .where(
            Registration.person_id == person.id,
            Registration.event_id == event.id,
            DelegationMember.left_at.is_(None),
        )
    )
    query = (
        select(
            Delegation,
            case(
                (Delegation.id.in_(seated), Part.SEAT),
                (Delegation.principal_id == person.id, Part.PRINCIPAL),
                (Delegation.contact_id == person.id, Part.CONTACT),
            ),
        )
        .where(Delegation.event_id == event.id)
        .where(
            or_(
                Delegation.id.in_(seated),
                Delegation.principal_id == person.id,
                Delegation.contact_id == person.id,
            )
        )
        .options(joinedload(Delegation.organisation))
        .order_by(Delegation.id)
    )
    return [(row[0], Part(row[1])) for row in db.session.execute(query)]


def sits_on_seat(registration_id: int) -> bool:
    """Whether the registration's place is a delegation's seat."""
    member = find_member(registration_id)
    return member is not None and member.left_at is None


def blank_names(*, over_before: datetime) -> None:
    """Forget what contacts wrote of people, once events are long over."""
    over = select(Event.id).where(Event.ends_at < over_before)
    theirs = select(Delegation.id).where(Delegation.event_id.in_(over))
    write_rows(
        update(DelegationMember)
        .where(
            DelegationMember.delegation_id.in_(theirs),
            DelegationMember.family_name != "",
        )
        .values(given_name="", family_name="", function="", half_day_ids=[])
    )


def count_free(event_id: int, category: Category | None = None) -> int:
    """Count the seats without a name that hold a place, of all or of one category."""
    query = select(func.sum(Delegation.free)).filter_by(event_id=event_id)
    if category is not None:
        query = query.filter_by(category=category)
    return db.session.scalar(query) or 0


def list_holding(event_id: int) -> Sequence[Delegation]:
    """List the delegations whose deadline the clock watches: no office's."""
    query = (
        select(Delegation)
        .filter_by(event_id=event_id, principal_id=None)
        .where(HOLDS)
        .options(*_WITH_ALL)
        .order_by(Delegation.id)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()
