"""Conflicts in words: what it is, why it matters, and the ways out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eti_events.agenda.checks import Agenda
from eti_events.agenda.conflicts import Conflict, ConflictKind
from eti_events.agenda.models import Session
from eti_events.agenda.remedies import WayOut, ways_out
from eti_events.events.models import Event, Room
from eti_events.typography import day, hour

REASONS = {
    ConflictKind.ROOM_TAKEN: _l("Both groups would stand at one door."),
    ConflictKind.PERSON_TWICE: _l("One of the two would be held without them."),
    ConflictKind.PERSON_UNAVAILABLE: _l("It would be held without them."),
    ConflictKind.CAPACITY_UNDER_SEATS: _l(
        "People who were promised a seat would find none."
    ),
    ConflictKind.NO_STEP_FREE_ROOM: _l("Somebody who is expected could not get in."),
    ConflictKind.NO_BOOTH: _l("Those who count on the interpretation would hear none."),
    ConflictKind.OUTSIDE_HOURS: _l("The doors are closed then, and nobody is counted."),
    ConflictKind.GAP_TOO_SHORT: _l(
        "They would arrive late, and the session would begin late."
    ),
    ConflictKind.BREAK_MISSING: _l(
        "People go when they must, then, and miss what they came for."
    ),
}


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way out, and the words on its button."""

    to: WayOut
    label: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One conflict as an organiser reads it."""

    conflict: Conflict
    what: str
    why: str
    ways: Sequence[Way]


@dataclass(frozen=True, kw_only=True)
class Explainer:
    """What is needed to speak of conflicts, in one language."""

    event: Event
    agenda: Agenda
    sessions: Mapping[UUID, Session]
    rooms: Mapping[UUID, Room]
    language: str

    def explain(self, conflict: Conflict) -> Explained:
        """Say what it is, why it matters, and what would solve it."""
        return Explained(
            conflict=conflict,
            what=self.what(conflict),
            why=str(REASONS[conflict.kind]),
            ways=[
                Way(
                    to=way,
                    label=self.label(way),
                    version=self.sessions[way.session].version,
                )
                for way in ways_out(conflict, self.agenda)
            ],
        )

    def what(self, conflict: Conflict) -> str:
        """Say in one sentence what clashes, with its hours."""
        first, last = (self.sessions[one] for one in _ends(conflict.sessions))
        facts = {
            "first": self.title(first),
            "last": self.title(last),
            "room": self.room(conflict.room),
            "person": _name(conflict.person, first),
            "when": self.when(*_hours(last)),
            "minutes": conflict.minutes,
            "wanted": conflict.wanted,
        }
        return str(SENTENCES[conflict.kind] % facts)

    def label(self, way: WayOut) -> str:
        """Say what the button of a way out does."""
        title = self.title(self.sessions[way.session])
        if way.other_room:
            room = self.room(way.room)
            return str(_("“%(title)s” to %(room)s, free", title=title, room=room))
        when = self.when(way.starts_at, way.ends_at)
        return str(_("“%(title)s” to %(when)s", title=title, when=when))

    def title(self, session: Session) -> str:
        """Return the session's title for the reader."""
        return session.title.to(self.language, self.event.language)

    def room(self, public_id: UUID | None) -> str:
        """Return the room's name for the reader."""
        room = self.rooms.get(public_id) if public_id else None
        return room.name.to(self.language, self.event.language) if room else ""

    def hour(self, moment: datetime) -> str:
        """Write an hour of the event."""
        return hour(moment.astimezone(self.event.zone), self.language)

    def when(self, starts_at: datetime, ends_at: datetime) -> str:
        """Write a day and its hours, in the event's zone."""
        on = day(starts_at.astimezone(self.event.zone).date(), self.language)
        return f"{on}, {self.hour(starts_at)}–{self.hour(ends_at)}"


SENTENCES = {
    ConflictKind.ROOM_TAKEN: _l(
        "%(room)s, %(when)s: “%(last)s” begins there while “%(first)s” is still held;"
        " they share %(minutes)s minutes."
    ),
    ConflictKind.PERSON_TWICE: _l(
        "%(person)s is expected in “%(first)s” and in “%(last)s” (%(when)s), at the"
        " same time for %(minutes)s minutes."
    ),
    ConflictKind.PERSON_UNAVAILABLE: _l(
        "%(person)s said when they can be there, and “%(last)s” (%(when)s) is not then."
    ),
    ConflictKind.CAPACITY_UNDER_SEATS: _l(
        "“%(last)s” (%(when)s) has given %(wanted)s seats, more than it has places."
    ),
    ConflictKind.NO_STEP_FREE_ROOM: _l(
        "%(room)s has steps; at least one place in “%(last)s” (%(when)s) needs a way"
        " without."
    ),
    ConflictKind.NO_BOOTH: _l(
        "“%(last)s” (%(when)s) is interpreted from a booth; %(room)s has none."
    ),
    ConflictKind.OUTSIDE_HOURS: _l(
        "“%(last)s” (%(when)s) is outside the half-days of the event."
    ),
    ConflictKind.GAP_TOO_SHORT: _l(
        "%(person)s has %(minutes)s minutes from “%(first)s” to “%(last)s” (%(when)s);"
        " the way to the other building takes %(wanted)s."
    ),
    ConflictKind.BREAK_MISSING: _l(
        "From “%(first)s” to “%(last)s” (%(when)s) there are %(minutes)s minutes"
        " without a break for all; %(wanted)s are the limit."
    ),
}


def _ends(sessions: Sequence[UUID]) -> tuple[UUID, UUID]:
    return sessions[0], sessions[-1]


def _hours(session: Session) -> tuple[datetime, datetime]:
    assert session.hours is not None  # noqa: S101 -- what clashes has its hours
    return session.hours


def _name(person_id: int | None, session: Session) -> str:
    names = (part.person.name for part in session.people if part.person_id == person_id)
    return next(names, "")
