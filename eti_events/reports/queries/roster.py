"""What the roster leaves to decide: other values than people's own, missions gone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import (
    Correction,
    DeskOfficer,
    GoneMission,
    Mission,
    Person,
)
from eti_events.people.queries import LAST_REPORT, gone_of, list_gone
from eti_events.registration.models import Registration
from eti_events.reports.queries.participants import STANDING

PER_PAGE = 50


def _undecided() -> list[ColumnElement[bool]]:
    """Choose the differences that nobody has decided, of people who are still one."""
    differs = func.coalesce(Correction.roster_value, "") != func.coalesce(
        Correction.corrected_value, ""
    )
    return [
        Correction.kept_at.is_(None),
        Person.merged_into_id.is_(None),
        or_(Correction.roster_sealed.is_not(None), differs),
    ]


def count_differences(event_id: int | None = None) -> int:
    """Count the differences to decide, of all people or of those registered."""
    query = (
        select(func.count(Correction.id)).join(Correction.person).where(*_undecided())
    )
    if event_id is not None:
        registered = select(Registration.person_id).where(
            Registration.event_id == event_id, Registration.state.in_(STANDING)
        )
        query = query.where(Correction.person_id.in_(registered))
    return db.session.scalar(query) or 0


def list_differences(page: int) -> Sequence[Correction]:
    """List one page of the differences to decide, by name."""
    query = (
        select(Correction)
        .join(Correction.person)
        .where(*_undecided())
        .options(contains_eager(Correction.person), joinedload(Correction.mission))
        .order_by(Person.search_key, Correction.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    return db.session.scalars(query).all()


def list_gone_registered(at: datetime) -> Sequence[Any]:
    """List who is registered and no longer in the file, and whom one can ask."""
    gone = list_gone()
    officer = aliased(Person)
    query = (
        select(
            Registration.state,
            Event,
            Person.public_id.label("person"),
            Person.given_name,
            Person.family_name,
            Mission.public_id.label("mission"),
            Mission.identifier,
            Mission.desk_officer_label,
            officer.given_name.label("officer_given_name"),
            officer.family_name.label("officer_family_name"),
            officer.email.label("officer_email"),
        )
        .join(Registration.event)
        .join(Registration.person)
        .join(Registration.mission)
        .outerjoin(DeskOfficer, DeskOfficer.label == Mission.desk_officer_label)
        .outerjoin(officer, officer.id == DeskOfficer.person_id)
        .where(*_registered(gone, at))
        .order_by(Event.starts_at, Person.search_key, Registration.id)
    )
    return db.session.execute(query).all() if gone else []


def _registered(gone: Sequence[int], at: datetime) -> list[ColumnElement[bool]]:
    return [
        Registration.mission_id.in_(gone),
        Registration.state.in_(STANDING),
        Event.ends_at > at,
    ]


def count_roster_tasks(at: datetime) -> int:
    """Count all that the roster leaves to decide."""
    differences = (
        select(func.count(Correction.id)).join(Correction.person).where(*_undecided())
    )
    found = db.session.execute(
        select(differences.scalar_subquery(), LAST_REPORT.scalar_subquery())
    ).one()
    gone = gone_of(found[1])
    query = select(func.count(Registration.id)).join(Registration.event)
    query = query.where(
        *_registered(gone, at),
        Registration.mission_id.not_in(select(GoneMission.mission_id)),
    )
    number: int = found[0]
    return number + (db.session.scalar(query) or 0 if gone else 0)
