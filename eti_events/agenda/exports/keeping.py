"""Files of the programme in force, each written once in a process.

A file depends on the version, on the names that its people have today, on the event,
and on who reads only by what they may see. All that is compared each time; a reader
who sees the same gets the same bytes.
"""

import gzip
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from hashlib import sha256

from eti_events.agenda.exports.leaf import Leaf, Occasion
from eti_events.agenda.exports.selection import ALL, Selection
from eti_events.agenda.reading import programme_for, published
from eti_events.agenda.snapshot import AudienceRule, Programme
from eti_events.agenda.visibility import Viewer, may_attend
from eti_events.events.models import Event
from eti_events.installation.queries import uid_host
from eti_events.messages.letterhead import letterhead

MOST = 64  # files of one event; whole programmes come back at once

Write = Callable[[Leaf], bytes]


@dataclass(frozen=True)
class File:
    """The bytes of a file, as they are and packed, and their mark."""

    content: bytes
    packed: bytes
    etag: str


@dataclass
class _Shelf:
    """The files of one event, for as long as nothing that they rest on changes."""

    programme: Programme
    event_version: int
    audiences: tuple[AudienceRule, ...]
    files: dict[Hashable, File] = field(default_factory=dict)

    def holds(self, programme: Programme, event: Event) -> bool:
        return self.programme is programme and self.event_version == event.version


_shelves: dict[int, _Shelf] = {}


def file_for(
    event: Event,
    viewer: Viewer,
    write: Write,
    *,
    language: str,
    selection: Selection = ALL,
) -> File | None:
    """Return the file for that viewer, or None when the agenda is not theirs.

    Raise NothingThere when they may see nothing of what is selected.
    """
    shelf = _shelf(event)
    if shelf is None:
        return None
    sees = (viewer.confirmed, *(may_attend(rule, viewer) for rule in shelf.audiences))
    key = (write, language, selection, sees)
    if found := shelf.files.get(key):
        return found
    leaf = leaf_for(event, viewer, language=language, selection=selection)
    if leaf is None:
        return None
    if len(shelf.files) >= MOST:
        shelf.files.clear()
    return shelf.files.setdefault(key, _file(write(leaf)))


def leaf_for(
    event: Event, viewer: Viewer, *, language: str, selection: Selection = ALL
) -> Leaf | None:
    """Return what the viewer may see of what is selected, or None."""
    programme = programme_for(event, viewer)
    if programme is None:
        return None
    return Leaf(
        occasion=occasion_of(event),
        programme=selection.of(programme),
        language=language,
    )


def occasion_of(event: Event) -> Occasion:
    """Return the event as files tell of it."""
    sheet = letterhead.take()
    return Occasion(
        id=event.public_id,
        slug=event.slug,
        name=event.name,
        venue=event.venue,
        address=event.address,
        time_zone=event.time_zone,
        language=event.language,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        contact=event.contact_email or sheet.contact or sheet.address,
        base_url=sheet.base_url,
        host=uid_host(),
    )


def _shelf(event: Event) -> _Shelf | None:
    programme = published(event.id)
    if programme is None:
        return None
    shelf = _shelves.get(event.id)
    if shelf is None or not shelf.holds(programme, event):
        rules = dict.fromkeys(session.audience for session in programme.sessions)
        shelf = _shelves[event.id] = _Shelf(programme, event.version, tuple(rules))
    return shelf


def _file(content: bytes) -> File:
    packed = gzip.compress(content, mtime=0)
    return File(content, packed, sha256(content).hexdigest()[:32])
