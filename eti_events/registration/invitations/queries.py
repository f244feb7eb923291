"""Lists for inviting: one statement each, whatever their length."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)

from eti_events.database import db
from eti_events.people.models import Person
from eti_events.registration.models import (
    Delegation,
    Invitation,
    OpenRequest,
    Registration,
    RegistrationState,
    Wave,
    WaveState,
)

PER_PAGE = 100

BEGINNINGS = (
    select(Invitation.id).where(Invitation.event_id == bindparam("event")),
    select(Registration.id).where(Registration.event_id == bindparam("event")),
    select(Delegation.id).where(Delegation.event_id == bindparam("event")),
    select(OpenRequest.id).where(OpenRequest.event_id == bindparam("event")),
    select(Wave.id).where(
        Wave.event_id == bindparam("event"), Wave.state != WaveState.DRAFT
    ),
)

AnyRow = Row[*tuple[Any, ...]]


def has_begun(event_id: int) -> bool:
    """Whether anybody was invited or came, or is about to be written to."""
    values = {"event": event_id}
    return any(
        db.session.execute(query.limit(1), values).first() for query in BEGINNINGS
    )


def _unanswered() -> ColumnElement[bool]:
    return or_(Registration.id.is_(None), Registration.state == RegistrationState.DRAFT)


def list_invitations(
    event_id: int, *, answered: bool | None, page: int
) -> Sequence[AnyRow]:
    """List the invitations of one page by name, each with its answer."""
    query = _invitations(event_id, answered).with_only_columns(
        Invitation.public_id,
        Invitation.invited_at,
        Invitation.last_mailed_at,
        Invitation.category,
        Person.public_id.label("person"),
        Person.given_name,
        Person.family_name,
        Person.email,
        Person.mail_bounced_at,
        Registration.state,
    )
    query = query.order_by(Person.search_key, Person.id)
    offset = (page - 1) * PER_PAGE
    return db.session.execute(query.limit(PER_PAGE).offset(offset)).all()


def count_invitations(event_id: int) -> AnyRow:
    """Count the invitations: all of them, and those without an answer."""
    silent = case((_unanswered(), 1))
    query = _invitations(event_id, None).with_only_columns(
        func.count().label("sent"), func.count(silent).label("silent")
    )
    return db.session.execute(query).one()


def _invitations(event_id: int, answered: bool | None) -> Select[Any]:
    query = (
        select(Invitation.id)
        .join(Person, Person.id == Invitation.person_id)
        .outerjoin(
            Registration,
            and_(
                Registration.person_id == Invitation.person_id,
                Registration.event_id == Invitation.event_id,
            ),
        )
        .where(Invitation.event_id == event_id, Person.merged_into_id.is_(None))
    )
    if answered is None:
        return query
    return query.where(~_unanswered() if answered else _unanswered())
