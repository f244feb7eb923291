"""The waiting list: places that fall free go to those who wait, in their order."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from eti_events.audit.actions import record
from eti_events.events.models import Event
from eti_events.jobs.actions import SETTLE, ask
from eti_events.registration import queries as registrations
from eti_events.registration.actions import notices
from eti_events.registration.actions.deciding import give_place
from eti_events.registration.actions.places import hold_places, list_next
from eti_events.registration.actions.rules import rules_of
from eti_events.registration.actions.states import change_state
from eti_events.registration.models import (
    Promotion,
    Registration,
    RegistrationRules,
    RegistrationState,
)
from eti_events.registration.places import queries
from eti_events.registration.refusals import NotWaiting
from eti_events.registration.states import LAPSED

State = RegistrationState


def serve_waiting(event_id: int, at: datetime) -> None:
    """Give free places to those who wait: in order, nobody twice, nobody overtaken."""
    event = registrations.find_event_by_id(event_id)
    if event is None or at >= event.starts_at:
        return
    lines = list_next(event_id, queries.list_counters(event_id))
    rows = _locked(lines)
    rules = rules_of(event_id)
    for line in lines:
        row = rows[line.registration_id]
        if row.state is State.WAITING and not row.offered_until and hold_places(row):
            _serve(event, row, rules, at)
    _watch_deadlines(event)


def take_offers_back(event_id: int, at: datetime) -> None:
    """Free the places that were offered and not taken in time, and tell the people."""
    event = registrations.find_event_by_id(event_id)
    lines = queries.list_lapsed(event_id, at)
    if event is None or not lines:
        return
    for row in _locked(lines).values():
        if row.offered_until and row.offered_until <= at:
            change_state(
                row, State.CANCELLED, event=event, by=None, at=at, reason=LAPSED
            )
            notices.tell_lapsed(row.person, event, at=at)


def _locked(lines: Sequence[queries.Waiting]) -> dict[int, Registration]:
    """Lock the persons, all before any counter, then read what they have."""
    queries.lock_persons({line.person_id for line in lines})
    return queries.list_registrations({line.registration_id for line in lines})


def _watch_deadlines(event: Event) -> None:
    """Have the event settled when the next offer lapses."""
    if deadline := queries.find_next_deadline(event.id):
        key = f"{event.id}:offers"
        ask(SETTLE, at=deadline, key=key, event_id=event.id)


def put_first(
    event: Event, registration: Registration, *, by: int, at: datetime
) -> Registration:
    """Move somebody to the head of the waiting list."""
    registrations.lock_person(registration.person_id)
    registration = registrations.reread(registration)
    if registration.state is not State.WAITING:
        raise NotWaiting
    registration.waiting_rank = queries.highest_rank(event.id) + 1
    record("registration.put_first", registration, by=by, at=at, event_id=event.id)
    return registration


def _serve(
    event: Event, registration: Registration, rules: RegistrationRules, at: datetime
) -> None:
    """Confirm at once, or hold the place until the person has answered."""
    if rules.promotion is Promotion.CONFIRM:
        give_place(event, registration.person, registration, by=None, at=at)
        return
    until = min(at + timedelta(hours=rules.offer_hours), event.starts_at)
    registration.offered_until = until
    record("registration.offered", registration, by=None, at=at, event_id=event.id)
    notices.tell_offered(registration.person, event, until, at=at)
