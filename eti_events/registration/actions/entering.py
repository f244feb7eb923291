"""Where a form leads: to a place, to an organiser's desk, or to the waiting list."""

from datetime import datetime

from eti_events.events.models import Event
from eti_events.jobs.actions import settle_soon
from eti_events.people.models import Person
from eti_events.registration.actions import notices
from eti_events.registration.actions.places import (
    has_room,
    hold_places,
    is_anyone_next,
)
from eti_events.registration.actions.rules import rules_of
from eti_events.registration.actions.states import change_state
from eti_events.registration.models import Registration, RegistrationState
from eti_events.registration.places.keys import PlaceKey
from eti_events.registration.places.queries import position
from eti_events.registration.queries import find_registration

State = RegistrationState


def can_enter(event: Event, key: PlaceKey) -> bool:
    """Whether the event has a place for such a person, a desk or a waiting list."""
    rules = rules_of(event.id)
    return (
        key.by_open_door
        or key.category in rules.approval
        or rules.waiting_list
        or has_room(event.id, key)
    )


def enter(
    event: Event, registration: Registration, *, by: int | None, at: datetime
) -> State:
    """Confirm if there is a place and nobody is before; else let the person wait.

    Where the organisers asked to, they accept the registration first. The draft
    stays a draft when neither is possible.
    """
    rules = rules_of(event.id)
    if registration.category in rules.approval or _by_open_door(event, registration):
        state = State.PENDING
    elif not is_anyone_next(event.id) and hold_places(registration):
        state = State.CONFIRMED
    elif rules.waiting_list:
        state = State.WAITING
    else:
        return State.DRAFT
    registration.submitted_at = at
    change_state(registration, state, event=event, by=by, at=at)
    return state


def _by_open_door(event: Event, registration: Registration) -> bool:
    """Whether nobody invited the person, to the event or to that of a course."""
    if registration.by_open_door or event.parent_id is None:
        return registration.by_open_door
    root = find_registration(event.root_id, registration.person_id)
    return root is not None and root.by_open_door


def tell(
    event: Event, person: Person, registration: Registration, *, at: datetime
) -> None:
    """Tell the person that the registration waits for a place or for an answer."""
    if registration.state is State.WAITING:
        place = position(registration)
        notices.tell_waiting(person, event, place, at=at)
        settle_soon(event.id, at=at)
    elif registration.state is State.PENDING:
        notices.tell_pending(person, event, at=at)
