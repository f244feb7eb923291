"""Published versions, and the journal by which organisers undo."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.agenda.kinds import EditKind
from eti_events.database import Base
from eti_events.security import EncryptedText


class AgendaVersion(Base):
    """What was published under one number; it never changes.

    ``snapshot`` holds no name: people stand in it by id, and are named as they are
    known when it is read. ``links`` are its hybrid links by session, as JSON.
    ``changes`` is what it brought against the version before, ``acknowledged`` the
    keys of the conflicts that it was published with.
    """

    __tablename__ = "agenda_version"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("number > 0", name="counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    links: Mapped[str] = mapped_column(EncryptedText("agenda_version.links"))
    sha256: Mapped[str] = mapped_column(String(64))
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    acknowledged: Mapped[list[str]] = mapped_column(JSON, default=list)
    restored_from: Mapped[int | None]


class AgendaEdit(Base):
    """One step of one organiser, with what the session was before and after, as JSON.

    The session is named by its public id: a deleted one comes back under it. The texts
    are sealed, as hybrid links are among them.
    """

    __tablename__ = "agenda_edit"
    __table_args__ = (Index("ix_agenda_edit_event_by", "event_id", "by", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    session_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[EditKind]
    before: Mapped[str | None] = mapped_column(EncryptedText("agenda_edit.before"))
    after: Mapped[str | None] = mapped_column(EncryptedText("agenda_edit.after"))
    by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
