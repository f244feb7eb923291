"""Where a bench runs: a database, the product's server, the floor beside it."""

import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import psutil

from bench.load import Call, Pair, cpu_per_request, paired
from bench.results import Result
from tests.engines import durable_postgresql
from tests.live import WebServer, wait_until
from tests.stored import environment, migrate

Engine = Literal["sqlite", "postgresql"]
Seed = Callable[[str, Path], None]


class Stage:
    """A folder and an engine for one bench, with everything it starts."""

    def __init__(self, engine: Engine, *, requests: int, runs: int) -> None:
        self.engine = engine
        self.requests = requests
        self.runs = runs
        self._open = ExitStack()
        self.folder = Path(self._open.enter_context(tempfile.TemporaryDirectory()))

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def database(self, name: str = "bench") -> str:
        """Return the URL of an empty, migrated database that syncs as in production."""
        if self.engine == "postgresql":
            server = self._open.enter_context(durable_postgresql())
            url = server.url()
        else:
            url = f"sqlite:///{self.folder / name}.sqlite3"
        migrate(url, self.folder)
        return url

    def product(self, url: str) -> WebServer:
        """Serve the product on the database at ``url``."""
        return self._serve("wsgi:app", environment(url, self.folder), "/healthz")

    def floor(self) -> WebServer:
        """Serve the bare application under the same server."""
        return self._serve("bench.floor:app", dict(os.environ), "/")

    def against_floor(
        self,
        name: str,
        server: WebServer,
        calls: Iterable[Call],
        target: float,
        *,
        portion: int = 1,
    ) -> Result:
        """Compare the processor time of ``calls`` with the floor's, in the same run."""
        floor = self.floor()
        bare = Call("/")
        endless = iter(calls)

        def idle(requests: int) -> float:
            return cpu_per_request(floor.pid, floor.url, [bare] * requests, requests)

        def busy(requests: int) -> float:
            return cpu_per_request(server.pid, server.url, endless, requests)

        pair = paired(
            idle, busy, requests=self.requests, runs=self.runs, portion=portion
        )
        return self._ratio(name, pair, target)

    def figure(self, name: str, value: float, unit: str, target: float) -> Result:
        """Return a figure that stands on its own."""
        return Result(
            name=name, value=value, unit=unit, target=target, engine=self.engine
        )

    def _ratio(self, name: str, pair: Pair, target: float) -> Result:
        return Result(
            name=name,
            value=pair.work * 1000,
            unit="ms CPU",
            floor=pair.floor * 1000,
            ratio=pair.ratio,
            target=target,
            engine=self.engine,
        )

    def _serve(
        self, application: str, settings: dict[str, str], path: str
    ) -> WebServer:
        number = len(list(self.folder.glob("*.log")))
        server = WebServer(
            settings, self.folder / f"{number}.log", application=application
        )
        self._open.callback(server.close)
        server.start()
        wait_until(lambda: server.answers(path), application)
        return server


def proportional_memory(pid: int) -> int:
    """Bytes that a server's processes keep, shared pages counted once (PSS)."""
    leader = psutil.Process(pid)
    family = [leader, *leader.children(recursive=True)]
    return sum(int(member.memory_full_info().pss) for member in family)
