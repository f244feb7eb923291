"""What a reader keeps of the agenda."""

from uuid import UUID

from sqlalchemy import bindparam, select

from eti_events.agenda.models import AgendaReader, SessionStar
from eti_events.database import db

# Asked with every page of somebody signed in: built once.
STARS = select(SessionStar.session_id).where(
    SessionStar.event_id == bindparam("event_id"),
    SessionStar.person_id == bindparam("person_id"),
)
READ = select(AgendaReader.number).where(
    AgendaReader.event_id == bindparam("event_id"),
    AgendaReader.person_id == bindparam("person_id"),
)


def stars_of(event_id: int, person_id: int) -> frozenset[UUID]:
    """Return the sessions that the person follows."""
    who = {"event_id": event_id, "person_id": person_id}
    return frozenset(db.session.scalars(STARS, who))


def number_read(event_id: int, person_id: int) -> int | None:
    """Return up to which version the person has read, or None at a first visit."""
    number: int | None = db.session.scalar(
        READ, {"event_id": event_id, "person_id": person_id}
    )
    return number


def find_reader(event_id: int, person_id: int) -> AgendaReader | None:
    """Return how far the person has read, to write it, or None."""
    query = select(AgendaReader).filter_by(event_id=event_id, person_id=person_id)
    return db.session.scalar(query.with_for_update())
