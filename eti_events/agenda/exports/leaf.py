"""What every format is written from: whose programme it is, and how much of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from eti_events.agenda.snapshot import (
    Programme,
    PublishedPerson,
    PublishedRoom,
    PublishedSession,
    PublishedTheme,
    PublishedTopic,
)
from eti_events.multilingual import Multilingual


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """The event as files tell of it; ``host`` is that of every UID."""

    id: UUID
    slug: str
    name: Multilingual
    venue: Multilingual
    address: str
    time_zone: str
    language: str
    starts_at: datetime
    ends_at: datetime
    contact: str
    base_url: str
    host: str

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which hours are written."""
        return ZoneInfo(self.time_zone)

    @property
    def url(self) -> str:
        """Where the programme is read."""
        return f"{self.base_url}/events/{self.slug}/agenda"

    def url_of(self, session: PublishedSession) -> str:
        """Where one session is read."""
        return f"{self.url}/{session.id}"

    def local(self, moment: datetime) -> datetime:
        """Return the moment on the event's own clock."""
        return moment.astimezone(self.zone)


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A programme that may be shown, for an event, in a language of the site.

    Rooms, themes and topics are those of its sessions alone: one that only restricted
    sessions have is itself a secret.
    """

    occasion: Occasion
    programme: Programme
    language: str

    @cached_property
    def sessions(self) -> tuple[PublishedSession, ...]:
        """The sessions as the day goes."""
        order = {room.id: number for number, room in enumerate(self.programme.rooms)}
        last = len(order)

        def place(session: PublishedSession) -> tuple[datetime, int, str]:
            room = order.get(session.room, last) if session.room else last
            return session.starts_at, room, str(session.id)

        return tuple(sorted(self.programme.sessions, key=place))

    @cached_property
    def rooms(self) -> tuple[PublishedRoom, ...]:
        """The rooms that its sessions are in."""
        used = {session.room for session in self.programme.sessions}
        return tuple(room for room in self.programme.rooms if room.id in used)

    @cached_property
    def themes(self) -> tuple[PublishedTheme, ...]:
        """The themes that its sessions have."""
        used = {theme for one in self.programme.sessions for theme in one.themes}
        return tuple(theme for theme in self.programme.themes if theme.id in used)

    @cached_property
    def topics(self) -> tuple[PublishedTopic, ...]:
        """The topics that its sessions have."""
        used = {session.topic for session in self.programme.sessions}
        return tuple(topic for topic in self.programme.topics if topic.id in used)

    @cached_property
    def guids(self) -> dict[UUID, UUID]:
        """For each part, the id of who plays it: the least of that person's parts.

        The inner number of a person leaves in no file. Who is protected has another
        id in each session.
        """
        least: dict[int, UUID] = {}
        parts = [part for one in self.programme.sessions for part in one.people]
        for part in parts:
            if part.person is not None:
                known = least.get(part.person, part.part)
                least[part.person] = min(known, part.part)
        return {
            part.part: part.part if part.person is None else least[part.person]
            for part in parts
        }

    def room_of(self, session: PublishedSession) -> PublishedRoom | None:
        """Return the room that the session is in, if it may be told."""
        return self.programme.room_by_id.get(session.room) if session.room else None

    def themes_of(self, session: PublishedSession) -> list[PublishedTheme]:
        """Return the themes of a session."""
        known = self.programme.theme_by_id
        return [known[theme] for theme in session.themes if theme in known]

    def text(self, text: Multilingual) -> str:
        """Return a text in the language of the file, else in the event's own."""
        return text.to(self.language, self.occasion.language)

    def who(self, part: PublishedPerson) -> str:
        """Name whoever plays a part, or say their function if they are protected."""
        return part.name or self.text(part.function)

    def who_and_what(self, part: PublishedPerson) -> str:
        """Name whoever plays a part, and their function beside it."""
        function = self.text(part.function)
        return ", ".join(filter(None, (part.name, function)))

    @property
    def written_at(self) -> datetime:
        """When this version appeared: what depends on nothing else is dated so."""
        return self.programme.published_at or self.occasion.starts_at
