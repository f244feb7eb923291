"""What a person does with their own registration, and the rules that can refuse it."""

import enum
from collections.abc import Mapping, Sequence
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
from eti_events.registration.actions.entering import can_enter, enter, tell
from eti_events.registration.actions.moving import move
from eti_events.registration.actions.requesting import ask, is_frozen, leave
from eti_events.registration.actions.states import change_state
from eti_events.registration.actions.tickets import issue_ticket
from eti_events.registration.answers import Answers
from eti_events.registration.models import (
    ChangeRequest,
    Registration,
    RegistrationState,
    RequestKind,
)
from eti_events.registration.places.keys import key_of
from eti_events.registration.refusals import (
    ChangedElsewhere,
    CourseFull,
    FirstDeparturesOnly,
    NoHalfDay,
    NoStepThere,
    NotAccepted,
)
from eti_events.registration.states import ANSWERED, ENDED

State, Kind = RegistrationState, RequestKind

Days = list[tuple[Event, Sequence[HalfDay]]]


class Outcome(enum.Enum):
    """What became of a form that was sent; being full is told, and leaves a draft."""

    CONFIRMED = enum.auto()
    PENDING = enum.auto()
    WAITING = enum.auto()
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
    write_answers(
        event, person, registration, answers, half_days, fresh=fresh, sent=False, at=at
    )
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
    by: int | None = None,
) -> Outcome:
    """Register the person, and for the course too when they go: both or neither.

    Sent twice, at once or later, it is one registration and the same answer. When no
    place is left the answers stay as a draft. ``by`` is who answers for the person.
    """
    with db.session.no_autoflush:  # nothing asked below is about what is written here
        return _submit(event, person_id, answers, at, course, by or person_id)


def _submit(
    event: Event,
    person_id: int,
    answers: Answers,
    at: datetime,
    course: Event | None,
    by: int,
) -> Outcome:
    person = queries.lock_person(person_id)
    registration, fresh = own_registration(event, person, by=by, at=at)
    if registration.state in ANSWERED:
        return Outcome.ALREADY
    if registration.state is State.REFUSED:
        raise NotAccepted
    require_open(event, at)
    if answers.with_course and not answers.first_departure:
        raise FirstDeparturesOnly
    days = _days(event, course if answers.with_course else None)
    half_days = chosen(days[0][1], answers.half_days)
    if not half_days:
        raise NoHalfDay

    write_answers(
        event, person, registration, answers, half_days, fresh=fresh, sent=True, at=at
    )
    days[0] = (event, half_days)
    return _settle_places(person, registration, days, by, at)


def change(
    event: Event,
    registration: Registration,
    answers: Answers,
    *,
    version: int,
    by: int,
    at: datetime,
) -> ChangeRequest | None:
    """Change half-days, needs and consents of a registration that stands.

    After the freeze other half-days are asked for, and the request is returned;
    details, needs and consents change at any time.
    """
    person = queries.lock_person(registration.person_id)
    registration = queries.reread(registration)
    if registration.state not in ANSWERED:
        raise NoStepThere
    half_days = chosen(queries.list_half_days_of({event.id}), answers.half_days)
    if not half_days:
        raise NoHalfDay
    present = list(registration.half_days)
    moved = set(present) != set(half_days)
    if registration.version != version and (moved or answers.needs):
        raise ChangedElsewhere

    write_answers(
        event, person, registration, answers, present, fresh=False, sent=True, at=at
    )
    if moved and is_frozen(event, registration, at):
        return ask(event, registration, Kind.HALF_DAYS, half_days=half_days, at=at)
    if moved:
        require_to_come(event, at)
        move(event, person, registration, half_days, by=by, at=at)
    else:
        record("registration.changed", registration, by=by, at=at, event_id=event.id)
        settle_soon(event.id, at=at)
    return None


def decline(
    event: Event, person_id: int, *, at: datetime, by: int | None = None
) -> Registration:
    """Note that the person will not come; they may still change their mind.

    ``by`` is who says so for the person.
    """
    by = by or person_id
    require_to_come(event, at)
    person = queries.lock_person(person_id)
    registration, _ = own_registration(event, person, by=by, at=at)
    if registration.state is State.CONFIRMED:
        if by != person_id:
            return cancel(event, registration, by=by, at=at)
        leave(event, registration, at=at)
        return registration
    if registration.state not in {State.DECLINED, State.CANCELLED}:
        registration.submitted_at = at
        change_state(registration, State.DECLINED, event=event, by=by, at=at)
        notices.tell_declined(person, event, at=at)
    return registration


def _days(event: Event, course: Event | None) -> Days:
    """Return the event, then the course, each with all its half-days."""
    events = [event, course] if course else [event]
    rows = queries.list_half_days_of({each.id for each in events})
    return [(each, [row for row in rows if row.event_id == each.id]) for each in events]


def _settle_places(
    person: Person, registration: Registration, days: Days, by: int, at: datetime
) -> Outcome:
    """Find a place or a line to wait in at every event, or at none; tell the person."""
    key = key_of(registration)
    rows = {
        event.id: queries.find_registration(event.id, person.id)
        for event, _ in days[1:]
    }
    joining = [day for day in days[1:] if not _has_answered(rows[day[0].id])]
    if not can_enter(days[0][0], key):
        return Outcome.FULL
    if not all(can_enter(course, key) for course, _ in joining):
        return Outcome.COURSE_FULL
    entering = {days[0][0].id: registration}
    entering |= {day[0].id: _joining(person, *day, at) for day in joining}
    for event, _ in days:
        if row := entering.get(event.id):
            _enter(event, row, by, at)
            tell(event, person, row, at=at)
    _tell_confirmed(person, rows | entering, days, at)
    return Outcome[registration.state.name]


def _enter(event: Event, registration: Registration, by: int, at: datetime) -> None:
    if registration.state in ENDED:
        change_state(registration, State.DRAFT, event=event, by=by, at=at)
    if enter(event, registration, by=by, at=at) is State.DRAFT:
        raise CourseFull  # it counts the person otherwise than the event does


def _tell_confirmed(
    person: Person,
    registrations: Mapping[int, Registration | None],
    days: Days,
    at: datetime,
) -> None:
    """Send one mail for all that is confirmed."""
    confirmed = [
        event
        for event, _ in days
        if (row := registrations[event.id]) and row.state is State.CONFIRMED
    ]
    if confirmed:
        issue_ticket(person.id, days[0][0].root_id, at=at)
        notices.tell_confirmed(person, confirmed[0], at=at)


def _has_answered(registration: Registration | None) -> bool:
    return registration is not None and registration.state in ANSWERED


def _joining(
    person: Person, course: Event, half_days: Sequence[HalfDay], at: datetime
) -> Registration:
    """Return the person's registration for the whole course."""
    registration, _ = own_registration(course, person, at=at)
    registration.half_days = list(half_days)
    registration.first_departure = True
    return registration
