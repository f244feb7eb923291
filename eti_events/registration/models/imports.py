"""Files of people to invite or to register, and what became of their rows."""

import enum
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base
from eti_events.people.models import ImportState
from eti_events.registration.models.invitations import Category


class ImportHow(enum.StrEnum):
    """What is done with each row."""

    INVITE = "invite"
    CONFIRM = "confirm"


class RegistrationImport(Base):
    """One file brought to one event; ``expected`` is the number that was typed."""

    __tablename__ = "registration_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    how: Mapped[ImportHow]
    category: Mapped[Category]
    state: Mapped[ImportState] = mapped_column(default=ImportState.UPLOADED)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    skip_faulty: Mapped[bool] = mapped_column(default=False)
    expected: Mapped[int] = mapped_column(default=0)
    started_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class ImportedRow(Base):
    """What one row of a file made; ``version`` is the registration's just after.

    ``kept_why`` says in one word why undoing the import left it.
    """

    __tablename__ = "imported_row"
    __table_args__ = (UniqueConstraint("import_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(
        ForeignKey("registration_import.id", ondelete="CASCADE")
    )
    row: Mapped[int]
    person_id: Mapped[int] = mapped_column(index=True)
    person_made: Mapped[bool] = mapped_column(default=False)
    registration_id: Mapped[int | None]
    invitation_id: Mapped[int | None]
    mail_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=0)
    kept_why: Mapped[str] = mapped_column(String(32), default="")
