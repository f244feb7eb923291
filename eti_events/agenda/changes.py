"""What one version changed against another, as data; words are made elsewhere."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from eti_events.agenda.snapshot import Programme, PublishedSession
from eti_events.multilingual import Multilingual


class ChangeKind(enum.StrEnum):
    """What happened to a session; one that moved to another room has two."""

    NEW = "new"
    MOVED = "moved"
    NEW_ROOM = "new_room"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"
    PEOPLE = "people"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of one session, with what was and what is now.

    ``title`` is what it is called now, or was last; ``fields`` what else was written.
    """

    kind: ChangeKind
    session: UUID
    title: Multilingual
    starts_at: datetime
    ends_at: datetime
    room: UUID | None = None
    former_starts_at: datetime | None = None
    former_ends_at: datetime | None = None
    former_room: UUID | None = None
    fields: tuple[str, ...] = ()
    restricted: bool = False


TEXT_FIELDS = (
    *("kind", "title", "abstract", "languages", "interpretation", "topic", "themes"),
    *("capacity", "audience", "restricted", "image_note", "hybrid_link"),
)


def changes(old: Programme | None, new: Programme) -> list[Change]:
    """List what readers of ``old`` have to learn, in the order of the programme.

    Without an old one there is nothing to compare with, and nothing to tell.
    """
    if old is None:
        return []
    found = [
        change
        for session in new.sessions
        for change in _changes_of(old.session_by_id.get(session.id), session)
    ]
    gone = [
        _change(ChangeKind.WITHDRAWN, session, session)
        for session in old.sessions
        if session.id not in new.session_by_id and not session.cancelled
    ]
    return sorted([*found, *gone], key=lambda one: (one.starts_at, one.session))


def stamped(
    draft: Programme, before: Programme | None, *, number: int, at: datetime
) -> Programme:
    """Give a draft its number, and note in its sessions what changed when."""
    known = before.session_by_id if before else {}
    return replace(
        draft,
        number=number,
        published_at=at,
        sessions=tuple(
            _stamped(session, known.get(session.id), at) for session in draft.sessions
        ),
    )


def to_json(change: Change) -> dict[str, Any]:
    """Return a change as a version keeps it."""
    row = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in vars(change).items()
    }
    row |= {name: row[name] and str(row[name]) for name in REFERENCES}
    return {**row, "fields": list(change.fields)}


def from_json(row: Mapping[str, Any]) -> Change:
    """Read a change that a version kept."""
    read: dict[str, Any] = {
        **row,
        **{name: row[name] and UUID(row[name]) for name in REFERENCES},
        **{name: row[name] and datetime.fromisoformat(row[name]) for name in MOMENTS},
        "kind": ChangeKind(row["kind"]),
        "title": Multilingual(row["title"]),
        "fields": tuple(row["fields"]),
    }
    return Change(**read)


REFERENCES = ("session", "room", "former_room")
MOMENTS = ("starts_at", "ends_at", "former_starts_at", "former_ends_at")


def _changes_of(
    old: PublishedSession | None, new: PublishedSession
) -> Iterator[Change]:
    if old is None:
        if not new.cancelled:
            yield _change(ChangeKind.NEW, new)
        return
    if old.cancelled != new.cancelled:
        kind = ChangeKind.CANCELLED if new.cancelled else ChangeKind.RESTORED
        yield _change(kind, new, old)
    if (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at):
        yield _change(ChangeKind.MOVED, new, old)
    if old.room != new.room:
        yield _change(ChangeKind.NEW_ROOM, new, old)
    if _parts(old) != _parts(new):
        yield _change(ChangeKind.PEOPLE, new, old)
    if fields := tuple(f for f in TEXT_FIELDS if getattr(old, f) != getattr(new, f)):
        yield replace(_change(ChangeKind.TEXT, new, old), fields=fields)


def _change(
    kind: ChangeKind, new: PublishedSession, old: PublishedSession | None = None
) -> Change:
    return Change(
        kind=kind,
        session=new.id,
        title=new.title,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        room=new.room,
        former_starts_at=old.starts_at if old else None,
        former_ends_at=old.ends_at if old else None,
        former_room=old.room if old else None,
        restricted=new.restricted or bool(old and old.restricted),
    )


def _parts(session: PublishedSession) -> list[tuple[object, ...]]:
    """Return who has which part, whatever they are called today."""
    return [
        (person.part, person.role, person.function, person.protected)
        for person in session.people
    ]


def _stamped(
    new: PublishedSession, old: PublishedSession | None, at: datetime
) -> PublishedSession:
    if old is None:
        return replace(new, changed_at=at)
    kept = replace(
        new,
        sequence=old.sequence,
        changed_at=old.changed_at,
        moved_at=old.moved_at,
        moved_from=old.moved_from,
        room_changed_at=old.room_changed_at,
        former_room=old.former_room,
    )
    if not any(_changes_of(old, new)):
        return kept
    kept = replace(kept, sequence=old.sequence + 1, changed_at=at)
    if old.starts_at != new.starts_at:
        kept = replace(kept, moved_at=at, moved_from=old.starts_at)
    if old.room != new.room:
        kept = replace(kept, room_changed_at=at, former_room=old.room)
    return kept
