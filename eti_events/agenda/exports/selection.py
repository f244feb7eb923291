"""Which part of a programme is asked for: of a theme, a room, a person, a session."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from eti_events.agenda.snapshot import Programme, PublishedSession

MOST = 20  # ids of one kind: nobody has more themes

Holds = Callable[[PublishedSession], bool]


class NothingThere(Exception):
    """No theme, room, part or session of that id is shown to who asks."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Sessions with one of the themes, in one of the rooms, of that person; or one.

    ``person`` is the id of any part that the person plays. Nothing asked: all.
    """

    themes: frozenset[UUID] = frozenset()
    rooms: frozenset[UUID] = frozenset()
    person: UUID | None = None
    session: UUID | None = None

    @classmethod
    def read(cls, asked: Mapping[str, Iterable[str]]) -> "Selection":
        """Read an address's values by name; raise NothingThere for what is no id."""
        themes, rooms = (_ids(asked.get(name, ())) for name in ("theme", "room"))
        people, sessions = (_ids(asked.get(name, ())) for name in ("person", "session"))
        if len(people) > 1 or len(sessions) > 1:
            raise NothingThere
        return cls(
            themes=themes,
            rooms=rooms,
            person=next(iter(people), None),
            session=next(iter(sessions), None),
        )

    def of(self, programme: Programme) -> Programme:
        """Return that part of the programme; raise NothingThere for unknown ids."""
        if self == ALL:
            return programme
        self._must_be_in(programme)
        holds = list(self._holds(programme))
        sessions = tuple(
            session
            for session in programme.sessions
            if all(held(session) for held in holds)
        )
        return replace(programme, sessions=sessions)

    def _must_be_in(self, programme: Programme) -> None:
        """Know only what visible sessions have, so that asking tells no more."""
        sessions = programme.sessions
        themes = {theme for session in sessions for theme in session.themes}
        known = {session.room for session in sessions} | themes
        if self.session:
            known |= {session.id for session in sessions}
        wanted = self.themes | self.rooms | ({self.session} - {None})
        if not wanted <= known:
            raise NothingThere

    def _holds(self, programme: Programme) -> Iterable[Holds]:
        if self.themes:
            yield lambda session: not self.themes.isdisjoint(session.themes)
        if self.rooms:
            yield lambda session: session.room in self.rooms
        if self.session:
            yield lambda session: session.id == self.session
        if self.person:
            own = sessions_of(programme, self.person)
            yield lambda session: session.id in own


def sessions_of(programme: Programme, part: UUID) -> frozenset[UUID]:
    """Return the sessions of whoever plays that part; raise NothingThere if nobody."""
    everybody = [(one.id, each) for one in programme.sessions for each in one.people]
    own = next(((id_, each) for id_, each in everybody if each.part == part), None)
    if own is None:
        raise NothingThere
    session, who = own
    if who.person is None:
        return frozenset({session})
    return frozenset(id_ for id_, each in everybody if each.person == who.person)


def _ids(texts: Iterable[str]) -> frozenset[UUID]:
    texts = [text for text in texts if text]
    if len(texts) > MOST:
        raise NothingThere
    try:
        return frozenset(UUID(text) for text in texts)
    except ValueError:
        raise NothingThere from None


ALL = Selection()
