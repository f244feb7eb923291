"""Who gets a badge, with everything that it bears, in one statement each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, select

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Mission, Organisation, Person
from eti_events.registration.models import (
    Category,
    Consent,
    ConsentPurpose,
    Registration,
    RegistrationState,
    Ticket,
)

BadgeRow = Row[*tuple[Any, ...]]
IMAGES = (
    ConsentPurpose.IMAGE_INTERNAL,
    ConsentPurpose.IMAGE_WEBSITE,
    ConsentPurpose.IMAGE_SOCIAL,
    ConsentPurpose.IMAGE_PRESS,
)


def list_confirmed(event: Event) -> Sequence[BadgeRow]:
    """List who comes: name, category, and whether a ticket stands; no codes."""
    query = (
        select(
            Registration.public_id,
            Registration.category,
            Person.given_name,
            Person.family_name,
            Person.badge_name,
            Ticket.id.label("ticket_id"),
        )
        .join(Registration.person)
        .outerjoin(Ticket, _is_ticket_of(event))
        .where(_is_confirmed(event))
    )
    return db.session.execute(query).all()


def list_bearers(
    event: Event, *, category: Category | None = None, public_id: UUID | None = None
) -> Sequence[BadgeRow]:
    """List what badges bear, codes included: all, of a category, or of one person."""
    query = _bearers(event)
    if category:
        query = query.where(Registration.category == category)
    if public_id:
        query = query.where(Registration.public_id == public_id)
    return db.session.execute(query).all()


def find_bearer(event: Event, person_id: int) -> BadgeRow | None:
    """Return what one person's badge bears; None without a place or a ticket."""
    query = _bearers(event).where(Registration.person_id == person_id)
    return db.session.execute(query).one_or_none()


def _is_confirmed(event: Event) -> ColumnElement[bool]:
    return and_(
        Registration.event_id == event.id,
        Registration.state == RegistrationState.CONFIRMED,
    )


def _is_ticket_of(event: Event) -> ColumnElement[bool]:
    return and_(
        Ticket.person_id == Registration.person_id,
        Ticket.event_id == event.root_id,
        Ticket.revoked_at.is_(None),
        Ticket.beside.is_(False),
    )


def _bearers(event: Event) -> Select[*tuple[Any, ...]]:
    agreement = select(Consent.id).where(
        Consent.person_id == Registration.person_id,
        Consent.event_id.in_({event.id, event.root_id}),
        Consent.purpose.in_(IMAGES),
        Consent.withdrawn_at.is_(None),
    )
    return (
        select(
            Registration.public_id,
            Registration.category,
            Registration.badge_line,
            Person.civility,
            Person.given_name,
            Person.family_name,
            Person.badge_name,
            Person.latin_name,
            Person.protected,
            Mission.commissioner,
            Mission.host_organisation,
            Mission.country,
            Organisation.name.label("organisation"),
            Organisation.kind.label("organisation_kind"),
            Organisation.country.label("organisation_country"),
            Ticket.code,
            Ticket.short_code,
            agreement.exists().label("agrees_to_photos"),
        )
        .join(Registration.person)
        .join(Ticket, _is_ticket_of(event))
        .outerjoin(Registration.mission)
        .outerjoin(Registration.organisation)
        .where(_is_confirmed(event))
    )
