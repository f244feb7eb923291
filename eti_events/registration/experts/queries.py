"""Which assignment says who follows a person, and the experts of a desk officer."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.messages.models import Mail
from eti_events.people.models import DeskOfficer, Mission, Person
from eti_events.registration.models import Invitation, Registration


def mission_followed(person_id: Any) -> ColumnElement[int]:
    """Return the mission that counts: the registration's, else the person's latest."""
    latest = aliased(Mission)
    last_id = (
        select(latest.id)
        .where(latest.person_id == person_id)
        .order_by(latest.end_on.desc(), latest.id.desc())
        .limit(1)
        .correlate_except(latest)
        .scalar_subquery()
    )
    return func.coalesce(Registration.mission_id, last_id)


def list_labels(person_id: int, on: date) -> Sequence[str]:
    """List the labels behind which the person stands that day, or stands in."""
    stands_in = and_(
        DeskOfficer.deputy_id == person_id,
        or_(DeskOfficer.deputy_from.is_(None), DeskOfficer.deputy_from <= on),
        or_(DeskOfficer.deputy_until.is_(None), DeskOfficer.deputy_until >= on),
    )
    query = select(DeskOfficer.label).where(
        or_(DeskOfficer.person_id == person_id, stands_in)
    )
    return db.session.scalars(query.order_by(DeskOfficer.label)).all()


def list_desks(person_id: int, *, for_update: bool = False) -> Sequence[DeskOfficer]:
    """List the rows of the labels that are the person's own."""
    query = select(DeskOfficer).filter_by(person_id=person_id)
    if for_update:
        query = query.with_for_update()
    return db.session.scalars(query.order_by(DeskOfficer.label)).all()


def find_deputy_address(desk: DeskOfficer) -> str:
    """Return the address of who stands in under a label; '' for nobody."""
    query = select(Person.email).filter_by(id=desk.deputy_id)
    return db.session.scalar(query) or ""


def _experts(event: Event, labels: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Choose who is invited or registered, and followed under one of the labels."""
    return (
        select(
            Person.id,
            Person.public_id,
            Person.given_name,
            Person.family_name,
            Person.protected,
            Mission.title,
            Mission.city,
            Mission.country,
            Mission.desk_officer_label,
            Invitation.invited_at,
            Registration.public_id.label("registration"),
            Registration.state,
        )
        .join(Mission, Mission.person_id == Person.id)
        .outerjoin(Invitation, _of(Invitation, event))
        .outerjoin(Registration, _of(Registration, event))
        .where(Mission.desk_officer_label.in_(labels), Mission.desk_officer_label != "")
        .where(Mission.id == mission_followed(Person.id))
        .where(Person.merged_into_id.is_(None))
        .where(or_(Invitation.id.is_not(None), Registration.id.is_not(None)))
    )


def _of(table: Any, event: Event) -> ColumnElement[bool]:
    return and_(table.person_id == Person.id, table.event_id == event.id)


def list_experts(event: Event, labels: Collection[str]) -> Sequence[Any]:
    """List the experts followed under these labels, by name."""
    query = _experts(event, labels).order_by(Person.search_key, Person.id)
    return db.session.execute(query).all()


def find_expert(event: Event, labels: Collection[str], public_id: UUID) -> Any | None:
    """Return one expert followed under these labels, or None."""
    query = _experts(event, labels).where(Person.public_id == public_id)
    return db.session.execute(query).first()


def last_mails(event_id: int, person_ids: Collection[int]) -> dict[int, Any]:
    """Return the last mail to each person about their registration, by person."""
    last = (
        select(func.max(Mail.id))
        .where(
            Mail.event_id == event_id,
            Mail.person_id.in_(person_ids),
            Mail.template.startswith("registration/"),
        )
        .group_by(Mail.person_id)
    )
    query = select(Mail.person_id, Mail.template, Mail.state, Mail.queued_at)
    rows = db.session.execute(query.where(Mail.id.in_(last)))
    return {row.person_id: row for row in rows}
