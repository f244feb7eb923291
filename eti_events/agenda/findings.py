"""Which sessions owe a page of findings, who writes it, and who reads what is left."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from eti_events.agenda.kinds import SessionKind, SessionRole
from eti_events.agenda.models import SessionLink, SpeakerSlides
from eti_events.agenda.queries.findings import list_links
from eti_events.agenda.queries.profiles import list_shared_slides
from eti_events.agenda.reading import published
from eti_events.agenda.snapshot import Programme, PublishedSession
from eti_events.agenda.visibility import Viewer

WRITERS = (SessionRole.RAPPORTEUR, SessionRole.MODERATOR)
PAUSES = {SessionKind.BREAK, SessionKind.MEAL, SessionKind.RECEPTION}


def owes_findings(session: PublishedSession) -> bool:
    """Whether it is a workshop that was held, or has a rapporteur."""
    reports = any(part.role is SessionRole.RAPPORTEUR for part in session.people)
    return not session.cancelled and (session.kind is SessionKind.WORKSHOP or reports)


def writers_of(session: PublishedSession) -> list[int]:
    """Return who is to write: the rapporteurs, else the moderators."""
    for role in WRITERS:
        found = [part.person for part in session.people if part.role is role]
        if people := [person for person in found if person is not None]:
            return people
    return []


def may_write(session: PublishedSession, person: int) -> bool:
    """Whether the session's page is the person's to write."""
    return owes_findings(session) and any(
        part.person == person and part.role in WRITERS for part in session.people
    )


def own_pages(programme: Programme, person: int) -> list[PublishedSession]:
    """List the sessions whose page the person may write, restricted ones among them."""
    return [session for session in programme.sessions if may_write(session, person)]


def reported_back(programme: Programme) -> Iterator[PublishedSession]:
    """Return what is reported to everybody: nothing that is restricted."""
    for session in programme.sessions:
        if owes_findings(session) and not session.restricted:
            yield session


def with_links(programme: Programme) -> Iterator[PublishedSession]:
    """Return the sessions that may leave slides or a recording."""
    for session in programme.sessions:
        if session.kind not in PAUSES and not session.cancelled:
            yield session


def session_of(event_id: int, public_id: UUID) -> PublishedSession | None:
    """Return one session of the version in force as organisers read it, or None."""
    programme = published(event_id)
    return programme.session_by_id.get(public_id) if programme else None


def links_after(
    session: PublishedSession, viewer: Viewer, at: datetime
) -> Sequence[SessionLink]:
    """Return slides and recordings, once the session is over, for the confirmed.

    The session is one that the viewer may see, as ``programme_for`` returned it.
    """
    return list_links(session.id) if _is_open_after(session, viewer, at) else ()


def slides_after(
    session: PublishedSession, viewer: Viewer, at: datetime
) -> Sequence[SpeakerSlides]:
    """Return the slides that speakers share, to whom and when links are."""
    return list_shared_slides(session.id) if _is_open_after(session, viewer, at) else ()


def _is_open_after(session: PublishedSession, viewer: Viewer, at: datetime) -> bool:
    return viewer.confirmed and not session.cancelled and at >= session.ends_at
