"""The queue that carries rings from whoever asks for work to the worker."""

import json
from collections.abc import Callable
from pathlib import Path

import redis
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.registry import Message
from huey.serializer import Serializer

RING, TICK = "ring", "tick"


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


def ringing(queue: Huey) -> Callable[[], object]:
    """Return what puts a ring into the queue; the worker's own task answers it."""

    def left_to_the_worker() -> None:
        """Stand for the worker's task of this name."""

    ring: Callable[[], object] = queue.task(name=RING)(left_to_the_worker)
    return ring
