"""What a person does with their own registration, and the rules that can refuse it."""

import enum
from collections.abc import Sequence
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event, HalfDay
from eti_events.jobs.actions import settle_soon
from eti_events.people.models import Person
from eti_events.registration import queries
from eti_events.registration.actions import notices
from eti_events.registration.actions.deciding import cancel
from eti_events.registration.actions.drafts import (
    chosen,
    own_registration,
    require_open,
    require_to_come,
    write_answers,
)
from eti_events.registration.actions.places import give_back_place, take_place
from eti_events.registration.actions.states import change_state
from eti_events.registration.actions.tickets import issue_ticket
from eti_events.registration.answers import Answers
from eti_events.registration.models import Registration, RegistrationState
from eti_events.registration.refusals import (
    ChangedElsewhere,
    FirstDeparturesOnly,
    NoHalfDay,
    NoStepThere,
)
from eti_events.registration.states import ANSWERED

State = RegistrationState

Days = list[tuple[Event, Sequence[HalfDay]]]


class Outcome(enum.Enum):
    """What became of a form that was sent; being full is told, and leaves a draft."""

    CONFIRMED = enum.auto()
    ALREADY = enum.auto()
    FULL = enum.auto()
    COURSE_FULL = enum.auto()


def save_draft(
    event: Event, person_id: int, answers: Answers, *, at: datetime
) -> Registration:
    """Keep what was typed so far; nothing is sent and no place is taken."""
    require_open(event, at)
    person = queries.lock_person(person_id)
    registration, fresh = own_registration(event, person, at=at)
    if registration.state in ANSWERED:
        raise NoStepThere
    half_days = chosen(queries.list_half_days_of({event.id}), answers.half_days)
    write_answers(event, person, registration, answers, half_days, fresh=fresh, at=at)
    if registration.state is not State.DRAFT:
        change_state(registration, State.DRAFT, event=event, by=person_id, at=at)
    return registration


def submit(
    event: Event,
    person_id: int,
    answers: Answers,
    *,
    at: datetime,
    course: Event | None = None,
) -> Outcome:
    """Register the person, and for the course too when they go: both or neither.

    Sent twice, at once or later, it is one registration and the same answer. When no
    place is left the answers stay as a draft.
    """
    with db.session.no_autoflush:  # nothing asked below is about what is written here
        return _submit(event, person_id, answers, at, course)


def _submit(
    event: Event,
    person_id: int,
    answers: Answers,
    at: datetime,
    course: Event | None,
) -> Outcome:
    person = queries.lock_person(person_id)
    registration, fresh = own_registration(event, person, at=at)
    if registration.state in ANSWERED:
        return Outcome.ALREADY
    require_open(event, at)
    if answers.with_course and not answers.first_departure:
        raise FirstDeparturesOnly
    days = _days(event, course if answers.with_course else None)
    half_days = chosen(days[0][1], answers.half_days)
    if not half_days:
        raise NoHalfDay

    write_answers(event, person, registration, answers, half_days, fresh=fresh, at=at)
    days[0] = (event, half_days)
    return _settle_places(person, registration, days, at)


def change(
    event: Event,
    registration: Registration,
    answers: Answers,
    *,
    version: int,
    by: int,
    at: datetime,
) -> None:
    """Change half-days, needs and consents of a registration that stands.

    Half-days change while registration is open; a consent is withdrawn at any time.
    """
    person = queries.lock_person(registration.person_id)
    registration = queries.reread(registration)
    if registration.state not in ANSWERED:
        raise NoStepThere
    half_days = chosen(queries.list_half_days_of({event.id}), answers.half_days)
    if not half_days:
        raise NoHalfDay
    moved = set(registration.half_days) != set(half_days)
    if moved:
        require_open(event, at)
    if registration.version != version and (moved or answers.needs):
        raise ChangedElsewhere

    write_answers(event, person, registration, answers, half_days, fresh=False, at=at)
    record("registration.changed", registration, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)
    if moved and registration.state is State.CONFIRMED:
        ticket = issue_ticket(person.id, event.root_id, at=at)
        days = [(event, half_days)]
        notices.tell_confirmed(person, ticket, days, at=at, changed=True)


def decline(event: Event, person_id: int, *, at: datetime) -> Registration:
    """Note that the person will not come; they may still change their mind."""
    require_to_come(event, at)
    person = queries.lock_person(person_id)
    registration, _ = own_registration(event, person, at=at)
    if registration.state is State.CONFIRMED:
        return cancel(event, registration, by=person_id, at=at)
    if registration.state not in {State.DECLINED, State.CANCELLED}:
        registration.submitted_at = at
        change_state(registration, State.DECLINED, event=event, by=person_id, at=at)
        notices.tell_declined(person, event, at=at)
    return registration


def _days(event: Event, course: Event | None) -> Days:
    """Return the event, then the course, each with all its half-days."""
    events = [event, course] if course else [event]
    rows = queries.list_half_days_of({each.id for each in events})
    return [(each, [row for row in rows if row.event_id == each.id]) for each in events]


def _settle_places(
    person: Person, registration: Registration, days: Days, at: datetime
) -> Outcome:
    """Take every place or none, then confirm, issue the ticket and tell the person."""
    event, courses = days[0][0], days[1:]
    joining = [
        (course, rows) for course, rows in courses if not _has_place(course, person)
    ]
    for number, (course, _) in enumerate(joining):
        if not take_place(course.id):
            _give_back([taken for taken, _ in joining[:number]])
            return Outcome.COURSE_FULL
    if not take_place(event.id):
        _give_back([course for course, _ in joining])
        return Outcome.FULL

    registration.submitted_at = at
    change_state(registration, State.CONFIRMED, event=event, by=person.id, at=at)
    for course, rows in joining:
        _join(course, person, rows, at)
    ticket = issue_ticket(person.id, event.root_id, at=at)
    notices.tell_confirmed(person, ticket, days, at=at)
    return Outcome.CONFIRMED


def _has_place(event: Event, person: Person) -> bool:
    registration = queries.find_registration(event.id, person.id)
    return registration is not None and registration.state is State.CONFIRMED


def _give_back(events: Sequence[Event]) -> None:
    for event in events:
        give_back_place(event.id)


def _join(
    course: Event, person: Person, half_days: Sequence[HalfDay], at: datetime
) -> None:
    """Register the person for the whole course; its place is taken already."""
    registration, _ = own_registration(course, person, at=at)
    registration.half_days = list(half_days)
    registration.first_departure = True
    registration.submitted_at = at
    change_state(registration, State.CONFIRMED, event=course, by=person.id, at=at)
