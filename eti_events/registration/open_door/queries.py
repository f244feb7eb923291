"""Whom an event lets ask, and who asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import joinedload

from eti_events.database import db, write_rows
from eti_events.events.models import Event
from eti_events.registration.models import (
    OpenRegistration,
    OpenRequest,
    Registration,
    RegistrationState,
)
from eti_events.security import digest

PER_PAGE = 100


def find_open_registration(
    event_id: int, *, for_update: bool = False
) -> OpenRegistration | None:
    """Return whom the event lets ask, or None when it never did."""
    query = select(OpenRegistration).filter_by(event_id=event_id)
    return db.session.scalar(query.with_for_update() if for_update else query)


def is_open_to_all(event_id: int) -> bool:
    """Whether people whom nobody invited may ask to come."""
    query = select(OpenRegistration.is_open).filter_by(event_id=event_id)
    return bool(db.session.scalar(query))


def find_open_request(
    event_id: int, token: str, *, for_update: bool = False
) -> OpenRequest | None:
    """Return the request that the link of that token proves, or None."""
    query = select(OpenRequest).filter_by(event_id=event_id, token_hash=digest(token))
    return db.session.scalar(query.with_for_update() if for_update else query)


def list_open_requests(event_id: int, *, page: int) -> Sequence[OpenRequest]:
    """List a page of who asked and proved their address, first who is to be answered.

    Who has not sent the form yet has nothing to be answered.
    """
    waits = Registration.state == RegistrationState.PENDING
    query = (
        select(OpenRequest)
        .join(OpenRequest.registration)
        .where(OpenRequest.event_id == event_id, OpenRequest.proved_at.is_not(None))
        .options(joinedload(OpenRequest.registration).joinedload(Registration.person))
        .order_by(waits.desc(), OpenRequest.proved_at.desc(), OpenRequest.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return db.session.scalars(query).all()


def count_open_requests(event_id: int) -> int:
    """Count who asked and proved their address."""
    query = select(func.count()).where(
        OpenRequest.event_id == event_id, OpenRequest.proved_at.is_not(None)
    )
    return db.session.scalar(query) or 0


def delete_open_requests(*, unproved_before: datetime, over_before: datetime) -> None:
    """Delete what nobody proved in time, and what belongs to events long over."""
    over = select(Event.id).where(Event.ends_at < over_before)
    unproved = OpenRequest.proved_at.is_(None) & (
        OpenRequest.expires_at < unproved_before
    )
    write_rows(delete(OpenRequest).where(or_(unproved, OpenRequest.event_id.in_(over))))
