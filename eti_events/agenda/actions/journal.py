"""A session as the journal writes it, and how it becomes that again."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from eti_events.agenda.kinds import (
    Audience,
    EditKind,
    SessionKind,
    SessionState,
    SessionVisibility,
)
from eti_events.agenda.models import AgendaEdit, Session
from eti_events.agenda.queries.sessions import list_themes, list_topics
from eti_events.agenda.refusals import GoneSince
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.events.queries import list_rooms
from eti_events.multilingual import Multilingual

PLAIN = (
    *("languages", "interpretation", "needs_booth", "minutes", "capacity"),
    *("min_size", "hybrid_link", "audience_values", "position"),
)
TEXTS = ("title", "abstract", "image_note")
KINDS = {
    "kind": SessionKind,
    "audience": Audience,
    "visibility": SessionVisibility,
    "state": SessionState,
}
MOMENTS = ("starts_at", "ends_at")


class Identified(Protocol):
    """A row that is named outside."""

    public_id: Any


Row = TypeVar("Row", bound=Identified)


def state_of(session: Session) -> dict[str, Any]:
    """Return everything that organisers write of a session, ready for JSON."""
    values: dict[str, Any] = {name: getattr(session, name) for name in (*PLAIN, *KINDS)}
    values |= {name: dict(getattr(session, name)) for name in TEXTS}
    for name in MOMENTS:
        moment: datetime | None = getattr(session, name)
        values[name] = moment.isoformat() if moment else None
    values["room"] = str(session.room.public_id) if session.room else None
    values["topic"] = str(session.topic.public_id) if session.topic else None
    values["themes"] = [str(theme.public_id) for theme in session.themes]
    return values


def put_back(event: Event, session: Session, values: Mapping[str, Any]) -> None:
    """Write to a session what ``state_of`` said of it once."""
    for name in PLAIN:
        setattr(session, name, values[name])
    for name, kind in KINDS.items():
        setattr(session, name, kind(values[name]))
    for name in TEXTS:
        setattr(session, name, Multilingual(values[name]))
    for name in MOMENTS:
        text = values[name]
        setattr(session, name, datetime.fromisoformat(text) if text else None)
    session.room = _of(list_rooms(event.id), values["room"])
    session.topic = _of(list_topics(event.id), values["topic"])
    themes = list_themes(event.id)
    session.themes = [row for one in values["themes"] if (row := _of(themes, one))]


def note_edit(
    event: Event,
    session: Session,
    kind: EditKind,
    *,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    by: int,
    at: datetime,
) -> None:
    """Add a step that its organiser can take back."""
    db.session.add(
        AgendaEdit(
            event_id=event.id,
            session_id=session.public_id,
            kind=kind,
            before=json.dumps(before) if before is not None else None,
            after=json.dumps(after) if after is not None else None,
            by=by,
            at=at,
        )
    )


def touch(session: Session, *, by: int, at: datetime) -> None:
    """Say who changed a session last, and count its version up."""
    session.changed_at, session.changed_by = at, by
    db.session.flush()


def _of(rows: Iterable[Row], public_id: str | None) -> Row | None:
    if public_id is None:
        return None
    wanted = UUID(public_id)
    row = next((row for row in rows if row.public_id == wanted), None)
    if row is None:
        raise GoneSince
    return row
