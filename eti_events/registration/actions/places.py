"""Places of an event and of its quotas, taken and given back, exact under a rush.

Locks are taken in one order everywhere: persons, then an event's counters by id, its
edition's first, then the due row that asks for settling. Nobody who holds a counter
waits for a person, and nobody who has asked for settling waits for a counter.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, update
from sqlalchemy.orm.attributes import set_committed_value

from eti_events.database import db, insert_row
from eti_events.events.models import Counter
from eti_events.registration.models import HeldPlace, Registration
from eti_events.registration.places import queries
from eti_events.registration.places.keys import OPTION, PlaceKey, key_of

_TAKE = (
    update(Counter)
    .where(Counter.id == bindparam("counter"))
    .values(taken=Counter.taken + 1)
)


def has_room(event_id: int, key: PlaceKey) -> bool:
    """Whether each counter of such a person has a place; locked, so it stays so."""
    return all(map(is_free, lock_counters(event_id, key)))


def hold_places(registration: Registration) -> bool:
    """Take a place of every counter that the registration counts for; all or none.

    True when it holds them already.
    """
    if registration in db.session.new:
        db.session.flush()  # it gets its id
    counters = _counters_of(registration)
    held = {row.counter_id for row in queries.list_held(registration.id)}
    wanted = [counter for counter in counters if counter.id not in held]
    if not all(map(is_free, wanted)):
        return False
    _take(registration, wanted)
    return True


def full_options(registration: Registration) -> set[str]:
    """Return the chosen options that have no place left for the registration.

    One that holds places gives those back that it no longer chooses, and takes those
    that it chooses now: until this returns any, it holds what it should.
    """
    db.session.flush()
    counters = [row for row in _counters_of(registration) if row.scope == OPTION]
    held = {row.counter_id: row for row in queries.list_held(registration.id)}
    wanted = [counter for counter in counters if counter.id not in held]
    if full := {row.key for row in wanted if not is_free(row)}:
        return full
    if held:
        chosen = {counter.id for counter in counters}
        for place in held.values():
            if place.counter.scope == OPTION and place.counter_id not in chosen:
                _give_back(place)
        _take(registration, wanted)
    return set()


def release_places(registration: Registration) -> bool:
    """Give every place back that the registration holds; False when it held none."""
    held = queries.list_held(registration.id)
    for place in held:
        _give_back(place)
    db.session.flush()
    return bool(held)


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
            is_free(row) for row in counters if line.key.counts_for(row.scope, row.key)
        )
    ]


def lock_counters(event_id: int, key: PlaceKey) -> list[Counter]:
    """Lock the event's counters, and return those that such a person counts for."""
    counters = queries.list_counters(event_id, for_update=True)
    return [row for row in counters if key.counts_for(row.scope, row.key)]


def _counters_of(registration: Registration) -> list[Counter]:
    """Lock the event's counters, and return those that the registration counts for."""
    counters = queries.list_counters(registration.event_id, for_update=True)
    options: frozenset[str] = frozenset()
    if any(row.scope == OPTION for row in counters):
        options = queries.list_options([registration.id])[registration.id]
    key = key_of(registration, options)
    return [row for row in counters if key.counts_for(row.scope, row.key)]


def _take(registration: Registration, counters: Sequence[Counter]) -> None:
    for counter in counters:
        db.session.connection().execute(_TAKE, {"counter": counter.id})
        set_committed_value(counter, "taken", counter.taken + 1)
        insert_row(HeldPlace, counter_id=counter.id, registration_id=registration.id)


def _give_back(held: HeldPlace) -> None:
    held.counter.taken -= 1
    db.session.delete(held)


def is_free(counter: Counter, places: int = 1) -> bool:
    """Whether the counter has so many places left."""
    return counter.limit is None or counter.taken + places <= counter.limit
