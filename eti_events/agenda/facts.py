"""The working copy as facts, in which conflicts are found."""

from collections.abc import Sequence

from eti_events.agenda.checks import find
from eti_events.agenda.conflicts import (
    Conflict,
    Facts,
    Measures,
    Opening,
    PersonFacts,
    Placed,
    RoomFacts,
)
from eti_events.agenda.models import Session
from eti_events.agenda.queries.facts import list_availabilities, list_with_access_needs
from eti_events.agenda.queries.sessions import find_rules, list_sessions
from eti_events.events.models import Event, Room
from eti_events.events.queries import list_half_days, list_rooms


def conflicts_of(
    event: Event, sessions: Sequence[Session] | None = None
) -> list[Conflict]:
    """List the conflicts of the working copy."""
    return find(facts_of(event, sessions))


def facts_of(event: Event, sessions: Sequence[Session] | None = None) -> Facts:
    """Gather what matters for conflicts; give the sessions if they are loaded."""
    rows = list_sessions(event.id) if sessions is None else sessions
    placed = tuple(one for row in rows if (one := _placed(row)))
    people = sorted({person for one in placed for person in one.people})
    available = list_availabilities(event.id)
    needing = list_with_access_needs(event.id, people) if people else set()
    return Facts(
        placed=placed,
        rooms=tuple(_room(room) for room in list_rooms(event.id)),
        people=tuple(
            PersonFacts(
                id=person,
                available=tuple(available.get(person, ())),
                needs_step_free=person in needing,
            )
            for person in people
        ),
        openings=tuple(
            Opening(starts_at=half_day.starts_at, ends_at=half_day.ends_at)
            for half_day in list_half_days(event.id)
        ),
        measures=_measures(event),
    )


def _measures(event: Event) -> Measures:
    rules = find_rules(event.id)
    if rules is None:
        return Measures()
    return Measures(far_minutes=rules.far_minutes, break_after=rules.break_after)


def _room(room: Room) -> RoomFacts:
    return RoomFacts(
        id=room.public_id,
        capacity=room.capacity,
        step_free=room.step_free,
        booth=room.booth,
        building=room.building,
    )


def _placed(session: Session) -> Placed | None:
    if session.hours is None or not session.held:
        return None
    starts_at, ends_at = session.hours
    return Placed(
        id=session.public_id,
        kind=session.kind,
        starts_at=starts_at,
        ends_at=ends_at,
        room=session.room.public_id if session.room else None,
        people=frozenset(part.person_id for part in session.people if part.comes),
        capacity=session.capacity,
        needs_booth=session.needs_booth,
    )
