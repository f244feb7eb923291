"""Lists for inviting: one statement each, whatever their length."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.names import fold
from eti_events.people.models import Commissioner, Mission, Person, Region
from eti_events.registration.models import (
    Invitation,
    Registration,
    RegistrationState,
)

MOST = 1000  # people on one page of choosing; beyond, one narrows the choice
PER_PAGE = 100

AnyRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Who is looked for; empty means everybody with a mission ahead."""

    q: str = ""
    commissioner: Commissioner | None = None
    region: Region | None = None
    first_departure: bool | None = None
    fresh: bool = True

    @property
    def narrowed(self) -> bool:
        """Whether anything but the default is asked for."""
        return self != Choice()


def list_choosable(event: Event, choice: Choice) -> Sequence[AnyRow]:
    """List people with what they do and whether they are invited, by name.

    Without a search, those whose mission runs at the event or begins later.
    """
    query = (
        select(
            Person.public_id,
            Person.given_name,
            Person.family_name,
            Person.email,
            Person.language,
            Person.protected,
            Mission.commissioner,
            Mission.region,
            Mission.country,
            Mission.first_departure,
            Invitation.invited_at,
            Registration.state,
        )
        .outerjoin(Mission, _mission_ahead(event))
        .outerjoin(Invitation, _of(Invitation, event))
        .outerjoin(Registration, _of(Registration, event))
        .where(*_wanted(choice))
        .order_by(Person.search_key, Person.id, Mission.start_on)
        .limit(MOST)
    )
    rows: dict[Any, AnyRow] = {}
    for row in db.session.execute(query):
        rows.setdefault(row.public_id, row)
    return list(rows.values())


def _mission_ahead(event: Event) -> ColumnElement[bool]:
    day = event.starts_at.astimezone(event.zone).date()
    return and_(Mission.person_id == Person.id, Mission.end_on >= day)


def _of(table: Any, event: Event) -> ColumnElement[bool]:
    return and_(table.person_id == Person.id, table.event_id == event.id)


def _wanted(choice: Choice) -> list[ColumnElement[bool]]:
    words = fold(choice.q).split()
    wanted = [Person.search_key.contains(word, autoescape=True) for word in words]
    if not words:
        wanted.append(Mission.id.is_not(None))
    if choice.commissioner:
        wanted.append(Mission.commissioner == choice.commissioner)
    if choice.region:
        wanted.append(Mission.region == choice.region)
        wanted.append(Person.protected.is_(False))  # no filter tells where they are
    if choice.first_departure is not None:
        wanted.append(Mission.first_departure.is_(choice.first_departure))
    if choice.fresh:
        wanted.append(Invitation.id.is_(None))
        wanted.append(or_(Registration.id.is_(None), _unanswered()))
    return wanted


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
        .where(Invitation.event_id == event_id)
    )
    if answered is None:
        return query
    return query.where(~_unanswered() if answered else _unanswered())
