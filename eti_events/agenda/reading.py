"""The programme in force, as everybody but its organisers reads it.

Public pages and exports ask here, and never the working copy. The version is read once
in a process; what people are called, and who is protected, is asked each time.
"""

import json

from eti_events.agenda.models import AgendaVersion
from eti_events.agenda.queries.versions import (
    Names,
    Newest,
    find_newest,
    get_by_id,
    known_people,
    names_of,
)
from eti_events.agenda.queries.viewers import find_viewer
from eti_events.agenda.snapshot import Programme, from_json, named
from eti_events.agenda.visibility import ANYBODY, Viewer, visible_to
from eti_events.events.models import Event

# By event: the newest version that this process has read, and the names it last had.
_parsed: dict[int, tuple[Newest, Programme]] = {}
_named: dict[int, tuple[Newest, Names, Programme]] = {}


def published(event_id: int) -> Programme | None:
    """Return the newest version with its people's names of today, or None.

    It holds what is restricted: show of it what ``visible_to`` returns.
    """
    newest = find_newest(event_id)
    if newest is None:
        return None
    bare = _parse_once(event_id, newest)
    names = names_of(bare.person_ids)
    before = _named.get(event_id)
    if before and before[:2] == (newest, names):
        return before[2]
    programme = named(bare, known_people(names))
    _named[event_id] = (newest, names, programme)
    return programme


def parsed(event_id: int) -> Programme | None:
    """Return the newest version without names, or None."""
    newest = find_newest(event_id)
    return _parse_once(event_id, newest) if newest else None


def programme_for(event: Event, viewer: Viewer) -> Programme | None:
    """Return what the viewer may read of the version in force, or None."""
    programme = published(event.id)
    return programme and visible_to(programme, viewer, event.agenda_visibility)


def viewer_of(
    event: Event, person_id: int | None, *, organiser: bool = False
) -> Viewer:
    """Return who reads: by their registration, their parts, their role."""
    if person_id is None:
        return ANYBODY
    return find_viewer(event.id, person_id, organiser=organiser)


def parse(version: AgendaVersion) -> Programme:
    """Return what a version holds, without names."""
    return from_json(version.snapshot, json.loads(version.links))


def _parse_once(event_id: int, newest: Newest) -> Programme:
    before = _parsed.get(event_id)
    if before and before[0] == newest:
        return before[1]
    programme = parse(get_by_id(newest.id))
    _parsed[event_id] = (newest, programme)
    return programme
