"""Needs of one registration; and those that have been kept for their time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, func, select

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.registration.models import Need, NeedKind, Registration


def list_needs(registration_id: int) -> Sequence[Need]:
    """List the needs of one registration, decrypted."""
    query = select(Need).filter_by(registration_id=registration_id)
    return db.session.scalars(query.order_by(Need.kind)).all()


def list_need_kinds(registration_id: int) -> set[str]:
    """Return the kinds of needs that are recorded, without opening them."""
    query = select(Need.kind).filter_by(registration_id=registration_id)
    return set(db.session.scalars(query))


def needs_of_ended(before: datetime) -> Select[int]:
    """Select the ids of the needs of events that ended before that time."""
    return (
        select(Need.id)
        .join(Registration, Registration.id == Need.registration_id)
        .join(Event, Event.id == Registration.event_id)
        .where(Event.ends_at < before)
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
