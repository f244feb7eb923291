"""A speaker's sessions and what changed in them, in words of their language."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from eti_events import typography
from eti_events.agenda.changes import Change, ChangeKind
from eti_events.agenda.kinds import SessionRole
from eti_events.agenda.own import OwnSession
from eti_events.agenda.snapshot import Programme, PublishedRoom
from eti_events.events.models import Event
from eti_events.multilingual import Multilingual


def role_in_words(role: SessionRole) -> str:
    """Name what a person does in a session."""
    words: dict[SessionRole, str] = {
        SessionRole.SPEAKER: _("Speaker"),
        SessionRole.MODERATOR: _("Moderator"),
        SessionRole.RAPPORTEUR: _("Rapporteur"),
        SessionRole.INTERPRETER_HOST: _("Host of the interpreters"),
    }
    return words[role]


def text_of(text: Multilingual, event: Event, language: str) -> str:
    """Return a text of the event for its reader."""
    words = text.to(language, event.language)
    return typography.typo(words, "fr") if words == text.get("fr") else words


def span_in_words(
    event: Event, starts_at: datetime, ends_at: datetime, language: str
) -> str:
    """Return ``jeudi 27 août, 9 h à 10 h (heure de Paris)``."""
    first, last = starts_at.astimezone(event.zone), ends_at.astimezone(event.zone)
    words = _(
        "%(day)s, %(start)s to %(end)s (%(city)s time)",
        day=typography.day(first.date(), language),
        start=typography.hour(first, language),
        end=typography.hour(last, language),
        city=typography.city(event.zone, language),
    )
    return str(words)


def when_in_words(event: Event, own: OwnSession, language: str) -> str:
    """Say when a session is, or that this is not known yet."""
    if own.starts_at is None or own.ends_at is None:
        return str(_("The hour is not known yet."))
    return span_in_words(event, own.starts_at, own.ends_at, language)


def room_in_words(
    room: UUID | None,
    programmes: Sequence[Programme | None],
    event: Event,
    language: str,
) -> str:
    """Name a room as the first of the versions that knows it does, or ''."""
    found = find_room(room, programmes)
    return text_of(found.name, event, language) or found.code if found else ""


def find_room(
    room: UUID | None, programmes: Sequence[Programme | None]
) -> PublishedRoom | None:
    """Return the room in the first of the versions that knows it, or None."""
    if room is None:
        return None
    known = (one.room_by_id.get(room) for one in programmes if one)
    return next((one for one in known if one), None)


def headline(change: Change) -> str:
    """Say in two words what happened to a session."""
    words: dict[ChangeKind, str] = {
        ChangeKind.NEW: _("In the programme"),
        ChangeKind.MOVED: _("Other hour"),
        ChangeKind.NEW_ROOM: _("Other room"),
        ChangeKind.CANCELLED: _("Cancelled"),
        ChangeKind.RESTORED: _("Takes place after all"),
        ChangeKind.WITHDRAWN: _("No longer in the programme"),
        ChangeKind.PEOPLE: _("Other people"),
        ChangeKind.TEXT: _("Other text"),
    }
    return words[change.kind]


def was_and_is(
    change: Change,
    event: Event,
    programmes: Sequence[Programme | None],
    language: str,
) -> tuple[str, str]:
    """Return what was and what is now, as far as both can be said in a line."""
    if change.kind is ChangeKind.NEW_ROOM:
        rooms = (change.former_room, change.room)
        was, now = (
            room_in_words(room, programmes, event, language) or _("no room")
            for room in rooms
        )
        return was, now
    now = span_in_words(event, change.starts_at, change.ends_at, language)
    if change.kind is ChangeKind.MOVED:
        assert change.former_starts_at  # noqa: S101 -- what moved was somewhere
        assert change.former_ends_at  # noqa: S101 -- as above
        was = span_in_words(
            event, change.former_starts_at, change.former_ends_at, language
        )
        return was, now
    if change.kind in {ChangeKind.NEW, ChangeKind.RESTORED}:
        room = room_in_words(change.room, programmes, event, language)
        return "", " · ".join(filter(None, (now, room)))
    if change.kind in {ChangeKind.CANCELLED, ChangeKind.WITHDRAWN}:
        return now, ""
    return "", str(_("Read it again on your page."))


def change_in_a_line(
    change: Change,
    event: Event,
    programmes: Sequence[Programme | None],
    language: str,
) -> str:
    """Return ``Autre salle : R3 → R1. Ouverture`` as mails list it."""
    was, now = was_and_is(change, event, programmes, language)
    facts = " → ".join(filter(None, (was, now)))
    title = text_of(change.title, event, language)
    return str(
        _(
            "%(title)s. %(what)s: %(facts)s",
            title=title,
            what=headline(change),
            facts=facts,
        )
    )
