"""Needs of one registration; and those that have been kept for their time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, bindparam, func, select

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.registration.models import (
    Need,
    NeedAnswer,
    NeedKind,
    Registration,
    RegistrationState,
)

# Sent with every page of a registration: built once.
_NEEDS = (
    select(Need)
    .where(Need.registration_id == bindparam("registration"))
    .order_by(Need.kind)
)
_KINDS = select(Need.kind).where(Need.registration_id == bindparam("registration"))
_ANSWER = select(NeedAnswer).where(
    Need.id == NeedAnswer.need_id,
    Need.registration_id == bindparam("registration"),
    Need.kind == NeedKind.ACCESS,
    NeedAnswer.answered_at >= Need.given_at,
)
_ANSWERED = _ANSWER.with_only_columns(NeedAnswer.need_id)


def list_needs(registration_id: int) -> Sequence[Need]:
    """List the needs of one registration, decrypted."""
    return db.session.scalars(_NEEDS, {"registration": registration_id}).all()


def list_need_kinds(registration_id: int) -> set[str]:
    """Return the kinds of needs that are recorded, without opening them."""
    return set(db.session.scalars(_KINDS, {"registration": registration_id}))


def needs_of_ended(before: datetime) -> Select[int]:
    """Select the ids of the needs of events that ended before that time."""
    return (
        select(Need.id)
        .join(Registration, Registration.id == Need.registration_id)
        .join(Event, Event.id == Registration.event_id)
        .where(Event.ends_at < before)
    )


def typed_for_ended(before: datetime) -> Select[int]:
    """Select the ids of registrations that hold what was typed for an ended event."""
    return (
        select(Registration.id)
        .join(Event, Event.id == Registration.event_id)
        .where(Event.ends_at < before, Registration.sealed_typed.is_not(None))
    )


def count_needs_of_ended(before: datetime) -> Sequence[Row[int, NeedKind, int]]:
    """Count those needs: event, kind, how many."""
    query = (
        needs_of_ended(before)
        .with_only_columns(Registration.event_id, Need.kind, func.count())
        .group_by(Registration.event_id, Need.kind)
        .order_by(Registration.event_id, Need.kind)
    )
    return db.session.execute(query).all()


def find_access_need(registration_id: int) -> Need | None:
    """Return the access need of a registration, or None."""
    query = select(Need).filter_by(
        registration_id=registration_id, kind=NeedKind.ACCESS
    )
    return db.session.scalar(query)


def find_access_answer(registration_id: int) -> NeedAnswer | None:
    """Return what organisers answered to the access need as it stands, or None."""
    return db.session.scalar(_ANSWER, {"registration": registration_id})


def has_access_answer(registration_id: int) -> bool:
    """Whether there is such an answer, without opening it."""
    whose = {"registration": registration_id}
    return db.session.scalar(_ANSWERED, whose) is not None


def find_any_answer(need_id: int) -> NeedAnswer | None:
    """Return the answer to a need, also when the need has changed since."""
    query = select(NeedAnswer).filter_by(need_id=need_id)
    return db.session.scalar(query.execution_options(populate_existing=True))


def count_unanswered_access(event_id: int) -> int:
    """Count access needs of the confirmed that nobody has answered as they stand."""
    query = (
        select(func.count())
        .select_from(Need)
        .join(Registration, Registration.id == Need.registration_id)
        .outerjoin(
            NeedAnswer,
            (NeedAnswer.need_id == Need.id) & (NeedAnswer.answered_at >= Need.given_at),
        )
        .where(
            Registration.event_id == event_id,
            Registration.state == RegistrationState.CONFIRMED,
            Need.kind == NeedKind.ACCESS,
            NeedAnswer.need_id.is_(None),
        )
    )
    return db.session.scalar(query) or 0
