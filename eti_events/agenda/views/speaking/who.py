"""Whose page a speaker's page is, and what stands on it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import has_request_context, request
from werkzeug.exceptions import NotFound

from eti_events.accounts.access import current_event, current_person, current_person_id
from eti_events.agenda.models import Speaker
from eti_events.agenda.own import OwnSession, own_parts
from eti_events.agenda.queries.assistants import find_assisted
from eti_events.agenda.queries.speaking import find_speaker, list_own_parts
from eti_events.agenda.reading import published
from eti_events.agenda.snapshot import Programme
from eti_events.agenda.views.blueprint import speaking_bp
from eti_events.clock import utcnow
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.registration.actions.inviting import LINK_LIFE

OF = "of"


@dataclass(frozen=True, kw_only=True)
class Served:
    """A speaker, what they were asked for, and the version in force."""

    event: Event
    person: Person
    parts: list[OwnSession]
    programme: Programme | None

    @property
    def assisted(self) -> bool:
        """Whether somebody else acts for the speaker here."""
        return self.person.id != current_person_id()


def served() -> Served:
    """Return whose parts the request is about; 404 for who was never asked."""
    event = current_event()
    person = speaker_meant(event)
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


def speaker_meant(event: Event) -> Person:
    """Return whom the address names, if who asks assists them; else who asks."""
    named = request.args.get(OF)
    if named is None:
        return current_person()
    speaker = _assisted(event, named) if utcnow() < event.ends_at + LINK_LIFE else None
    if speaker is None:
        raise NotFound
    return speaker.person


def _assisted(event: Event, named: str) -> Speaker | None:
    try:
        return find_assisted(event.id, current_person_id(), UUID(named))
    except ValueError:
        return None


@speaking_bp.url_defaults
def _stay_with(_endpoint: str, values: dict[str, Any]) -> None:
    """Have every address on an assistant's page lead to the same speaker."""
    if has_request_context() and OF in request.args:
        values.setdefault(OF, request.args[OF])
