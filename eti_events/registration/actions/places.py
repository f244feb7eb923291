"""Places of an event and of its quotas, taken and given back, exact under a rush.

Locks are taken in one order everywhere: persons, then an event's counters by id, its
edition's first. Nobody who holds a counter waits for a person.
"""

from collections.abc import Sequence

from eti_events.database import db
from eti_events.events.models import Counter
from eti_events.registration.models import HeldPlace, Registration
from eti_events.registration.places import queries
from eti_events.registration.places.keys import PlaceKey, key_of


def has_room(event_id: int, key: PlaceKey) -> bool:
    """Whether each counter of such a person has a place; locked, so it stays so."""
    return all(map(_is_free, _counters(event_id, key)))


def hold_places(registration: Registration) -> bool:
    """Take a place of every counter that the registration counts for; all or none.

    True when it holds them already.
    """
    db.session.flush()  # the registration gets its id
    counters = _counters(registration.event_id, key_of(registration))
    held = {row.counter_id for row in queries.list_held(registration.id)}
    wanted = [counter for counter in counters if counter.id not in held]
    if not all(map(_is_free, wanted)):
        return False
    for counter in wanted:
        counter.taken += 1
        db.session.add(
            HeldPlace(counter_id=counter.id, registration_id=registration.id)
        )
    db.session.flush()
    return True


def release_places(registration: Registration) -> None:
    """Give every place back that the registration holds; twice is once."""
    for held in queries.list_held(registration.id):
        held.counter.taken -= 1
        db.session.delete(held)
    db.session.flush()


def is_anyone_next(event_id: int) -> bool:
    """Whether a place is free for somebody who waits: nobody may overtake them."""
    if not queries.list_waiting(event_id):
        return False
    return bool(list_next(event_id, queries.list_counters(event_id, for_update=True)))


def list_next(event_id: int, counters: Sequence[Counter]) -> list[queries.Waiting]:
    """List who waits and would find a place, by these counters."""
    return [
        line
        for line in queries.list_waiting(event_id)
        if not line.offered
        and all(
            _is_free(row) for row in counters if line.key.counts_for(row.scope, row.key)
        )
    ]


def _counters(event_id: int, key: PlaceKey) -> list[Counter]:
    counters = queries.list_counters(event_id, for_update=True)
    return [row for row in counters if key.counts_for(row.scope, row.key)]


def _is_free(counter: Counter) -> bool:
    return counter.limit is None or counter.taken < counter.limit
