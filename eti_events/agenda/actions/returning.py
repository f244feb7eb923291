"""Making the working copy again what a version was."""

from datetime import datetime
from typing import Any

from eti_events.agenda.actions.journal import note_edit, put_back, state_of, touch
from eti_events.agenda.kinds import EditKind, SessionState, SessionVisibility
from eti_events.agenda.models import Session
from eti_events.agenda.queries.sessions import list_sessions
from eti_events.agenda.snapshot import Programme, PublishedSession
from eti_events.database import db
from eti_events.events.models import Event


def put_like(event: Event, version: Programme, *, by: int, at: datetime) -> None:
    """Write to each session what the version said of it; each is a step to undo.

    What came after the version is taken back to those that are to be placed, unless
    it is unpublished anyway. Who speaks stays: that is their answer, not ours.
    """
    for session in list_sessions(event.id):
        published = version.session_by_id.get(session.public_id)
        before = state_of(session)
        with db.session.no_autoflush:
            if published:
                put_back(event, session, before | _as_it_was(published))
            elif session.visibility is not SessionVisibility.UNPUBLISHED:
                _take_off(session)
            after = state_of(session)
        if after == before:
            continue
        touch(session, by=by, at=at)
        note_edit(
            event,
            session,
            EditKind.WRITTEN,
            before=before,
            after=after,
            by=by,
            at=at,
        )


def _take_off(session: Session) -> None:
    session.room = session.starts_at = session.ends_at = None


def _as_it_was(session: PublishedSession) -> dict[str, Any]:
    minutes = (session.ends_at - session.starts_at).total_seconds() // 60
    restricted = session.restricted
    return {
        "kind": session.kind,
        "title": session.title,
        "abstract": session.abstract,
        "languages": list(session.languages),
        "interpretation": list(session.interpretation),
        "topic": str(session.topic) if session.topic else None,
        "themes": [str(theme) for theme in session.themes],
        "room": str(session.room) if session.room else None,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "minutes": int(minutes),
        "capacity": session.capacity,
        "hybrid_link": session.hybrid_link or None,
        "audience": session.audience.kind,
        "audience_values": list(session.audience.values),
        "visibility": SessionVisibility.RESTRICTED
        if restricted
        else SessionVisibility.NORMAL,
        "image_note": session.image_note,
        "state": SessionState.CANCELLED if session.cancelled else SessionState.WORKING,
    }
