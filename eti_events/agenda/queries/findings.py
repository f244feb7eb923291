"""Pages of findings, and links to slides and recordings."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from eti_events.agenda.models import Findings, Session, SessionLink
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Person


def lock_session_id(event: Event, public_id: UUID) -> int:
    """Have whoever writes about this session wait for us; return its inner id."""
    query = select(Session.id).filter_by(event_id=event.id, public_id=public_id)
    found: int = db.one_or_404(query.with_for_update())
    return found


def find_findings(session: UUID) -> Findings | None:
    """Return a session's page as it stands now, or None."""
    query = (
        select(Findings)
        .join(Findings.session)
        .where(Session.public_id == session)
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def list_findings(event_id: int) -> dict[UUID, Findings]:
    """Return every page of the event, by its session."""
    query = (
        select(Session.public_id, Findings)
        .join(Findings.session)
        .where(Session.event_id == event_id)
    )
    return {row.public_id: row.Findings for row in db.session.execute(query)}


def list_links(session: UUID) -> Sequence[SessionLink]:
    """List where a session's slides and recordings are found."""
    query = (
        select(SessionLink)
        .join(Session, Session.id == SessionLink.session_id)
        .where(Session.public_id == session)
    )
    return db.session.scalars(query.order_by(SessionLink.id)).all()


def get_link(event: Event, public_id: UUID) -> SessionLink:
    """Return one link of a session of this event, or answer 404."""
    query = (
        select(SessionLink)
        .join(Session, Session.id == SessionLink.session_id)
        .where(Session.event_id == event.id, SessionLink.public_id == public_id)
    )
    link: SessionLink = db.one_or_404(query)
    return link


def list_people(ids: Collection[int]) -> Sequence[Person]:
    """List these people, by their inner id."""
    query = select(Person).where(Person.id.in_(ids)).order_by(Person.id)
    return db.session.scalars(query).all() if ids else ()
