"""Files, and their content apart, so that lists never load it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base
from eti_events.security import EncryptedBytes


class File(Base):
    """What a file is; its name is for people, never a path."""

    __tablename__ = "file"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    purpose: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    erase_at: Mapped[datetime | None] = mapped_column(index=True)


class FileContent(Base):
    """The bytes of a file, encrypted; gone when the file is erased."""

    __tablename__ = "file_content"

    file_id: Mapped[int] = mapped_column(
        ForeignKey("file.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(EncryptedBytes("file_content.content"))
