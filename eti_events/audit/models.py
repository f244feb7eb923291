"""The lines of the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base


class AuditLine(Base):
    """One thing that somebody did; ``detail`` holds ids and codes, never names.

    ``position`` and ``seal`` are empty until the worker adds the line to the chain:
    seal n = SHA-256(seal n−1, line n).
    """

    __tablename__ = "audit_line"
    __table_args__ = (
        Index("ix_audit_line_subject", "subject_kind", "subject_id"),
        Index("ix_audit_line_event_at", "event_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    actor_kind: Mapped[str] = mapped_column(String(16))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    subject_kind: Mapped[str] = mapped_column(String(32), default="")
    subject_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    position: Mapped[int | None] = mapped_column(unique=True)
    seal: Mapped[str | None] = mapped_column(String(64))
