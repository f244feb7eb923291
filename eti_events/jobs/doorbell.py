"""Waking the worker as soon as work for it has been kept.

The bell only saves time: the worker looks at the tables every minute anyway, so a
ring that is lost, or a queue that cannot be reached, loses nothing.
"""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import event
from sqlalchemy.orm import Session

from eti_events.database import db

log = logging.getLogger(__name__)

RING, TICK = "ring", "tick"
WANTED = "ring_the_worker"
PATIENCE = 0.25  # seconds that a person may wait for the bell, at worst


class _NamesOnly(Serializer):  # type: ignore[misc]  # Huey ships no types
    """Tasks as their name in JSON: reading the queue can run nothing else."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps([data.id, data.name]).encode()

    def _deserialize(self, data: bytes) -> Message:
        number, name = json.loads(data)
        return Message(number, name, None, 0, 0, None, (), {})


def open_queue(url: str, data_dir: Path, *, patience: float) -> Huey:
    """Open Redis when there is a URL, else a SQLite file in the data directory."""
    shape = {"results": False, "serializer": _NamesOnly()}
    if url:
        pool = redis.ConnectionPool.from_url(
            url, socket_connect_timeout=patience, socket_timeout=patience
        )
        return RedisHuey("eti", connection_pool=pool, **shape)
    data_dir.mkdir(parents=True, exist_ok=True)
    file = str(data_dir / "queue.sqlite3")
    return SqliteHuey("eti", filename=file, timeout=patience, fsync=False, **shape)


def answer(queue: Huey, wake: Callable[[], None]) -> None:
    """Have this process call ``wake`` at each ring, and each minute."""

    def woken() -> None:
        wake()

    queue.task(name=RING)(woken)
    queue.periodic_task(crontab(), name=TICK)(woken)


class Doorbell:
    """The worker's bell, as the processes that ask for work see it."""

    def __init__(self) -> None:
        self._settings: tuple[str, Path] | None = None
        self._queue: Huey | None = None
        self._task: Any = None

    def hang(self, url: str, data_dir: Path) -> None:
        """Say where the queue is; it is opened when the bell is first rung."""
        self._settings, self._queue = (url, data_dir), None

    def take_down(self) -> None:
        """Ring no more."""
        self._settings = self._queue = None

    def ring(self) -> None:
        """Wake the worker, unless a ring is waiting for it already."""
        if self._settings is None:
            return
        try:
            queue = self._open()
            if not queue.pending_count():
                self._task()
            queue.storage.close()
        except Exception:  # a bell that does not work must not undo what was kept
            log.warning("the worker could not be rung", exc_info=True)

    def _open(self) -> Huey:
        if self._queue is None:
            assert self._settings is not None  # noqa: S101 -- ring() has looked
            self._queue = open_queue(*self._settings, patience=PATIENCE)
            self._task = self._queue.task(name=RING)(_left_to_the_worker)
        return self._queue


def _left_to_the_worker() -> None:
    """Stand for the worker's own task of this name."""


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
