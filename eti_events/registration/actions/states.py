"""The one place that changes where a registration stands."""

from datetime import datetime

from eti_events.audit.actions import record
from eti_events.events.models import Event
from eti_events.jobs.actions import settle_soon
from eti_events.registration.models import Registration, RegistrationState
from eti_events.registration.refusals import NoStepThere
from eti_events.registration.states import ENDED, may_become


def change_state(
    registration: Registration,
    state: RegistrationState,
    *,
    event: Event,
    by: int | None,
    at: datetime,
    reason: str = "",
) -> None:
    """Move the registration along one step, note who did it, and have others react."""
    before = registration.state
    if not may_become(before, state):
        raise NoStepThere
    registration.state = state
    registration.changed_at = at
    registration.reason = reason
    registration.ended_at = at if state in ENDED else None
    if state is RegistrationState.CONFIRMED:
        registration.confirmed_at = at
    record(
        f"registration.{state}",
        registration,
        by=by,
        at=at,
        event_id=event.id,
        before=before.value,
    )
    settle_soon(event.root_id, at=at)
    if event.parent_id:
        settle_soon(event.id, at=at)
