"""Seats of delegations that have no name yet: places of the event like any other.

A counter's ``taken`` counts them beside the registrations that hold a place. Whoever
writes them has locked the event's counters, the event's own first.
"""

from datetime import datetime

from eti_events.database import db
from eti_events.registration.actions.places import (
    hold_places,
    is_free,
    lock_counters,
)
from eti_events.registration.delegations.queries import (
    find_member,
    get_delegation_by_id,
    reread_delegation,
)
from eti_events.registration.delegations.refusals import (
    NoSeatLeft,
    SeatsFull,
    SeatsReleased,
)
from eti_events.registration.models import Delegation, DelegationMember, Registration
from eti_events.registration.places.keys import PlaceKey

Left = tuple[Delegation, DelegationMember]


def holds(delegation: Delegation) -> bool:
    """Whether names may still be given to its seats."""
    return delegation.released_at is None


def hold_seats(delegation: Delegation, wanted: int) -> None:
    """Have so many seats without a name hold places, all of them or none."""
    counters = lock_counters(delegation.event_id, PlaceKey(delegation.category))
    more = wanted - delegation.free
    if more > 0 and not all(is_free(counter, more) for counter in counters):
        raise SeatsFull
    for counter in counters:
        counter.taken += more
    delegation.free = wanted
    db.session.flush()


def lock_seats(delegation: Delegation) -> Delegation:
    """Lock the event's counters, then read what the delegation holds."""
    lock_counters(delegation.event_id, PlaceKey(delegation.category))
    return reread_delegation(delegation)


def pass_seat(delegation: Delegation, registration: Registration) -> None:
    """Let a registration take the place that a seat without a name holds.

    Who holds a place already keeps it, and the seat's is free for others.
    """
    delegation = lock_seats(delegation)
    if not holds(delegation):
        raise SeatsReleased
    if delegation.free == 0:
        raise NoSeatLeft
    hold_seats(delegation, delegation.free - 1)
    if not hold_places(registration):  # a quota that the seat did not count for
        raise SeatsFull


def take_seat_back(registration: Registration, *, at: datetime) -> Left | None:
    """Have the delegation hold the place that its person has just given back.

    Return who left which delegation; None when nobody did.
    """
    member = find_member(registration.id)
    if member is None or member.left_at is not None:
        return None
    member.left_at = at
    delegation = lock_seats(get_delegation_by_id(member.delegation_id))
    return_seat(delegation)
    return delegation, member


def restore_seats(delegation_id: int, seats: int, free: int) -> None:
    """Have a delegation hold as many seats as before one of them was given back."""
    delegation = lock_seats(get_delegation_by_id(delegation_id))
    delegation.seats = seats
    hold_seats(delegation, free)


def return_seat(delegation: Delegation) -> None:
    """Have a delegation, whose seats are locked, hold one more seat without a name.

    Should its place be somebody else's by the quotas, there is one seat less.
    """
    if not holds(delegation):
        return
    try:
        hold_seats(delegation, delegation.free + 1)
    except SeatsFull:
        delegation.seats -= 1
