"""Notes and tags of one event."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.registration.models import Note, PersonTag, Tag

NAMES = (
    select(Tag.public_id, Tag.name)
    .where(Tag.event_id == bindparam("event_id"))
    .order_by(Tag.key)
)


def list_notes(event_id: int, person_id: int) -> Sequence[Note]:
    """List what was written about the person for the event, the latest first."""
    query = (
        select(Note)
        .filter_by(event_id=event_id, person_id=person_id)
        .options(joinedload(Note.author))
        .order_by(Note.written_at.desc(), Note.id.desc())
    )
    return db.session.scalars(query).all()


def get_note(event: Event, person_id: int, public_id: UUID) -> Note:
    """Return a note about the person for the event, or answer 404."""
    query = select(Note).filter_by(
        event_id=event.id, person_id=person_id, public_id=public_id
    )
    found: Note = db.one_or_404(query)
    return found


def lock_tags(event_id: int) -> None:
    """Have whoever adds or removes a tag of the event wait for us."""
    query = select(Event.id).filter_by(id=event_id).with_for_update(key_share=True)
    db.session.scalars(query).all()


def list_tags(event_id: int) -> Sequence[Tag]:
    """List the tags of the event by name."""
    return db.session.scalars(
        select(Tag).filter_by(event_id=event_id).order_by(Tag.key)
    ).all()


def list_tag_names(event_id: int) -> Sequence[Any]:
    """List the ids and names of the tags of the event, by a statement made once."""
    return db.session.connection().execute(NAMES, {"event_id": event_id}).all()


def list_tags_of(event_id: int, person_id: int) -> Sequence[Tag]:
    """List the tags that the person bears at the event."""
    query = (
        select(Tag)
        .join(PersonTag, PersonTag.tag_id == Tag.id)
        .where(Tag.event_id == event_id, PersonTag.person_id == person_id)
    )
    return db.session.scalars(query.order_by(Tag.key)).all()


def get_tag(event: Event, public_id: UUID) -> Tag:
    """Return a tag of the event, or answer 404."""
    found: Tag = db.one_or_404(
        select(Tag).filter_by(event_id=event.id, public_id=public_id)
    )
    return found


def find_tag(event_id: int, key: str) -> Tag | None:
    """Return the event's tag of that folded name, or None."""
    return db.session.scalar(select(Tag).filter_by(event_id=event_id, key=key))


def find_bearer(tag_id: int, person_id: int) -> PersonTag | None:
    """Return the row of the person who bears the tag, or None."""
    query = select(PersonTag).filter_by(tag_id=tag_id, person_id=person_id)
    return db.session.scalar(query)


def is_borne(tag_id: int) -> bool:
    """Whether somebody bears the tag."""
    query = select(PersonTag.person_id).filter_by(tag_id=tag_id).limit(1)
    return db.session.scalar(query) is not None
