"""The audit log of one event, or of the network, page by page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from eti_events.accounts.models import AccessLink, Account, Grant, SignIn
from eti_events.audit.models import AuditLine
from eti_events.database import db
from eti_events.people.models import Person
from eti_events.registration.models import Invitation, Registration, Ticket
from eti_events.reports.log_filters import LogFilters

PER_PAGE = 100
ABOUT_PEOPLE = (Registration, Invitation, Ticket, Account, Grant, SignIn, AccessLink)


def _matching(event_id: int | None, filters: LogFilters) -> list[ColumnElement[bool]]:
    rules: list[ColumnElement[bool]] = [AuditLine.event_id == event_id]
    if filters.area:
        rules.append(AuditLine.action.startswith(f"{filters.area}.", autoescape=True))
    if filters.since:
        rules.append(AuditLine.at >= filters.since)
    if filters.until:
        rules.append(AuditLine.at < filters.until)
    if filters.actor:
        by = select(Person.id).filter_by(public_id=filters.actor).scalar_subquery()
        rules.append(AuditLine.actor_id == by)
    return rules


def count_lines(event_id: int | None, filters: LogFilters) -> int:
    """Count the lines that answer to the question."""
    query = select(func.count()).where(*_matching(event_id, filters))
    return db.session.scalar(query) or 0


def list_lines(event_id: int | None, filters: LogFilters) -> Sequence[Any]:
    """Return one page of lines, the latest first, with the names of their actors."""
    actor = aliased(Person)
    query = (
        select(
            AuditLine.at,
            AuditLine.action,
            AuditLine.actor_kind,
            AuditLine.subject_kind,
            AuditLine.subject_id,
            AuditLine.detail,
            AuditLine.position,
            actor.public_id.label("actor"),
            actor.given_name,
            actor.family_name,
        )
        .outerjoin(actor, actor.id == AuditLine.actor_id)
        .where(*_matching(event_id, filters))
        .order_by(AuditLine.at.desc(), AuditLine.id.desc())
        .limit(PER_PAGE)
        .offset((filters.page - 1) * PER_PAGE)
    )
    return db.session.execute(query).all()


def list_actors(event_id: int | None) -> Sequence[Any]:
    """List who did something for the event, by name."""
    acted = select(AuditLine.actor_id).where(AuditLine.event_id == event_id)
    query = select(Person.public_id, Person.given_name, Person.family_name)
    query = query.where(Person.id.in_(acted)).order_by(Person.search_key)
    return db.session.execute(query).all()


def people_of(lines: Sequence[Any]) -> dict[tuple[str, int], Any]:
    """Return whom each line is about: by kind and id of its subject."""
    found: dict[tuple[str, int], Any] = {}
    for model in ABOUT_PEOPLE:
        kind = model.__tablename__
        ids = {line.subject_id for line in lines if line.subject_kind == kind}
        if not ids:
            continue
        query = (
            select(model.id, Person.public_id, Person.given_name, Person.family_name)
            .join(Person, Person.id == model.person_id)
            .where(model.id.in_(ids))
        )
        for row in db.session.execute(query):
            found[kind, row.id] = row
    return found
