"""Who sees what of the published programme: the one rule, for pages and exports."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from eti_events.agenda.kinds import Audience
from eti_events.agenda.snapshot import (
    AudienceRule,
    Programme,
    PublishedPerson,
    PublishedSession,
)
from eti_events.events.models import AgendaVisibility


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Somebody who reads the programme; the default is anybody at all.

    ``confirmed`` are those with a confirmed registration, speakers who accepted, and
    the event's organisers, for whom ``everything`` opens every audience too.
    """

    person: int | None = None
    confirmed: bool = False
    everything: bool = False
    category: str = ""
    commissioners: frozenset[str] = field(default_factory=frozenset)
    first_departure: bool = False
    delegations: frozenset[str] = field(default_factory=frozenset)


ANYBODY = Viewer()


def visible_to(
    programme: Programme, viewer: Viewer, setting: AgendaVisibility
) -> Programme | None:
    """Return what the viewer may read of it, or None when the agenda is not theirs.

    What is restricted is in no answer at all: who has a part in it finds it by
    ``own_sessions``, and nobody in an export.
    """
    if not viewer.confirmed and setting is AgendaVisibility.CONFIRMED:
        return None
    bare = not viewer.confirmed and setting is AgendaVisibility.PUBLIC_WITHOUT_ROOMS
    show = _without_rooms if bare else _with_rooms
    sessions = tuple(
        show(session, viewer)
        for session in programme.sessions
        if not session.restricted and may_attend(session.audience, viewer)
    )
    return replace(programme, sessions=sessions, rooms=() if bare else programme.rooms)


def may_attend(rule: AudienceRule, viewer: Viewer) -> bool:
    """Whether the session is for the viewer."""
    if rule.kind is Audience.ALL or viewer.everything:
        return True
    if rule.kind is Audience.FIRST_DEPARTURES:
        return viewer.first_departure
    own = {
        Audience.CATEGORIES: frozenset({viewer.category} - {""}),
        Audience.COMMISSIONERS: viewer.commissioners,
        Audience.DELEGATIONS: viewer.delegations,
    }[rule.kind]
    return bool(own & set(rule.values) if rule.values else own)


def own_sessions(programme: Programme, person: int) -> tuple[PublishedSession, ...]:
    """Return the sessions in which the person has a part, restricted ones among them.

    For that person's own pages only: what is restricted goes into no file.
    """
    return tuple(
        replace(session, people=_masked(session.people))
        for session in programme.sessions
        if any(part.person == person for part in session.people)
    )


def session_visible_to(
    programme: Programme, session: UUID, viewer: Viewer, setting: AgendaVisibility
) -> PublishedSession | None:
    """Return one session as the viewer may read it, or None."""
    visible = visible_to(programme, viewer, setting)
    return visible.session_by_id.get(session) if visible else None


def _with_rooms(session: PublishedSession, viewer: Viewer) -> PublishedSession:
    link = session.hybrid_link if viewer.confirmed else ""
    return replace(session, people=_masked(session.people), hybrid_link=link)


def _without_rooms(session: PublishedSession, _viewer: Viewer) -> PublishedSession:
    return replace(
        session,
        room=None,
        former_room=None,
        room_changed_at=None,
        people=(),
        hybrid_link="",
    )


def _masked(people: tuple[PublishedPerson, ...]) -> tuple[PublishedPerson, ...]:
    return tuple(
        replace(part, name="", person=None) if part.protected else part
        for part in people
    )
