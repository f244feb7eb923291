"""The row of a registration, from the first save on, and the answers in it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event, EventState, HalfDay
from eti_events.people.models import Person
from eti_events.registration import queries
from eti_events.registration.actions.answering import write_questions
from eti_events.registration.actions.details import write_details
from eti_events.registration.actions.needs import write_consents, write_needs
from eti_events.registration.answers import Answers
from eti_events.registration.models import Category, Registration, RegistrationState
from eti_events.registration.refusals import (
    EventNotOpen,
    FirstDeparturesOnly,
    ForeignHalfDay,
    NotInvited,
    NotYetOpen,
    Over,
    RegistrationClosed,
)


def require_open(event: Event, at: datetime) -> None:
    """Refuse when the event takes no registrations at that time."""
    if event.state is not EventState.OPEN:
        raise EventNotOpen
    if at < event.registration_opens_at:
        raise NotYetOpen
    if at >= event.registration_closes_at:
        raise RegistrationClosed


def is_open(event: Event, at: datetime) -> bool:
    """Whether the event takes registrations, and answers, at that time."""
    opens, closes = event.registration_opens_at, event.registration_closes_at
    return event.state is EventState.OPEN and opens <= at < closes


def require_to_come(event: Event, at: datetime) -> None:
    """Refuse to change anything once the event is over."""
    if event.state is EventState.ARCHIVED or at >= event.ends_at:
        raise Over


def own_registration(
    event: Event, person: Person, *, at: datetime, by: int | None = None
) -> tuple[Registration, bool]:
    """Return the person's registration, and whether it was made now.

    The first time makes it, for the invited. Whoever is invited to a course itself
    leaves for the first time: the organisers have said so.
    """
    if registration := queries.find_registration(event.id, person.id):
        return registration, False
    invitation = queries.find_invitation({event.id, event.root_id}, person.id)
    if invitation is None:
        raise NotInvited
    registration = new_registration(
        event, person, category=invitation.category, by=by or person.id, at=at
    )
    if event.first_departures_only and invitation.event_id == event.id:
        registration.first_departure = True
    return registration, True


def new_registration(
    event: Event, person: Person, *, category: Category, by: int | None, at: datetime
) -> Registration:
    """Add a draft without half-days."""
    mission = queries.find_mission(person.id, event.starts_at)
    registration = Registration(
        event_id=event.id,
        person_id=person.id,
        mission=mission,
        organisation_id=person.organisation_id,
        category=category,
        state=RegistrationState.DRAFT,
        first_departure=bool(mission and mission.first_departure),
        badge_line=mission.title[:100] if mission else "",
        created_at=at,
        changed_at=at,
        half_days=[],
    )
    db.session.add(registration)
    record("registration.created", registration, by=by, at=at, event_id=event.id)
    return registration


def chosen(
    offered: Sequence[HalfDay], public_ids: Collection[UUID]
) -> Sequence[HalfDay]:
    """Return the half-days of these ids; refuse those that are not offered."""
    rows = [row for row in offered if row.public_id in public_ids]
    if len(rows) != len(public_ids):
        raise ForeignHalfDay
    return rows


def write_answers(
    event: Event,
    person: Person,
    registration: Registration,
    answers: Answers,
    half_days: Sequence[HalfDay] | None,
    *,
    fresh: bool,
    sent: bool,
    at: datetime,
) -> None:
    """Keep everything that was answered; ``fresh``: nothing stands from before.

    ``half_days`` of None leaves those that stand. ``sent``: it is no draft, so what is
    needed must be there.
    """
    if answers.first_departure is not None:
        registration.first_departure = answers.first_departure
    if event.first_departures_only and not registration.first_departure:
        raise FirstDeparturesOnly
    write_details(person, registration.mission, answers.details, at=at)
    registration.half_days_said |= half_days is not None
    if half_days is not None and set(registration.half_days) != set(half_days):
        registration.half_days = list(half_days)
    title = answers.details.get("title") or registration.badge_line
    registration.badge_line = title[:100]
    registration.changed_at = at
    write_needs(registration, answers, fresh=fresh, at=at)
    write_consents(registration, answers, fresh=fresh, at=at)
    untouched = answers.asked is None and not answers.questions
    if untouched and not sent:
        return
    if is_open(event, at):
        write_questions(registration, answers, fresh=fresh, sent=sent, at=at)
    elif answers.questions:
        require_open(event, at)
