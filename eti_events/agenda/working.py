"""The working copy beside what is published: what organisers look at, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from eti_events.agenda.actions.publishing import differs
from eti_events.agenda.changes import Change, changes
from eti_events.agenda.checks import find
from eti_events.agenda.conflicts import Conflict, Facts
from eti_events.agenda.drafting import programme_of
from eti_events.agenda.facts import facts_of
from eti_events.agenda.models import AgendaTheme, Session, Topic
from eti_events.agenda.queries.sessions import list_sessions, list_themes, list_topics
from eti_events.agenda.reading import parsed
from eti_events.agenda.snapshot import Programme
from eti_events.events.models import Event, Room
from eti_events.events.queries import list_rooms


@dataclass(frozen=True, kw_only=True)
class Work:
    """Every row of the working copy, and the version in force, without names."""

    event: Event
    sessions: Sequence[Session]
    rooms: Sequence[Room]
    themes: Sequence[AgendaTheme]
    topics: Sequence[Topic]
    before: Programme | None

    @cached_property
    def draft(self) -> Programme:
        """The working copy as it would be published."""
        return programme_of(
            self.sessions, rooms=self.rooms, themes=self.themes, topics=self.topics
        )

    @cached_property
    def changes(self) -> list[Change]:
        """What the next version would bring."""
        return changes(self.before, self.draft)

    @cached_property
    def differs(self) -> bool:
        """Whether there is anything to publish."""
        return differs(self.draft, self.before)

    @cached_property
    def facts(self) -> Facts:
        """What of it matters for conflicts."""
        return facts_of(self.event, self.sessions)

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """What clashes in it."""
        return find(self.facts)

    @cached_property
    def session_by_id(self) -> dict[UUID, Session]:
        """Its sessions by their public id."""
        return {session.public_id: session for session in self.sessions}

    @property
    def number(self) -> int:
        """The version in force, 0 before the first."""
        return self.before.number if self.before else 0


def work_on(event: Event) -> Work:
    """Read the working copy; as many selects for three sessions as for sixty."""
    return Work(
        event=event,
        sessions=list_sessions(event.id),
        rooms=list_rooms(event.id),
        themes=list_themes(event.id),
        topics=list_topics(event.id),
        before=parsed(event.id),
    )
