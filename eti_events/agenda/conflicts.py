"""What conflicts are found in and what they are; they warn and forbid nothing."""

import enum
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from eti_events.agenda.kinds import SessionKind


class ConflictKind(enum.StrEnum):
    """The kinds of conflicts, the gravest first."""

    ROOM_TAKEN = "room_taken"
    PERSON_TWICE = "person_twice"
    PERSON_UNAVAILABLE = "person_unavailable"
    CAPACITY_UNDER_SEATS = "capacity_under_seats"
    NO_STEP_FREE_ROOM = "no_step_free_room"
    NO_BOOTH = "no_booth"
    OUTSIDE_HOURS = "outside_hours"
    GAP_TOO_SHORT = "gap_too_short"
    BREAK_MISSING = "break_missing"


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A session that has its hours and is held.

    ``people`` are the inner ids of those counted on in it, whatever their part;
    ``attendees`` those with a seat, as far as they are known. ``seats`` are given
    already; a ``capacity`` of None is its room's.
    """

    id: UUID
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    room: UUID | None = None
    people: frozenset[int] = field(default_factory=frozenset)
    attendees: frozenset[int] = field(default_factory=frozenset)
    seats: int = 0
    capacity: int | None = None
    needs_booth: bool = False


@dataclass(frozen=True, kw_only=True)
class RoomFacts:
    """What of a room matters for conflicts; no building is near every other."""

    id: UUID
    capacity: int
    step_free: bool = True
    booth: bool = False
    building: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What of a person matters; without a time they are available at any."""

    id: int
    available: tuple[tuple[datetime, datetime], ...] = ()
    needs_step_free: bool = False


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A half-day of the event; two that touch are one to whoever looks for hours."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Measures:
    """Minutes between far rooms, and without a break; as in ``AgendaRules``."""

    far_minutes: int = 10
    break_after: int = 180


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything that conflicts are found in."""

    placed: tuple[Placed, ...] = ()
    rooms: tuple[RoomFacts, ...] = ()
    people: tuple[PersonFacts, ...] = ()
    openings: tuple[Opening, ...] = ()
    measures: Measures = Measures()


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One conflict: its sessions by hour, and what else it is about.

    ``minutes`` is what is there of a gap, or too much without a break; ``wanted`` what
    should be: minutes, or seats.
    """

    kind: ConflictKind
    sessions: tuple[UUID, ...]
    person: int | None = None
    room: UUID | None = None
    minutes: int | None = None
    wanted: int | None = None

    @property
    def key(self) -> str:
        """What an organiser acknowledges: the same as long as it is the same clash."""
        parts = (self.kind, *self.sessions, self.person or "", self.room or "")
        return ":".join(str(part) for part in parts)
