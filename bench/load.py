"""Drive a server, and count the processor time that it spends on each request."""

import http.client
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import cycle, islice
from urllib.parse import urlsplit

import psutil

REQUESTS = 2_000
RUNS = 5
WARM_UP = 200


@dataclass(frozen=True)
class Call:
    """One request of a load, and the status that makes it count."""

    path: str
    method: str = "GET"
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


class Unexpected(Exception):
    """A request was answered otherwise than the bench asked for."""


class Driver:
    """One keep-alive connection, as a browser or a scanner holds it."""

    def __init__(self, url: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def send(self, call: Call, *, plain: bool = False) -> bytes:
        """Send one request and return the body as it came over the wire."""
        encoding = {} if plain else {"Accept-Encoding": "gzip"}
        headers = encoding | call.headers
        self.connection.request(call.method, call.path, call.body, headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != call.status:
            raise Unexpected(f"{call.path}: {response.status} {body[:300]!r}")
        return body


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of its children so far."""
    leader = psutil.Process(pid)
    family = [leader, *leader.children(recursive=True)]
    times = [member.cpu_times() for member in family]
    return sum(time.user + time.system for time in times)


def cpu_per_request(pid: int, url: str, calls: Iterable[Call], requests: int) -> float:
    """Seconds of processor that the server spends on one of ``calls``."""
    driver = Driver(url)
    before = cpu_seconds(pid)
    sent = 0
    for call in islice(calls, requests):
        driver.send(call)
        sent += 1
    return (cpu_seconds(pid) - before) / sent


@dataclass(frozen=True)
class Pair:
    """Processor seconds of the floor and of the work, measured side by side."""

    floor: float
    work: float
    ratio: float


def paired(
    floor: Callable[[int], float],
    work: Callable[[int], float],
    *,
    requests: int = REQUESTS,
    runs: int = RUNS,
    portion: int = 1,
) -> Pair:
    """Measure both in turn, ``runs`` times, and return the run of median ratio.

    Work that costs much is measured as well by a ``portion`` of the requests.
    """
    for measure in (floor, work):
        measure(min(WARM_UP, requests) // portion)
    pairs = []
    for _ in range(runs):
        idle, busy = floor(requests), work(requests // portion)
        pairs.append(Pair(idle, busy, busy / idle))
    middle = statistics.median_low(pair.ratio for pair in pairs)
    return next(pair for pair in pairs if pair.ratio == middle)


def same(call: Call) -> Iterable[Call]:
    """Repeat one request without end."""
    return cycle([call])
