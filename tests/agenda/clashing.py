"""A small agenda in which conflicts are planted, in plain hours of one day."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from eti_events.agenda.conflicts import (
    Facts,
    Measures,
    Opening,
    PersonFacts,
    Placed,
    RoomFacts,
)
from eti_events.agenda.kinds import SessionKind

DAY = datetime(2096, 8, 30, tzinfo=UTC)
AWA, LINA, NOAH = 1, 2, 3


def clock(text: str) -> datetime:
    """Return the moment of ``9:30``, or of ``+1 9:30`` on the day after."""
    days, _, hours = text.rpartition(" ")
    hour, minute = hours.split(":")
    return DAY + timedelta(days=int(days or 0), hours=int(hour), minutes=int(minute))


def ident(number: int) -> UUID:
    return UUID(int=number)


HALL, PATIO, LOFT, BARN = (ident(number) for number in range(1001, 1005))
ROOMS = (
    RoomFacts(id=HALL, capacity=300, booth=True, building="A"),
    RoomFacts(id=PATIO, capacity=60, building="A"),
    RoomFacts(id=LOFT, capacity=30, step_free=False, building="A"),
    RoomFacts(id=BARN, capacity=80, building="B"),
)
DAYTIME = tuple(
    Opening(starts_at=clock(start), ends_at=clock(end))
    for start, end in (("8:00", "13:00"), ("13:00", "20:00"), ("+1 8:00", "+1 20:00"))
)


def held(
    number: int, start: str, end: str, room: UUID | None = None, **values: Any
) -> Placed:
    """Say that a session is held from when to when."""
    people: Iterable[int] = values.pop("people", ())
    attendees: Iterable[int] = values.pop("attendees", ())
    return Placed(
        id=ident(number),
        starts_at=clock(start),
        ends_at=clock(end),
        room=room,
        people=frozenset(people),
        attendees=frozenset(attendees),
        **({"kind": SessionKind.WORKSHOP} | values),
    )


def agenda(*placed: Placed, people: Sequence[PersonFacts] = (), **values: Any) -> Facts:
    """Put sessions into the rooms above, on two days without the break rule."""
    defaults: dict[str, Any] = {
        "rooms": ROOMS,
        "openings": DAYTIME,
        "measures": Measures(break_after=1440),
    }
    return Facts(placed=placed, people=tuple(people), **(defaults | values))
