"""What a person does with their own registration, and the rules that can refuse it."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event, HalfDay
from eti_events.jobs.actions import settle_soon
from eti_events.people.models import Person
from eti_events.registration import queries
from eti_events.registration.actions import notices
from eti_events.registration.actions.deciding import cancel
from eti_events.registration.actions.details import hold_details, take_held
from eti_events.registration.actions.drafts import (
    chosen,
    own_registration,
    require_open,
    require_to_come,
    write_answers,
)
from eti_events.registration.actions.entering import can_enter, enter, tell
from eti_events.registration.actions.moving import move
from eti_events.registration.actions.places import lock_counters
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
    NoHalfDay,
    NoStepThere,
    NotAccepted,
)
from eti_events.registration.states import ANSWERED, ENDED

State, Kind = RegistrationState, RequestKind


class Outcome(enum.Enum):
    """What became of a form that was sent; being full is told, and leaves a draft."""

    CONFIRMED = enum.auto()
    PENDING = enum.auto()
    WAITING = enum.auto()
    ALREADY = enum.auto()
    FULL = enum.auto()
    COURSE_FULL = enum.auto()


def save_draft(
    event: Event,
    person_id: int,
    answers: Answers,
    *,
    at: datetime,
    step: int = 0,
    version: int | None = None,
) -> Registration:
    """Keep what was typed so far; nothing is sent and no place is taken.

    What the person says of themselves reaches their record once they go on.
    ``step`` is the number of the step of the form that is done with it. A page that
    keeps itself says on which ``version`` of the draft it stands: it overwrites no
    newer one, and begins none anew for somebody who has said that they do not come.
    """
    require_open(event, at)
    with db.session.no_autoflush:  # nothing asked below is about what is written here
        return _save_draft(event, person_id, answers, at, step, version)


def _save_draft(
    event: Event,
    person_id: int,
    answers: Answers,
    at: datetime,
    step: int,
    version: int | None,
) -> Registration:
    person = queries.lock_person(person_id)
    registration, fresh = own_registration(event, person, at=at)
    if registration.state in ANSWERED:
        raise NoStepThere
    if registration.state is State.REFUSED:
        raise NotAccepted
    stale = version != registration.version or registration.state is not State.DRAFT
    if version is not None and stale and not fresh:
        raise ChangedElsewhere
    half_days = _chosen_of(event, answers)
    if answers.details:
        answers = _said(person, registration, answers, whole=step > 0)
    read = step > 0 and answers.asked is not None
    registration.steps_done = max(registration.steps_done or 0, step)
    _note_course(registration, answers)
    write_answers(
        event, person, registration, answers, half_days, fresh=fresh, sent=read, at=at
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
    with_course: bool = False,
    by: int | None = None,
) -> Outcome:
    """Register the person, and for the course too when they go: both or neither.

    Sent twice, at once or later, it is one registration and the same answer. When no
    place is left the answers stay as a draft. ``by`` is who answers for the person;
    ``with_course`` lets a first departure join the course that hangs on the event.
    """
    with db.session.no_autoflush:  # nothing asked below is about what is written here
        return _submit(event, person_id, answers, at, with_course, by or person_id)


def _submit(
    event: Event,
    person_id: int,
    answers: Answers,
    at: datetime,
    with_course: bool,
    by: int,
) -> Outcome:
    person = queries.lock_person(person_id)
    registration, fresh = own_registration(event, person, by=by, at=at)
    if registration.state in ANSWERED:
        return Outcome.ALREADY
    if registration.state is State.REFUSED:
        raise NotAccepted
    require_open(event, at)
    half_days = _chosen_of(event, answers)
    if not (registration.half_days if half_days is None else half_days):
        raise NoHalfDay

    own = by == person_id  # nobody else answers what the organisers ask of the person
    if own:
        answers = _said(person, registration, answers, whole=True)
    _note_course(registration, answers)
    write_answers(
        event, person, registration, answers, half_days, fresh=fresh, sent=own, at=at
    )
    goes = registration.first_departure and not registration.without_course
    asked = goes or registration.without_course
    course = queries.find_course(event, at) if with_course and asked else None
    if course and registration.without_course:
        _decline_course(course, person, by, at)
    return _settle_places(event, person, registration, course if goes else None, by, at)


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
    present = list(registration.half_days)
    half_days = _chosen_of(event, answers)
    if half_days is None:
        half_days = present
    if not half_days:
        raise NoHalfDay
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


def _chosen_of(event: Event, answers: Answers) -> Sequence[HalfDay] | None:
    """Return the half-days that were chosen; None where they were not asked."""
    if answers.half_days is None:
        return None
    return chosen(queries.list_half_days_of({event.id}), answers.half_days)


def _said(
    person: Person, registration: Registration, answers: Answers, *, whole: bool
) -> Answers:
    """Have what was said of oneself written once ``whole``, and held until then."""
    if whole:
        return replace(
            answers, details=take_held(person, registration, answers.details)
        )
    hold_details(person, registration, answers.details)
    return replace(answers, details={})


def _note_course(registration: Registration, answers: Answers) -> None:
    if answers.with_course is not None:
        registration.without_course = not answers.with_course


def _decline_course(course: Event, person: Person, by: int, at: datetime) -> None:
    """Note what the form said as the answer to an invitation to the course."""
    if not queries.find_invitation([course.id], person.id):
        return
    registration, _ = own_registration(course, person, by=by, at=at)
    if registration.state is State.DRAFT:
        registration.submitted_at = at
        change_state(registration, State.DECLINED, event=course, by=by, at=at)


def _settle_places(
    event: Event,
    person: Person,
    registration: Registration,
    course: Event | None,
    by: int,
    at: datetime,
) -> Outcome:
    """Find a place or a line to wait in at every event, or at none; tell the person."""
    key = key_of(registration)
    other = queries.find_registration(course.id, person.id) if course else None
    joining = None if other and other.state in ANSWERED else course
    if joining and not can_enter(event, key):  # both or neither
        return Outcome.FULL
    if joining and not can_enter(joining, key):
        return Outcome.COURSE_FULL
    entering = [(event, registration)]
    if joining:
        entering.append((joining, _joining(person, joining, at)))
    for each, row in entering:
        if _enter(each, row, by, at) is State.DRAFT:
            if joining:
                raise CourseFull  # it counts the person otherwise than the event does
            return Outcome.FULL
        tell(each, person, row, at=at)
    standing = [*entering, (course, other)] if course and not joining else entering
    _tell_confirmed(person, standing, at)
    return Outcome[registration.state.name]


def _enter(
    event: Event, registration: Registration, by: int, at: datetime
) -> RegistrationState:
    if registration.state in ENDED:
        lock_counters(event.id, key_of(registration))  # before settling is asked for
        change_state(registration, State.DRAFT, event=event, by=by, at=at)
    return enter(event, registration, by=by, at=at)


def _tell_confirmed(
    person: Person,
    standing: Iterable[tuple[Event, Registration | None]],
    at: datetime,
) -> None:
    """Send one mail for all that is confirmed."""
    confirmed = [
        event for event, row in standing if row and row.state is State.CONFIRMED
    ]
    if confirmed:
        notices.tell_confirmed(person, confirmed[0], at=at)
        issue_ticket(person.id, confirmed[0].root_id, at=at)


def _joining(person: Person, course: Event, at: datetime) -> Registration:
    """Return the person's registration for the whole course."""
    registration, _ = own_registration(course, person, at=at)
    registration.half_days = list(queries.list_half_days_of({course.id}))
    registration.first_departure = True
    return registration
