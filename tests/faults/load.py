"""People who register and a door that scans, and a ledger of what they were told.

The ledger lives in the test's process, which is never killed: what stands in it was
acknowledged by an answer, and must be in the database for ever after.
"""

import http.client
import json
import queue
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit
from uuid import uuid4

from tests.faults.sink import Sink
from tests.faults.visitor import Lost, Visitor

PACE = 0.1  # seconds between two scans of the one scanner

STEPS = ("you", "stay", "check")


@dataclass
class Ledger:
    """What was acknowledged, and when we were last told something."""

    registered: set[str] = field(default_factory=set)
    scanned: set[str] = field(default_factory=set)
    answered: threading.Event = field(default_factory=threading.Event)
    faults: list[str] = field(default_factory=list)
    lost: int = 0

    def __len__(self) -> int:
        return len(self.registered) + len(self.scanned)

    def copy(self) -> tuple[set[str], set[str]]:
        """Return what stands in it now; more may come meanwhile."""
        return set(self.registered), set(self.scanned)


class Crowd:
    """Threads that work as fast as they are allowed to, until told to stop."""

    def __init__(self, url: str, sink: Sink, ledger: Ledger) -> None:
        self.url = url
        self.sink = sink
        self.ledger = ledger
        self.allowed = threading.Semaphore(0)
        self.stopping = threading.Event()
        self.numbers = iter(range(1, 1_000_000))
        self.threads: list[threading.Thread] = []

    def start(self, token: str, point: str, hashes: list[str]) -> None:
        """Let two people register at a time, and one scanner scan."""
        for _ in range(2):
            self._begin(self._register_people)
        self._begin(partial(self._scan, token, point, hashes))

    def stop(self) -> None:
        """End when everybody has been told what became of their wish."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(180)
            assert not thread.is_alive(), "somebody still waits for an answer"

    def _begin(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except BaseException as error:
                self.ledger.faults.append(repr(error))

        thread = threading.Thread(target=guarded, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _register_people(self) -> None:
        while not self.stopping.is_set():
            if not self.allowed.acquire(timeout=0.2):
                continue
            email, link = self._next_invited()
            if email:
                self._insist(partial(self._register, email, link))

    def _next_invited(self) -> tuple[str, str]:
        while not self.stopping.is_set():
            try:
                return self.sink.links.get(timeout=0.2)
            except queue.Empty:
                continue
        return "", ""

    def _register(self, email: str, link: str) -> None:
        """Open the link from the mail, push its button, send each step as it stands."""
        visitor = Visitor(self.url, next(self.numbers))
        door = visitor.get(urlsplit(link).path)
        page = visitor.submit(door, door.form())
        for _ in STEPS:
            if not self._is_own(page.url):
                page = visitor.submit(page, page.form("version"))
        if not self._is_own(page.url):
            self.ledger.faults.append(f"{email}: {page.status} at {page.url}")
            return
        self.ledger.registered.add(email)
        self.ledger.answered.set()

    @staticmethod
    def _is_own(url: str) -> bool:
        return urlsplit(url).path.startswith("/me/")

    def _scan(self, token: str, point: str, hashes: list[str]) -> None:
        chance = random.Random(point)
        number = 0
        while not self.stopping.is_set():
            number += 1
            scan = {
                "scan_id": str(uuid4()),
                "seq": number,
                "point": point,
                "kind": "scan",
                "direction": chance.choice(["in", "in", "out"]),
                "input": "camera",
                "code_hash": chance.choice(hashes),
                "registration": None,
                "undoes": None,
                "walk_in": None,
                "device_time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "offset_ms": 0,
            }
            self._insist(partial(self._send, token, scan))
            time.sleep(PACE)

    def _send(self, token: str, scan: dict[str, object]) -> None:
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(place.netloc, timeout=60)
        try:
            connection.request(
                "POST",
                "/api/v1/checkin/scans",
                json.dumps({"scans": [scan]}),
                {
                    "Authorization": f"Bearer {token}",
                    "Content-Type": "application/json",
                },
            )
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Lost(repr(error)) from error
        finally:
            connection.close()
        if answer.status >= 500:
            raise Lost(f"{answer.status} {body!r}")
        verdict = json.loads(body)["verdicts"][0]
        if "verdict" not in verdict:
            self.ledger.faults.append(f"scan: {verdict}")
            return
        self.ledger.scanned.add(str(scan["scan_id"]))

    def _insist(self, attempt: Callable[[], None]) -> None:
        """Do it again, the very same, until an answer comes; that is the protocol."""
        while not self.stopping.is_set():
            try:
                attempt()
            except Lost:
                self.ledger.lost += 1
                time.sleep(0.1)
            else:
                return
