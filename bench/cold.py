"""How soon the first page comes, and what a worker keeps in memory."""

import statistics
import time
from collections.abc import Iterator

from bench.load import Call, Driver, cpu_per_request, same
from bench.results import Result
from bench.stage import Stage, proportional_memory

STARTS = 5
TRAFFIC = 1_000
MEGABYTE = 1_000_000


def start(stage: Stage) -> Iterator[Result]:
    """Seconds from the command to the first page, median of five starts."""
    server = stage.product(stage.database())
    seconds = []
    for _ in range(STARTS):
        server.stop()
        before = time.perf_counter()
        server.start()
        Driver(server.url).send(Call("/"))
        seconds.append(time.perf_counter() - before)
    yield stage.figure("cold start", statistics.median(seconds), "s", 1.5)


def memory(stage: Stage) -> Iterator[Result]:
    """Megabytes that the server's processes keep after a thousand pages."""
    server = stage.product(stage.database())
    cpu_per_request(server.pid, server.url, same(Call("/")), TRAFFIC)
    kept = proportional_memory(server.pid) / MEGABYTE
    yield stage.figure("memory", kept, "MB", 110)
