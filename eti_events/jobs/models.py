"""What is to be done, by when, and how far it is."""

import enum
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from eti_events.database import Base


class DueState(enum.StrEnum):
    """Where a due row stands; a lease that ran out counts as waiting."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DueRow(Base):
    """One piece of work for the worker: at most one waiting per kind and key."""

    __tablename__ = "due_row"
    __table_args__ = (
        Index(
            "uq_due_row_waiting",
            "kind",
            "key",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_due_row_state_due_at", "state", "due_at"),
        CheckConstraint("done <= total OR total = 0", name="progress"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    kind: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128), default="")
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[DueState] = mapped_column(default=DueState.WAITING)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str | None] = mapped_column(String(500))
    finished_at: Mapped[datetime | None]

    # The lease as this process holds it: the columns say who holds it now.
    holder = ""
    lease = timedelta()
