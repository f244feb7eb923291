"""The figures of an event's dashboard, each in one question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from eti_events.checkin.models import ArrivalCount, Scan, WalkIn, WalkInState
from eti_events.database import db
from eti_events.messages.models import Mail, MailState
from eti_events.people.models import DeskOfficer, Mission, Person
from eti_events.people.queries import list_gone
from eti_events.registration.experts.queries import mission_followed
from eti_events.registration.models import Invitation, Registration
from eti_events.reports.queries.cells import ENTERS, let_in
from eti_events.reports.queries.participants import STANDING

GROUPS = (
    Mission.commissioner,
    Mission.region,
    Mission.desk_officer_label,
    Person.protected,
)


def count_invited(event_id: int) -> Sequence[Any]:
    """Count invitations by body, region, desk officer's label and protection."""
    query = (
        select(*GROUPS, func.count().label("number"))
        .select_from(Invitation)
        .join(Person, Person.id == Invitation.person_id)
        .outerjoin(
            Registration,
            (Registration.event_id == Invitation.event_id)
            & (Registration.person_id == Invitation.person_id),
        )
        .outerjoin(Mission, Mission.id == mission_followed(Invitation.person_id))
        .where(Invitation.event_id == event_id, Person.merged_into_id.is_(None))
        .group_by(*GROUPS)
    )
    return db.session.execute(query).all()


def count_registered(event_id: int) -> Sequence[Any]:
    """Count registrations by the same groups, by state, arrival, and who was asked."""
    arrivals = let_in(event_id).subquery()
    kinds: tuple[Any, ...] = (
        *GROUPS,
        Registration.state,
        Registration.first_departure,
        arrivals.c.registration_id.is_not(None).label("arrived"),
        Invitation.id.is_not(None).label("invited"),
    )
    query = (
        select(*kinds, func.count().label("number"))
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(
            Invitation,
            (Invitation.event_id == Registration.event_id)
            & (Invitation.person_id == Registration.person_id),
        )
        .outerjoin(Mission, Mission.id == mission_followed(Registration.person_id))
        .outerjoin(arrivals, arrivals.c.registration_id == Registration.id)
        .where(Registration.event_id == event_id, Person.merged_into_id.is_(None))
        .group_by(*kinds)
    )
    return db.session.execute(query).all()


def list_arrivals(
    event_id: int, since: datetime, until: datetime
) -> Sequence[datetime]:
    """List when each person first came in during a stretch of time, in order."""
    first = func.min(Scan.effective_at)
    query = (
        select(first)
        .where(Scan.event_id == event_id, Scan.registration_id.is_not(None), *ENTERS)
        .where(Scan.effective_at >= since, Scan.effective_at < until)
        .group_by(Scan.registration_id)
    )
    frozen = select(ArrivalCount.at, ArrivalCount.count).where(
        ArrivalCount.event_id == event_id,
        ArrivalCount.at >= since,
        ArrivalCount.at < until,
    )
    left = [at for at, count in db.session.execute(frozen) for _one in range(count)]
    return sorted([*db.session.scalars(query), *left])


def count_unmapped_labels(event_id: int) -> int:
    """Count desk officers' labels of people asked to come that name nobody yet."""
    mapped = select(DeskOfficer.label).where(DeskOfficer.person_id.is_not(None))
    invited = select(Invitation.person_id).where(Invitation.event_id == event_id)
    registered = select(Registration.mission_id).where(
        Registration.event_id == event_id, Registration.mission_id.is_not(None)
    )
    query = select(func.count(Mission.desk_officer_label.distinct())).where(
        Mission.desk_officer_label != "",
        Mission.desk_officer_label.not_in(mapped),
        or_(Mission.person_id.in_(invited), Mission.id.in_(registered)),
    )
    return db.session.scalar(query) or 0


def count_failed_mails(event_id: int) -> int:
    """Count the event's mails that could not be delivered."""
    query = select(func.count()).where(
        Mail.event_id == event_id, Mail.state == MailState.FAILED
    )
    return db.session.scalar(query) or 0


def count_waiting_walk_ins(event_id: int) -> int:
    """Count the people at the door who wait for an organiser's word."""
    query = select(func.count()).where(
        WalkIn.event_id == event_id, WalkIn.state == WalkInState.PENDING
    )
    return db.session.scalar(query) or 0


def count_no_longer_in_file(event_id: int) -> int:
    """Count those registered whose mission the last import did not find any more."""
    gone = list_gone()
    query = select(func.count()).where(
        Registration.event_id == event_id,
        Registration.state.in_(STANDING),
        Registration.mission_id.in_(gone),
    )
    return (db.session.scalar(query) or 0) if gone else 0
