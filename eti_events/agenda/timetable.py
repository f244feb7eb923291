"""The programme laid out for readers: days, hours, what is on now. Values only."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from markupsafe import Markup

from eti_events.agenda.kinds import SessionKind
from eti_events.agenda.snapshot import Programme, PublishedRoom, PublishedSession

MOST_WRITTEN = 3_000  # pieces: languages × what marks them for their reader
Sessions = tuple[PublishedSession, ...]


@dataclass(frozen=True, kw_only=True)
class Slot:
    """What begins at the same moment, side by side."""

    starts_at: datetime
    sessions: Sessions

    @property
    def ends_at(self) -> datetime:
        """When the last of them is over."""
        return max(session.ends_at for session in self.sessions)

    @property
    def minutes(self) -> int | None:
        """How long they last, where that is the same for all."""
        lengths = {session.ends_at - session.starts_at for session in self.sessions}
        return int(lengths.pop().total_seconds()) // 60 if len(lengths) == 1 else None

    @cached_property
    def ids(self) -> frozenset[UUID]:
        """Which sessions they are."""
        return frozenset(session.id for session in self.sessions)

    def is_on(self, at: datetime) -> bool:
        """Whether one of them takes place at that time."""
        return any(_is_on(session, at) for session in self.sessions)


@dataclass(frozen=True, kw_only=True)
class Day:
    """One day of the event, as its own clock has it."""

    on: date
    slots: tuple[Slot, ...]

    @property
    def sessions(self) -> Sessions:
        """All that begins on the day."""
        return tuple(session for slot in self.slots for session in slot.sessions)

    def over(self, at: datetime) -> tuple[Slot, ...]:
        """Return what is past, of a day that still goes on."""
        past = tuple(slot for slot in self.slots if slot.ends_at <= at)
        return past if len(past) < len(self.slots) else ()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a reader wants to see of it, as the address says; empty means all."""

    theme: str = ""
    kind: str = ""
    language: str = ""
    room: str = ""
    starred: bool = False

    def keeps(self, session: PublishedSession, starred: Collection[UUID]) -> bool:
        """Whether the session is among what was asked for."""
        spoken = (*session.languages, *session.interpretation)
        return (
            (not self.theme or self.theme in map(str, session.themes))
            and (not self.kind or self.kind == session.kind)
            and (not self.language or self.language in spoken)
            and (not self.room or self.room == str(session.room))
            and (not self.starred or session.id in starred)
        )


class Timetable:
    """One reader's programme by day and hour, with the pieces of its pages.

    It is kept for as long as the programme stands as it is, and what was written of
    it with it.
    """

    def __init__(self, programme: Programme, zone: ZoneInfo) -> None:
        self.programme = programme
        self.zone = zone
        self._written: dict[Hashable, Markup] = {}

    def once(self, *key: Hashable, caller: Callable[[], Markup]) -> Markup:
        """Return a piece of a page, written once for each key."""
        found = self._written.get(key)
        if found is None:
            if len(self._written) >= MOST_WRITTEN:
                self._written.clear()
            found = self._written[key] = caller()
        return found

    @cached_property
    def sessions(self) -> Sessions:
        """Every session, by hour and then by room in the organisers' order."""
        order = {room.id: number for number, room in enumerate(self.programme.rooms)}
        last = len(order)

        def place(session: PublishedSession) -> tuple[datetime, int, datetime]:
            number = order.get(session.room, last) if session.room else last
            return session.starts_at, number, session.ends_at

        return tuple(sorted(self.programme.sessions, key=place))

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The days with all that is on them."""
        return by_day(self.sessions, self.zone)

    @cached_property
    def rooms(self) -> tuple[PublishedRoom, ...]:
        """The rooms in which something takes place."""
        used = {session.room for session in self.sessions}
        return tuple(room for room in self.programme.rooms if room.id in used)

    @cached_property
    def kinds(self) -> tuple[SessionKind, ...]:
        """What kinds of sessions there are."""
        used = {session.kind for session in self.sessions}
        return tuple(kind for kind in SessionKind if kind in used)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that are spoken or interpreted into."""
        spoken = ({*one.languages, *one.interpretation} for one in self.sessions)
        return tuple(sorted(set().union(*spoken)))

    def days_of(self, asked: Asked, starred: Collection[UUID]) -> tuple[Day, ...]:
        """Return the days with what was asked for."""
        if asked == Asked():
            return self.days
        kept = [one for one in self.sessions if asked.keeps(one, starred)]
        return by_day(kept, self.zone)

    def on_now(self, at: datetime) -> Sessions:
        """Return what takes place at that time."""
        return tuple(session for session in self.sessions if _is_on(session, at))

    def comes_next(
        self, at: datetime, among: Collection[UUID] | None = None
    ) -> Sessions:
        """Return what begins next on the same day, of all or of a reader's own."""
        coming = [
            session
            for session in self.sessions
            if session.starts_at > at
            and not session.cancelled
            and (among is None or session.id in among)
        ]
        if not coming or self._day(coming[0].starts_at) != self._day(at):
            return ()
        first = coming[0].starts_at
        return tuple(session for session in coming if session.starts_at == first)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def by_day(sessions: Iterable[PublishedSession], zone: ZoneInfo) -> tuple[Day, ...]:
    """Lay sessions out by day and hour; they come in the order of their hours."""
    slots = [
        Slot(starts_at=starts_at.astimezone(zone), sessions=tuple(together))
        for starts_at, together in groupby(sessions, lambda one: one.starts_at)
    ]
    days = groupby(slots, lambda slot: slot.starts_at.date())
    return tuple(Day(on=on, slots=tuple(of_day)) for on, of_day in days)


def day_asked_for(days: Sequence[Day], asked: str, today: date) -> Day | None:
    """Return the day of the address, else today, else the first."""
    known = {day.on.isoformat(): day for day in reversed(days)}
    first = days[0] if days else None
    return known.get(asked) or known.get(today.isoformat()) or first


def day_shift(moment: datetime, here: ZoneInfo, there: ZoneInfo) -> int:
    """Return how many days the calendar there is ahead of the one here."""
    days = moment.astimezone(there).date() - moment.astimezone(here).date()
    return days.days


def comes_twice(moment: datetime) -> bool:
    """Whether clocks show the hour of this moment twice, as when they go back."""
    return moment.replace(fold=1 - moment.fold).utcoffset() != moment.utcoffset()


def _is_on(session: PublishedSession, at: datetime) -> bool:
    return session.starts_at <= at < session.ends_at and not session.cancelled


def overlapping(sessions: Sequence[PublishedSession]) -> Iterator[Sessions]:
    """Part sessions into groups of those that go on at the same time."""
    group: list[PublishedSession] = []
    end: datetime | None = None
    for session in sessions:
        if end is not None and session.starts_at >= end:
            yield tuple(group)
            group, end = [], None
        group.append(session)
        end = max(end or session.ends_at, session.ends_at)
    if group:
        yield tuple(group)
