"""Writing a page of findings, asking for those that miss, noting links."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from eti_events.agenda.findings import reported_back, writers_of
from eti_events.agenda.models import Findings, LinkKind, SessionLink
from eti_events.agenda.queries.findings import (
    find_findings,
    list_findings,
    list_people,
    lock_session_id,
)
from eti_events.agenda.reading import published
from eti_events.agenda.refusals import (
    FindingsChanged,
    NobodyToRemind,
    NothingToHandIn,
    UnsafeLink,
)
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.events.rules import require_changeable
from eti_events.messages.actions import queue_mail
from eti_events.messages.letterhead import letterhead
from eti_events.people.models import Language

REMINDER = "agenda/findings_reminder"


@dataclass(frozen=True, kw_only=True)
class FindingsText:
    """What a page says, in plain text."""

    language: Language
    heading: str = ""
    points: str = ""
    recommendations: str = ""


def write_findings(
    event: Event,
    session: UUID,
    text: FindingsText,
    *,
    hand_in: bool,
    version: int,
    by: int,
    at: datetime,
) -> Findings:
    """Keep a page as a draft, or hand it in; version 0 begins one.

    Sent twice, it is written once.
    """
    require_changeable(event)
    session_id = lock_session_id(event, session)
    page = find_findings(session)
    if page and _says(page, text) and page.handed_in == hand_in:
        return page
    if (page.version if page else 0) != version:
        assert page is not None  # noqa: S101 -- pages are never deleted
        raise FindingsChanged(page)
    if hand_in and not (text.heading and text.points):
        raise NothingToHandIn
    page = page or Findings(session_id=session_id)
    for name, value in asdict(text).items():
        setattr(page, name, value)
    page.handed_in_at = at if hand_in else None
    page.changed_at, page.changed_by = at, by
    db.session.add(page)
    name = "findings.handed_in" if hand_in else "findings.written"
    record(name, page, by=by, at=at, event_id=event.id)
    return page


def _says(page: Findings, text: FindingsText) -> bool:
    return all(getattr(page, name) == value for name, value in asdict(text).items())


def missing_writers(event: Event, at: datetime) -> dict[int, list[UUID]]:
    """Return who owes the page of a session that is over, with these sessions."""
    programme, pages = published(event.id), list_findings(event.id)
    owed: dict[int, list[UUID]] = defaultdict(list)
    for session in reported_back(programme) if programme else ():
        page = pages.get(session.id)
        if session.ends_at <= at and not (page and page.handed_in):
            for person in writers_of(session):
                owed[person].append(session.id)
    return dict(owed)


def remind_writers(event: Event, *, by: int, at: datetime) -> int:
    """Write to who owes a page; a reminder that has not left yet is not doubled."""
    require_changeable(event)
    owed = missing_writers(event, at)
    if not owed:
        raise NobodyToRemind
    for person in list_people(owed):
        queue_mail(
            person,
            REMINDER,
            at=at,
            event=event,
            context={
                "number": str(len(owed[person.id])),
                "url": f"{letterhead.take().base_url}/me/{event.slug}/findings",
            },
            replaces="findings",
        )
    record(
        "findings.reminded", event, by=by, at=at, event_id=event.id, people=len(owed)
    )
    return len(owed)


def add_link(
    event: Event,
    session: UUID,
    *,
    kind: LinkKind,
    label: str,
    url: str,
    by: int,
    at: datetime,
) -> SessionLink:
    """Say where the confirmed find slides or a recording afterwards."""
    require_changeable(event)
    if not url.startswith("https://"):
        raise UnsafeLink
    link = SessionLink(
        session_id=lock_session_id(event, session),
        kind=kind,
        label=label,
        url=url,
        created_at=at,
        created_by=by,
    )
    db.session.add(link)
    record("session.link_added", link, by=by, at=at, event_id=event.id)
    return link


def remove_link(event: Event, link: SessionLink, *, by: int, at: datetime) -> None:
    """Show a link no longer."""
    require_changeable(event)
    record("session.link_removed", link, by=by, at=at, event_id=event.id)
    db.session.delete(link)
