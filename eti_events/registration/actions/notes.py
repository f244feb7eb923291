"""Writing about people for one event: notes, and tags to sort them by."""

from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.names import fold
from eti_events.people.models import Person
from eti_events.registration.models import Note, PersonTag, Tag
from eti_events.registration.notes import queries
from eti_events.registration.refusals import NoTagName, NotTheAuthor

LONGEST_KEY = 160


def write_note(
    event: Event, person: Person, text: str, *, by: int, at: datetime
) -> Note:
    """Keep what an organiser knows about the person, for this event."""
    note = Note(
        event_id=event.id, person_id=person.id, author_id=by, text=text, written_at=at
    )
    db.session.add(note)
    record("note.written", note, by=by, at=at, event_id=event.id)
    return note


def delete_note(note: Note, *, by: int, at: datetime) -> None:
    """Take back what one wrote oneself."""
    if note.author_id != by:
        raise NotTheAuthor
    record("note.deleted", note, by=by, at=at, event_id=note.event_id)
    db.session.delete(note)


def tag_person(
    event: Event, person: Person, name: str, *, by: int, at: datetime
) -> Tag:
    """Put a tag on the person, a new one if need be; twice is once."""
    if not (key := fold(name)[:LONGEST_KEY]):
        raise NoTagName
    queries.lock_tags(event.id)
    tag = queries.find_tag(event.id, key)
    if tag is None:
        tag = Tag(event_id=event.id, name=name, key=key)
        db.session.add(tag)
        db.session.flush()
    if queries.find_bearer(tag.id, person.id) is None:
        db.session.add(PersonTag(tag_id=tag.id, person_id=person.id))
        record("tag.put_on", person, by=by, at=at, event_id=event.id, tag=tag.id)
    return tag


def untag_person(
    event: Event, person: Person, tag: Tag, *, by: int, at: datetime
) -> None:
    """Take a tag off the person; one that nobody bears any more is gone."""
    queries.lock_tags(event.id)
    if (borne := queries.find_bearer(tag.id, person.id)) is None:
        return
    db.session.delete(borne)
    db.session.flush()
    record("tag.taken_off", person, by=by, at=at, event_id=event.id, tag=tag.id)
    if not queries.is_borne(tag.id):
        db.session.delete(tag)
