"""Doing what is due: claim a row, run its handler, note how it ended."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.errors import Refusal
from eti_events.jobs import actions
from eti_events.jobs.models import DueRow

log = logging.getLogger(__name__)

Handler = Callable[[DueRow], None]  # opens transactions of its own
Purge = Callable[[datetime], None]  # an action: it runs inside a transaction
Clock = Callable[[], datetime]
UNEXPECTED = "unexpected error"


def run_due(
    handlers: Mapping[str, Handler],
    worker: str,
    *,
    lease: timedelta,
    stopping: Callable[[], bool] = lambda: False,
    now: Clock = utcnow,
) -> int:
    """Run everything that is due, one row after the other; return how many."""
    count = 0
    while not stopping():
        with transaction():
            row = actions.claim(worker, at=now(), lease=lease)
        if row is None:
            break
        _run(row, handlers, now)
        count += 1
    return count


def _run(row: DueRow, handlers: Mapping[str, Handler], now: Clock) -> None:
    """Run one row. A handler opens its own transactions, and may run twice.

    A refusal ends the work; any other error is tried again later.
    """
    kind, number = row.kind, row.id
    try:
        handlers[kind](row)
        with transaction():
            actions.finish(row, at=now())
    except actions.LeaseLost:
        log.warning("%s %s is no longer ours", kind, number)
    except Refusal as refusal:
        _give_up(row, str(refusal), now)
    except Exception:
        log.exception("%s %s failed", kind, number)
        _try_again(row, now)
    finally:
        db.session.rollback()


def _give_up(row: DueRow, reason: str, now: Clock) -> None:
    try:
        with transaction():
            actions.fail(row, reason, at=now())
    except actions.LeaseLost:
        log.warning("a refusal came after the lease was lost")


def _try_again(row: DueRow, now: Clock) -> None:
    try:
        with transaction():
            actions.retry_later(row, UNEXPECTED, at=now())
    except Exception:  # the lease brings the row back in any case
        log.exception("a failure could not be noted")
