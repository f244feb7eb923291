"""What organisers read about sessions, changes and conflicts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eti_events.agenda.changes import Change, ChangeKind
from eti_events.agenda.conflicts import ConflictKind
from eti_events.agenda.kinds import (
    Audience,
    EditKind,
    SessionKind,
    SessionRole,
    SessionVisibility,
)
from eti_events.agenda.models import LinkKind
from eti_events.agenda.snapshot import Programme
from eti_events.events.models import Event
from eti_events.typography import day, hour

KINDS = {
    SessionKind.PLENARY: _l("Plenary"),
    SessionKind.INSTITUTIONAL: _l("Institutional sequence"),
    SessionKind.ROUND_TABLE: _l("Round table"),
    SessionKind.WORKSHOP: _l("Workshop"),
    SessionKind.TRAINING: _l("Training module"),
    SessionKind.BREAK: _l("Break"),
    SessionKind.MEAL: _l("Meal"),
    SessionKind.RECEPTION: _l("Cocktail reception"),
    SessionKind.MEETING_SLOTS: _l("Meeting slots"),
    SessionKind.GROUP_PHOTO: _l("Group photo"),
}
ROLES = {
    SessionRole.SPEAKER: _l("Speaks"),
    SessionRole.MODERATOR: _l("Moderates"),
    SessionRole.RAPPORTEUR: _l("Reports back"),
    SessionRole.INTERPRETER_HOST: _l("Looks after the interpreters"),
}
LINKS = {LinkKind.SLIDES: _l("Slides"), LinkKind.RECORDING: _l("Recording")}
VISIBILITIES = {
    SessionVisibility.NORMAL: _l("Whoever may read the agenda"),
    SessionVisibility.RESTRICTED: _l("Those with a part in it only (protocol)"),
    SessionVisibility.UNPUBLISHED: _l("Nobody: it stays unpublished"),
}
AUDIENCES = {
    Audience.ALL: _l("Everybody"),
    Audience.CATEGORIES: _l("Some categories"),
    Audience.COMMISSIONERS: _l("Experts of some commissioning bodies"),
    Audience.FIRST_DEPARTURES: _l("People who leave for the first time"),
    Audience.DELEGATIONS: _l("Some delegations"),
}
CHANGES = {
    ChangeKind.NEW: _l("New session"),
    ChangeKind.MOVED: _l("Moved"),
    ChangeKind.NEW_ROOM: _l("New room"),
    ChangeKind.CANCELLED: _l("Session cancelled"),
    ChangeKind.RESTORED: _l("Held after all"),
    ChangeKind.WITHDRAWN: _l("Withdrawn"),
    ChangeKind.PEOPLE: _l("Speakers"),
    ChangeKind.TEXT: _l("Text and settings"),
}
CONFLICTS = {
    ConflictKind.ROOM_TAKEN: _l("The room is taken"),
    ConflictKind.PERSON_TWICE: _l("One person in two places"),
    ConflictKind.PERSON_UNAVAILABLE: _l("A person is not available"),
    ConflictKind.CAPACITY_UNDER_SEATS: _l("Fewer places than seats given"),
    ConflictKind.NO_STEP_FREE_ROOM: _l("The room has steps"),
    ConflictKind.NO_BOOTH: _l("Interpretation without a booth"),
    ConflictKind.OUTSIDE_HOURS: _l("Outside the hours of the event"),
    ConflictKind.GAP_TOO_SHORT: _l("Too little time between far rooms"),
    ConflictKind.BREAK_MISSING: _l("A break is missing"),
}
STEPS = {
    EditKind.CREATED: _l("made"),
    EditKind.WRITTEN: _l("changed"),
    EditKind.PLACED: _l("placed"),
    EditKind.UNPLACED: _l("taken back to those to be placed"),
    EditKind.CANCELLED: _l("cancelled"),
    EditKind.RESTORED: _l("held after all"),
    EditKind.DELETED: _l("deleted"),
}


def change_in_words(
    change: Change, event: Event, rooms: Mapping[UUID, Any], language: str
) -> str:
    """Say what was and what is, in the event's own hours."""
    when = _when(change.starts_at, change.ends_at, event, language)
    where = _where(change.room, rooms, event, language)
    if change.kind is ChangeKind.MOVED and change.former_starts_at:
        former = _when(change.former_starts_at, change.former_ends_at, event, language)
        return str(_("%(when)s, before: %(former)s", when=when, former=former))
    if change.kind is ChangeKind.NEW_ROOM:
        former = _where(change.former_room, rooms, event, language)
        return str(_("%(where)s, before: %(former)s", where=where, former=former))
    return f"{when}, {where}"


def rooms_of(*programmes: Programme | None) -> dict[UUID, Any]:
    """Return the rooms of versions by id, the later ones last."""
    rooms: dict[UUID, Any] = {}
    for programme in programmes:
        rooms |= programme.room_by_id if programme else {}
    return rooms


def _when(starts_at: Any, ends_at: Any, event: Event, language: str) -> str:
    start, end = (moment.astimezone(event.zone) for moment in (starts_at, ends_at))
    hours = f"{hour(start, language)}–{hour(end, language)}"
    return f"{day(start.date(), language)}, {hours}"


def _where(
    room: UUID | None, rooms: Mapping[UUID, Any], event: Event, language: str
) -> str:
    if room is None or room not in rooms:
        return str(_("no room"))
    return str(rooms[room].name.to(language, event.language))
