"""The clock of delegations: a reminder before the deadline, then seats are free."""

from datetime import datetime, timedelta

from eti_events.events.models import Event, EventState
from eti_events.jobs.actions import SETTLE, ask
from eti_events.registration.actions import delegation_notices as notices
from eti_events.registration.actions.delegations import (
    release_seats,
    remind_contact,
)
from eti_events.registration.delegations.queries import blank_names, list_holding
from eti_events.registration.models import Delegation
from eti_events.registration.places.queries import list_counters
from eti_events.registration.queries import find_event_by_id

BEFORE = timedelta(days=3)
KEPT = timedelta(days=30)
GRACE = timedelta(days=1)  # for a contact whom no reminder reached before the deadline


def settle_delegations(event_id: int, at: datetime) -> None:
    """Remind contacts in time, and give back at the deadline what has no name.

    Offices of dignitaries are nobody's to remind but the protocol's.
    """
    event = find_event_by_id(event_id)
    if event is None or event.state is EventState.ARCHIVED:
        return
    list_counters(event_id, for_update=True)
    for delegation in list_holding(event_id):
        _look_after(event, delegation, at)


def forget_named(at: datetime) -> None:
    """Forget what contacts wrote of people a month after the event."""
    blank_names(over_before=at - KEPT)


def reminder_due(delegation: Delegation) -> datetime:
    """Return when the contact is reminded: three days before, or halfway if later."""
    halfway = (delegation.deadline - delegation.mailed_at) / 2
    return max(delegation.deadline - BEFORE, delegation.mailed_at + halfway)


def _look_after(event: Event, delegation: Delegation, at: datetime) -> None:
    over = at >= event.starts_at
    told = delegation.reminded_at or over or not delegation.free
    if at >= delegation.deadline and told:
        if release_seats(event, delegation, by=None, at=at) and not over:
            notices.tell_released(event, delegation, at=at)
        return
    if delegation.reminded_at is None and at >= reminder_due(delegation):
        _remind(event, delegation, at)
    _wake(delegation, at)


def _remind(event: Event, delegation: Delegation, at: datetime) -> None:
    """Remind the contact if a name is missing; late is late, and they get a day."""
    if delegation.free and at >= delegation.deadline:
        delegation.deadline = min(at + GRACE, event.starts_at)
    if delegation.free:
        remind_contact(event, delegation, by=None, at=at)
    else:
        delegation.reminded_at = at


def _wake(delegation: Delegation, at: datetime) -> None:
    """Have the event settled when the delegation is to be looked at next."""
    due = reminder_due(delegation) if not delegation.reminded_at else at
    moment = due if due > at else delegation.deadline
    if moment > at:
        key = f"{delegation.event_id}:delegations:{moment:%Y%m%d%H%M}"
        ask(SETTLE, at=moment, key=key, event_id=delegation.event_id)
