"""The lines of the audit log, and the counts of what was erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
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


class Erasure(Base):
    """How much of what was erased when its time had come; it names nobody.

    ``key`` tells kinds of one thing apart; for audit lines it is the seal of the last
    one erased, from which the chain goes on.
    """

    __tablename__ = "erasure"
    __table_args__ = (CheckConstraint("count > 0", name="counts_rows"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    what: Mapped[str] = mapped_column(String(32), index=True)
    key: Mapped[str] = mapped_column(String(64), default="")
    count: Mapped[int]
