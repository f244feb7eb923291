"""Waking the worker as soon as work for it has been kept.

The bell only saves time: the worker looks at the tables every minute anyway, so a
ring that is lost, or a queue that cannot be reached, loses nothing.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from eti_events.database import db

log = logging.getLogger(__name__)

WANTED = "ring_the_worker"
PATIENCE = 0.25  # seconds that a person may wait for the bell, at worst


class Doorbell:
    """The worker's bell, as the processes that ask for work see it."""

    def __init__(self) -> None:
        self._settings: tuple[str, Path] | None = None
        self._queue: Any = None
        self._put_ring: Callable[[], object] | None = None

    def hang(self, url: str, data_dir: Path) -> None:
        """Say where the queue is; it is opened when the bell is first rung."""
        self._settings, self._put_ring = (url, data_dir), None

    def take_down(self) -> None:
        """Ring no more."""
        self._settings = self._put_ring = None

    def ring(self) -> None:
        """Wake the worker, unless a ring is waiting for it already."""
        if self._settings is None:
            return
        try:
            put_ring = self._put_ring or self._open(*self._settings)
            if not self._queue.pending_count():
                put_ring()
            self._queue.storage.close()
        except Exception:  # a bell that does not work must not undo what was kept
            log.warning("the worker could not be rung", exc_info=True)

    def _open(self, url: str, data_dir: Path) -> Callable[[], object]:
        from eti_events.jobs.queue import (  # noqa: PLC0415 -- Huey is slow to load
            open_queue,
            ringing,
        )

        self._queue = open_queue(url, data_dir, patience=PATIENCE)
        self._put_ring = ringing(self._queue)
        return self._put_ring


doorbell = Doorbell()


def ring_when_kept() -> None:
    """Ring once the transaction at hand is kept; not at all if it is undone."""
    db.session().info[WANTED] = True


@event.listens_for(Session, "after_commit")
def _ring(session: Session) -> None:
    if session.info.pop(WANTED, False):
        doorbell.ring()


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(WANTED, None)
