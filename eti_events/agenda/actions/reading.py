"""What readers do: follow sessions, and say how far they have read."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from eti_events.agenda.models import AgendaReader, SessionStar
from eti_events.agenda.queries.readers import find_reader
from eti_events.database import db
from eti_events.events.models import Event

# Two devices of one person may say the same at the same moment.
STAR = {
    "sqlite": sqlite.insert(SessionStar).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(SessionStar).on_conflict_do_nothing(),
}
READER = {
    "sqlite": sqlite.insert(AgendaReader).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(AgendaReader).on_conflict_do_nothing(),
}


def follow(event: Event, sessions: Collection[UUID], *, by: int, at: datetime) -> None:
    """Put stars on sessions; what has one keeps it."""
    whose = {"event_id": event.id, "person_id": by, "starred_at": at}
    rows = [{**whose, "session_id": session} for session in sorted(sessions)]
    if rows:
        db.session.execute(STAR[db.engine.dialect.name], rows)


def unfollow(event: Event, sessions: Collection[UUID], *, by: int) -> None:
    """Take stars off sessions."""
    db.session.execute(
        delete(SessionStar).where(
            SessionStar.event_id == event.id,
            SessionStar.person_id == by,
            SessionStar.session_id.in_(sessions),
        )
    )


def have_read(event: Event, number: int, *, by: int, at: datetime) -> None:
    """Note up to which version the person has read; never back to an older one."""
    whose = {"event_id": event.id, "person_id": by}
    read = {"number": number, "read_at": at}
    db.session.execute(READER[db.engine.dialect.name], [{**whose, **read}])
    reader = find_reader(event.id, by)
    if reader is not None and reader.number < number:
        reader.number, reader.read_at = number, at
