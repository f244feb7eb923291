"""The published programme as values, and the JSON in which a version is kept.

What is kept names nobody and holds no hybrid link: people stand in it by id and are
named as they are known when it is read, links are kept sealed beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from eti_events.agenda.kinds import Audience, SessionKind, SessionRole
from eti_events.multilingual import Multilingual

FORMAT = 1  # of the JSON; a later one reads the earlier ones


@dataclass(frozen=True, kw_only=True)
class AudienceRule:
    """Who may attend: everybody, or those of the kind; no value means all of it."""

    kind: Audience = Audience.ALL
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PublishedPerson:
    """Somebody's part in a session; without a name, shown by function.

    ``part`` is the public id of the part, ``person`` the inner id of who plays it.
    """

    part: UUID
    person: int | None
    role: SessionRole
    protected: bool = False
    function: Multilingual
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedRoom:
    """A room as it was called."""

    id: UUID
    code: str
    name: Multilingual
    capacity: int
    step_free: bool
    building: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedTheme:
    """A theme and its colour, an index into the stylesheet's own."""

    id: UUID
    name: Multilingual
    colour: int


@dataclass(frozen=True, kw_only=True)
class PublishedTopic:
    """What several sessions have in common."""

    id: UUID
    title: Multilingual


@dataclass(frozen=True, kw_only=True)
class PublishedSession:
    """A session with its hours, as everybody knows it.

    ``sequence`` rises with each version that changed it, ``changed_at`` is when the
    last of them appeared. ``moved_from`` and ``former_room`` are what people may still
    have in mind, since ``moved_at`` and ``room_changed_at``.
    """

    id: UUID
    kind: SessionKind
    title: Multilingual
    abstract: Multilingual
    languages: tuple[str, ...] = ()
    interpretation: tuple[str, ...] = ()
    topic: UUID | None = None
    themes: tuple[UUID, ...] = ()
    room: UUID | None = None
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    audience: AudienceRule = AudienceRule()
    restricted: bool = False
    cancelled: bool = False
    image_note: Multilingual
    people: tuple[PublishedPerson, ...] = ()
    hybrid_link: str = ""
    sequence: int = 0
    changed_at: datetime | None = None
    moved_at: datetime | None = None
    moved_from: datetime | None = None
    room_changed_at: datetime | None = None
    former_room: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A version, or the working copy as it would be published (number 0)."""

    number: int = 0
    published_at: datetime | None = None
    sessions: tuple[PublishedSession, ...] = ()
    rooms: tuple[PublishedRoom, ...] = ()
    themes: tuple[PublishedTheme, ...] = ()
    topics: tuple[PublishedTopic, ...] = ()

    @cached_property
    def session_by_id(self) -> Mapping[UUID, PublishedSession]:
        """Its sessions by their id."""
        return {session.id: session for session in self.sessions}

    @cached_property
    def room_by_id(self) -> Mapping[UUID, PublishedRoom]:
        """Its rooms by their id."""
        return {room.id: room for room in self.rooms}

    @cached_property
    def theme_by_id(self) -> Mapping[UUID, PublishedTheme]:
        """Its themes by their id."""
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def person_ids(self) -> frozenset[int]:
        """Everybody who has a part in it."""
        return frozenset(
            person.person
            for session in self.sessions
            for person in session.people
            if person.person is not None
        )


@dataclass(frozen=True, kw_only=True)
class KnownPerson:
    """Who somebody is today: a merged record is the one that was kept."""

    id: int
    name: str
    protected: bool


def named(programme: Programme, known: Mapping[int, KnownPerson]) -> Programme:
    """Return the programme with the names that its people have today."""
    return replace(
        programme,
        sessions=tuple(
            replace(session, people=_all_named(session.people, known))
            for session in programme.sessions
        ),
    )


def _all_named(
    parts: tuple[PublishedPerson, ...], known: Mapping[int, KnownPerson]
) -> tuple[PublishedPerson, ...]:
    """Name each once: two records that became one may both have had the part."""
    found: dict[object, PublishedPerson] = {}
    for part in parts:
        one = _named(part, known)
        key = (one.person, one.role) if one.person is not None else one.part
        found.setdefault(key, one)
    return tuple(found.values())


def _named(part: PublishedPerson, known: Mapping[int, KnownPerson]) -> PublishedPerson:
    person = known.get(part.person) if part.person is not None else None
    if person is None:
        return replace(part, person=None, name="")
    return replace(
        part,
        person=person.id,
        name=person.name,
        protected=part.protected or person.protected,
    )


def to_json(programme: Programme) -> dict[str, Any]:
    """Return what a version keeps: neither names nor links."""
    return {
        "format": FORMAT,
        "number": programme.number,
        "published_at": _text(programme.published_at),
        "sessions": [_session_to_json(session) for session in programme.sessions],
        "rooms": [{**vars(room), "id": str(room.id)} for room in programme.rooms],
        "themes": [{**vars(theme), "id": str(theme.id)} for theme in programme.themes],
        "topics": [{**vars(topic), "id": str(topic.id)} for topic in programme.topics],
    }


def links_of(programme: Programme) -> dict[str, str]:
    """Return the hybrid links by session, to be kept sealed."""
    return {
        str(session.id): session.hybrid_link
        for session in programme.sessions
        if session.hybrid_link
    }


def from_json(data: Mapping[str, Any], links: Mapping[str, str]) -> Programme:
    """Read what a version kept; its people have no names yet."""
    return Programme(
        number=data["number"],
        published_at=_moment(data["published_at"]),
        sessions=tuple(_session_from_json(row, links) for row in data["sessions"]),
        rooms=tuple(PublishedRoom(**_identified(row, "name")) for row in data["rooms"]),
        themes=tuple(
            PublishedTheme(**_identified(row, "name")) for row in data["themes"]
        ),
        topics=tuple(
            PublishedTopic(**_identified(row, "title")) for row in data["topics"]
        ),
    )


TEXTS = ("title", "abstract", "image_note")
MOMENTS = (
    *("starts_at", "ends_at", "changed_at"),
    *("moved_at", "moved_from", "room_changed_at"),
)
REFERENCES = ("topic", "room", "former_room")
LISTS = ("languages", "interpretation")


def _session_to_json(session: PublishedSession) -> dict[str, Any]:
    row = {
        name: value for name, value in vars(session).items() if name != "hybrid_link"
    }
    row |= {name: _text(row[name]) for name in MOMENTS}
    row |= {name: row[name] and str(row[name]) for name in ("id", *REFERENCES)}
    row |= {name: list(row[name]) for name in LISTS}
    row["themes"] = [str(theme) for theme in session.themes]
    row["audience"] = [session.audience.kind, *session.audience.values]
    row["people"] = [_person_to_json(person) for person in session.people]
    return row


def _session_from_json(
    row: Mapping[str, Any], links: Mapping[str, str]
) -> PublishedSession:
    kind, *values = row["audience"]
    read: dict[str, Any] = {
        **row,
        **{name: Multilingual(row[name]) for name in TEXTS},
        **{name: _moment(row[name]) for name in MOMENTS},
        **{name: row[name] and UUID(row[name]) for name in REFERENCES},
        **{name: tuple(row[name]) for name in LISTS},
        "id": UUID(row["id"]),
        "kind": SessionKind(row["kind"]),
        "themes": tuple(UUID(theme) for theme in row["themes"]),
        "audience": AudienceRule(kind=Audience(kind), values=tuple(values)),
        "people": tuple(_person_from_json(person) for person in row["people"]),
        "hybrid_link": links.get(row["id"], ""),
    }
    return PublishedSession(**read)


def _person_to_json(person: PublishedPerson) -> dict[str, Any]:
    row = {name: value for name, value in vars(person).items() if name != "name"}
    return {**row, "part": str(person.part)}


def _person_from_json(row: Mapping[str, Any]) -> PublishedPerson:
    return PublishedPerson(
        **{
            **row,
            "part": UUID(row["part"]),
            "role": SessionRole(row["role"]),
            "function": Multilingual(row["function"]),
        }
    )


def _identified(row: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {**row, "id": UUID(row["id"]), text: Multilingual(row[text])}


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
