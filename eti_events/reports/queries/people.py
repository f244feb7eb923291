"""Everything that one person's page shows, in a fixed number of questions."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from eti_events.audit.models import AuditLine
from eti_events.checkin.models import Device, Scan
from eti_events.database import db
from eti_events.events.models import Event, ScanPoint
from eti_events.messages.models import Mail
from eti_events.people.models import Correction, DeskOfficer, Person
from eti_events.registration.models import (
    Consent,
    Invitation,
    Need,
    NeedKind,
    Registration,
    Ticket,
)

LATEST = 50  # mails, scans, lines of history


def get_person(event: Event, public_id: UUID) -> Person:
    """Return a person whom this event knows, with their missions, or answer 404.

    The address of a record that was merged leads to the person who was kept.
    """
    kept_id = select(Person.merged_into_id).filter_by(public_id=public_id)
    invited = select(Invitation.id).where(
        Invitation.event_id == event.id, Invitation.person_id == Person.id
    )
    registered = select(Registration.id).where(
        Registration.event_id == event.id, Registration.person_id == Person.id
    )
    query = (
        select(Person)
        .where(
            or_(Person.public_id == public_id, Person.id == kept_id.scalar_subquery()),
            Person.merged_into_id.is_(None),
        )
        .where(or_(invited.exists(), registered.exists()))
        .options(joinedload(Person.organisation), selectinload(Person.missions))
    )
    person: Person = db.one_or_404(query)
    return person


def find_invitation(event: Event, person: Person) -> Invitation | None:
    """Return the person's invitation to this event, or None."""
    query = select(Invitation).filter_by(event_id=event.id, person_id=person.id)
    return db.session.scalar(query)


def list_registrations(event: Event, person: Person) -> Sequence[Registration]:
    """List the person's registrations for the edition and its courses."""
    root = event.root_id
    query = (
        select(Registration)
        .join(Registration.event)
        .where(Registration.person_id == person.id)
        .where(or_(Event.id == root, Event.parent_id == root))
        .options(
            joinedload(Registration.event),
            joinedload(Registration.represented_by),
            selectinload(Registration.half_days),
        )
        .order_by(Event.starts_at)
    )
    return db.session.scalars(query).all()


def list_tickets(event: Event, person: Person) -> Sequence[Ticket]:
    """List the issues of the person's ticket, the latest first."""
    query = select(Ticket).filter_by(event_id=event.root_id, person_id=person.id)
    return db.session.scalars(query.order_by(Ticket.issue.desc())).all()


def list_mails(event_ids: Collection[int], person: Person) -> Sequence[Mail]:
    """List the latest mails to the person about these events, without their text."""
    query = (
        select(Mail)
        .where(Mail.person_id == person.id, Mail.event_id.in_(event_ids))
        .options(defer(Mail.body))
        .order_by(Mail.queued_at.desc(), Mail.id.desc())
        .limit(LATEST)
    )
    return db.session.scalars(query).all()


def list_scans(registration_ids: Collection[int]) -> Sequence[Any]:
    """List the latest readings at the door: when, where, what was answered, by whom."""
    query = (
        select(
            Scan.effective_at,
            Scan.direction,
            Scan.kind,
            Scan.verdict,
            Scan.quarantined,
            ScanPoint.name.label("point"),
            Device.name.label("device"),
        )
        .join(ScanPoint, ScanPoint.id == Scan.point_id)
        .join(Device, Device.id == Scan.device_id)
        .where(Scan.registration_id.in_(registration_ids))
        .order_by(Scan.effective_at.desc(), Scan.id.desc())
        .limit(LATEST)
    )
    return db.session.execute(query).all()


def list_consents(event_ids: Collection[int], person: Person) -> Sequence[Consent]:
    """List what the person agreed to for these events, taken back or not."""
    query = select(Consent).where(
        Consent.person_id == person.id, Consent.event_id.in_(event_ids)
    )
    return db.session.scalars(query.order_by(Consent.given_at)).all()


def list_corrections(person: Person) -> Sequence[Correction]:
    """List the values of the roster that the person corrected."""
    query = select(Correction).filter_by(person_id=person.id)
    return db.session.scalars(query.order_by(Correction.id)).all()


def find_desk_officer(label: str) -> Any | None:
    """Return the names of the officer and deputy behind a label, if it is mapped."""
    officer, deputy = aliased(Person), aliased(Person)
    query = (
        select(
            officer.given_name.label("officer_given_name"),
            officer.family_name.label("officer_family_name"),
            deputy.given_name.label("deputy_given_name"),
            deputy.family_name.label("deputy_family_name"),
        )
        .select_from(DeskOfficer)
        .join(officer, officer.id == DeskOfficer.person_id)
        .outerjoin(deputy, deputy.id == DeskOfficer.deputy_id)
        .where(DeskOfficer.label == label)
    )
    return db.session.execute(query).first()


def list_needs(registration_id: int, kinds: Collection[NeedKind]) -> Sequence[Need]:
    """List the needs of these kinds, decrypted: for their readers only."""
    query = select(Need).where(
        Need.registration_id == registration_id, Need.kind.in_(kinds)
    )
    return db.session.scalars(query.order_by(Need.kind)).all()


def list_history(
    person: Person,
    invitation: Invitation | None,
    registrations: Sequence[Registration],
    tickets: Sequence[Ticket],
    event_ids: Collection[int],
) -> Sequence[Any]:
    """List the latest lines of the audit log about the person, with their actors.

    They belong to these events, or to none; what others wrote elsewhere stays there.
    """
    subjects: dict[str, list[int]] = {
        Person.__tablename__: [person.id],
        Invitation.__tablename__: [invitation.id] if invitation else [],
        Registration.__tablename__: [row.id for row in registrations],
        Ticket.__tablename__: [row.id for row in tickets],
    }
    about = [
        and_(AuditLine.subject_kind == kind, AuditLine.subject_id.in_(ids))
        for kind, ids in subjects.items()
        if ids
    ]
    about += _about_merged(person, [row.event_id for row in registrations])
    actor = aliased(Person)
    query = (
        select(
            AuditLine.at,
            AuditLine.action,
            AuditLine.actor_id,
            AuditLine.actor_kind,
            AuditLine.event_id,
            actor.given_name,
            actor.family_name,
        )
        .outerjoin(actor, actor.id == AuditLine.actor_id)
        .where(or_(false(), *about))
        .where(or_(AuditLine.event_id.in_(event_ids), AuditLine.event_id.is_(None)))
        .order_by(AuditLine.at.desc(), AuditLine.id.desc())
        .limit(LATEST)
    )
    return db.session.execute(query).all()


def _about_merged(
    person: Person, event_ids: Collection[int]
) -> list[ColumnElement[bool]]:
    """Choose the lines about other records of the person, from before they were one."""
    merged = select(Person.id).filter_by(merged_into_id=person.id)
    left = select(Registration.id).where(
        Registration.person_id.in_(merged), Registration.event_id.in_(event_ids)
    )
    return [
        and_(AuditLine.subject_kind == kind, AuditLine.subject_id.in_(ids))
        for kind, ids in (
            (Person.__tablename__, merged),
            (Registration.__tablename__, left),
        )
    ]
