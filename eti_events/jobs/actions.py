"""Asking the worker for something, in the transaction that makes it necessary."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from eti_events.database import db
from eti_events.jobs.models import DueRow

SETTLE = "settle"


def ask(
    kind: str,
    *,
    at: datetime,
    key: str = "",
    event_id: int | None = None,
    by: int | None = None,
    **payload: Any,
) -> None:
    """Add a due row, unless one of this kind and key is waiting already."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    row = dialect.insert(DueRow).values(
        kind=kind, key=key, event_id=event_id, asked_by=by, payload=payload, due_at=at
    )
    db.session.execute(row.on_conflict_do_nothing())


def settle_soon(event_id: int, *, at: datetime) -> None:
    """Have every package compare what should be with what is, for this event."""
    ask(SETTLE, at=at, key=str(event_id), event_id=event_id)
