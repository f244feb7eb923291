"""Coming at other times: what the person does, and what an organiser grants."""

from collections.abc import Sequence
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.events.models import Event, HalfDay
from eti_events.jobs.actions import settle_soon
from eti_events.people.models import Person
from eti_events.registration.actions import notices
from eti_events.registration.actions.tickets import issue_ticket
from eti_events.registration.models import Registration, RegistrationState
from eti_events.registration.refusals import NoHalfDay, NoStepThere
from eti_events.registration.states import ANSWERED


def move(
    event: Event,
    person: Person,
    registration: Registration,
    half_days: Sequence[HalfDay],
    *,
    by: int,
    at: datetime,
) -> None:
    """Change the half-days of a registration that stands, and tell the confirmed."""
    if registration.state not in ANSWERED:
        raise NoStepThere
    if not half_days:
        raise NoHalfDay
    registration.half_days = list(half_days)
    registration.changed_at = at
    record("registration.changed", registration, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)
    if registration.state is RegistrationState.CONFIRMED:
        issue_ticket(person.id, event.root_id, at=at)
        notices.tell_confirmed(person, event, at=at, changed=True)
