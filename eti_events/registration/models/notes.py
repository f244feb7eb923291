"""What organisers write about people for one event: notes, and tags to sort them."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.people.models import Person
from eti_events.security import EncryptedText


class Note(Base):
    """What an organiser wrote about a person, for one event only; encrypted."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_event_person", "event_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(EncryptedText("note.text"))
    written_at: Mapped[datetime]

    author: Mapped[Person] = relationship(lazy="raise", foreign_keys=[author_id])


class Tag(Base):
    """A word by which the organisers of one event sort people.

    ``key`` is the folded name: the same word is never there twice.
    """

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    name: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(160))


class PersonTag(Base):
    """A person who bears a tag of an event."""

    __tablename__ = "person_tag"

    tag_id: Mapped[int] = mapped_column(
        ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, index=True
    )
