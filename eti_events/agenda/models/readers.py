"""What readers keep for themselves: their stars, and how far they have read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base


class SessionStar(Base):
    """A person follows a session; named by its public id, as versions name it."""

    __tablename__ = "session_star"
    __table_args__ = (UniqueConstraint("event_id", "person_id", "session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    session_id: Mapped[UUID]
    starred_at: Mapped[datetime]


class AgendaReader(Base):
    """The version up to which a person has read what changed."""

    __tablename__ = "agenda_reader"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        CheckConstraint("number > 0", name="counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[int]
    read_at: Mapped[datetime]
