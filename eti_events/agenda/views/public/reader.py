"""Who reads the programme, and what they may see of it, laid out once for them all."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import UUID

from eti_events.agenda.queries.readers import stars_of
from eti_events.agenda.reading import published
from eti_events.agenda.snapshot import Programme, PublishedSession
from eti_events.agenda.timetable import Timetable
from eti_events.agenda.views.public.viewer import current_viewer
from eti_events.agenda.visibility import ANYBODY, Viewer, own_sessions, visible_to
from eti_events.events.models import AgendaVisibility, Event

MOST_SHOWN = 200  # events × those who see the same of one
Key = tuple[int, str, AgendaVisibility, Viewer]

# What all who see the same of a programme are shown, as long as it stands.
_shown: dict[Key, tuple[Programme, Timetable | None]] = {}


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who asks, with what marks the programme for them; visitors have no marks."""

    viewer: Viewer = ANYBODY
    signed_in: bool = False
    timetable: Timetable | None = None
    starred: frozenset[UUID] = field(default_factory=frozenset)
    own: tuple[PublishedSession, ...] = ()

    @cached_property
    def marks(self) -> frozenset[UUID]:
        """What is theirs: the sessions that they follow or have a part in."""
        return self.starred | self.parts

    @cached_property
    def parts(self) -> frozenset[UUID]:
        """The sessions in which they have a part."""
        return frozenset(session.id for session in self.own)


def current_reader(event: Event) -> Reader:
    """Return who asks for the programme of the event, and what they see of it."""
    return reader_of(event, published(event.id))


def reader_of(event: Event, programme: Programme | None) -> Reader:
    """Return who asks, and what they see of the version in force, if there is one."""
    viewer = current_viewer(event)
    person_id = viewer.person
    timetable = _laid_out(event, programme, viewer) if programme else None
    if programme is None or person_id is None:
        signed_in = person_id is not None
        return Reader(viewer=viewer, signed_in=signed_in, timetable=timetable)
    return Reader(
        viewer=viewer,
        signed_in=True,
        timetable=timetable,
        starred=stars_of(event.id, person_id),
        own=own_sessions(programme, person_id),
    )


def _laid_out(event: Event, programme: Programme, viewer: Viewer) -> Timetable | None:
    setting = event.agenda_visibility
    key = (event.id, event.time_zone, setting, replace(viewer, person=None))
    before = _shown.get(key)
    if before and before[0] is programme:
        return before[1]
    visible = visible_to(programme, viewer, setting)
    timetable = Timetable(visible, event.zone) if visible else None
    if len(_shown) >= MOST_SHOWN:
        _shown.clear()
    _shown[key] = (programme, timetable)
    return timetable
