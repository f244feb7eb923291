"""What a desk officer does for an expert of theirs: the same as the person, told."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from eti_events.audit.actions import record
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.registration import queries
from eti_events.registration.actions import notices
from eti_events.registration.actions.deciding import cancel
from eti_events.registration.actions.registering import Outcome, decline, submit
from eti_events.registration.answers import Answers
from eti_events.registration.models import RegistrationState
from eti_events.registration.refusals import NoReason, NoStepThere
from eti_events.registration.states import ANSWERED


def answer_for(
    event: Event,
    person_id: int,
    half_days: Collection[UUID],
    *,
    reason: str,
    officer: Person,
    at: datetime,
) -> Outcome:
    """Register an expert for these half-days; consents and needs stay their own."""
    answers = Answers(half_days=frozenset(half_days))
    outcomes = []

    def act() -> None:
        made = submit(event, person_id, answers, by=officer.id, at=at)
        outcomes.append(made)

    _do_for(event, person_id, act, reason=reason, officer=officer, at=at)
    return outcomes[0]


def decline_for(
    event: Event, person_id: int, *, reason: str, officer: Person, at: datetime
) -> None:
    """Note that an expert will not come."""

    def act() -> None:
        standing = queries.find_registration(event.id, person_id)
        if standing and standing.state is RegistrationState.CONFIRMED:
            cancel(event, standing, by=officer.id, at=at, tell=False)
        else:
            decline(event, person_id, by=officer.id, at=at)

    _do_for(event, person_id, act, reason=reason, officer=officer, at=at)


def cancel_for(
    event: Event, person_id: int, *, reason: str, officer: Person, at: datetime
) -> None:
    """Cancel the registration of an expert: one mail says by whom and why."""
    registration = queries.find_registration(event.id, person_id)
    if registration is None or registration.state not in ANSWERED:
        raise NoStepThere

    def act() -> None:
        cancel(event, registration, by=officer.id, at=at, tell=False)

    _do_for(event, person_id, act, reason=reason, officer=officer, at=at)


def _do_for(
    event: Event,
    person_id: int,
    act: Callable[[], None],
    *,
    reason: str,
    officer: Person,
    at: datetime,
) -> None:
    """Act, then keep the reason and tell the person who did it; twice is once."""
    if not reason:
        raise NoReason
    person = queries.lock_person(person_id)
    known = queries.find_registration(event.id, person_id)
    before = known.state if known else None
    act()
    registration = queries.find_registration(event.id, person_id)
    if registration is None or registration.state is before:
        return
    if registration.state in ANSWERED or registration.ended_at:
        registration.reason = reason
        step = registration.state.value
        notices.tell_done_for(person, event, officer, step=step, reason=reason, at=at)
        record(
            "registration.answered_for",
            registration,
            by=officer.id,
            at=at,
            event_id=event.id,
        )
