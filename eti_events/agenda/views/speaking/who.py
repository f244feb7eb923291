"""Whose page a speaker's page is, and what stands on it."""

from dataclasses import dataclass

from werkzeug.exceptions import NotFound

from eti_events.accounts.access import current_event, current_person
from eti_events.agenda.own import OwnSession, own_parts
from eti_events.agenda.queries.speaking import find_speaker, list_own_parts
from eti_events.agenda.reading import published
from eti_events.agenda.snapshot import Programme
from eti_events.events.models import Event
from eti_events.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Served:
    """A speaker, what they were asked for, and the version in force."""

    event: Event
    person: Person
    parts: list[OwnSession]
    programme: Programme | None


def served() -> Served:
    """Return whose parts the request is about; 404 for who was never asked."""
    event, person = current_event(), current_person()
    rows = list_own_parts(event.id, person.id)
    if not rows and find_speaker(event.id, person.id) is None:
        raise NotFound
    programme = published(event.id)
    return Served(
        event=event,
        person=person,
        parts=own_parts(rows, programme),
        programme=programme,
    )
