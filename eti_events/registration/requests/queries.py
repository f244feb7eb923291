"""Requests to the organisers: one's own, and those of an event."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import contains_eager, selectinload

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.registration.models import (
    ChangeRequest,
    Registration,
    RequestKind,
    RequestState,
)

PER_PAGE = 50
IS_OPEN = ChangeRequest.state == RequestState.OPEN


_OWN = (
    select(ChangeRequest)
    .where(ChangeRequest.registration_id == bindparam("registration"))
    .options(selectinload(ChangeRequest.half_days))
    .order_by(ChangeRequest.id.desc())
)


def list_own_requests(registration_id: int) -> Sequence[ChangeRequest]:
    """List what the person asked about their registration, the latest first."""
    return db.session.scalars(_OWN, {"registration": registration_id}).all()


def list_open_requests(
    registration_id: int, kind: RequestKind
) -> Sequence[ChangeRequest]:
    """List what is asked of that kind and not answered, read afresh."""
    query = (
        select(ChangeRequest)
        .filter_by(registration_id=registration_id, kind=kind)
        .where(IS_OPEN)
        .options(selectinload(ChangeRequest.half_days))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).all()


def list_requests(event_id: int, *, page: int) -> Sequence[ChangeRequest]:
    """List a page of what the event's people ask: open ones first, the oldest first."""
    query = (
        select(ChangeRequest)
        .join(ChangeRequest.registration)
        .join(Registration.person)
        .where(Registration.event_id == event_id)
        .options(
            contains_eager(ChangeRequest.registration).options(
                contains_eager(Registration.person),
                selectinload(Registration.half_days),
            ),
            selectinload(ChangeRequest.half_days),
        )
        .order_by(
            case((IS_OPEN, 0), else_=1),
            case((IS_OPEN, ChangeRequest.id), else_=-ChangeRequest.id),
        )
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return db.session.scalars(query).all()


def count_requests(event_id: int) -> int:
    """Count everything that was ever asked for the event."""
    query = (
        select(func.count())
        .select_from(ChangeRequest)
        .join(ChangeRequest.registration)
        .where(Registration.event_id == event_id)
    )
    return db.session.scalar(query) or 0


def count_open_requests(event_id: int) -> int:
    """Count what waits for an organiser's answer."""
    query = (
        select(func.count())
        .select_from(ChangeRequest)
        .join(ChangeRequest.registration)
        .where(Registration.event_id == event_id, IS_OPEN)
    )
    return db.session.scalar(query) or 0


def get_request(event: Event, public_id: UUID) -> ChangeRequest:
    """Return a request of this event with registration and person, or answer 404."""
    query = (
        select(ChangeRequest)
        .join(ChangeRequest.registration)
        .join(Registration.person)
        .where(Registration.event_id == event.id, ChangeRequest.public_id == public_id)
        .options(
            contains_eager(ChangeRequest.registration).contains_eager(
                Registration.person
            )
        )
    )
    request: ChangeRequest = db.one_or_404(query)
    return request


def reread_request(request: ChangeRequest) -> ChangeRequest:
    """Read a request again, with its half-days, once its person is locked."""
    query = (
        select(ChangeRequest)
        .filter_by(id=request.id)
        .options(selectinload(ChangeRequest.half_days))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one()


def name_answerers(requests: Sequence[ChangeRequest]) -> dict[int, str]:
    """Name who answered, by id."""
    ids = {row.answered_by for row in requests if row.answered_by}
    people = db.session.scalars(select(Person).where(Person.id.in_(ids))).all()
    return {person.id: person.name for person in people}
