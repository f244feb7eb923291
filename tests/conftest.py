"""What every test can ask for."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import event
from werkzeug.test import TestResponse

from config import Config
from eti_events import create_app
from eti_events.database import db
from eti_events.messages.letterhead import letterhead
from eti_events.security import keyring
from eti_events.traffic import Traffic
from tests.machine import everything_must_run, lacking, required, sentence
from tests.pages import faults_of_page
from tests.stored import SHARED, Databases, config_for, shared_folder
from translations.catalogue import compile_all

pytest_plugins = ["tests.browsing"]

ENGINES = ("sqlite", "postgresql")
FIXTURES_WANT = {"redis_url": "redis", "playwright": "chromium"}
LEFT_OUT = pytest.StashKey[dict[str, int]]()

Selects = Callable[[], AbstractContextManager[list[str]]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine", action="append", choices=ENGINES, help="only this database"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = {}
    if SHARED in os.environ:
        return  # one of several processes: the first has done the rest
    if everything_must_run() and (missing := lacking(required())):
        raise pytest.UsageError(*(f"this machine has no {name}" for name in missing))
    config.add_cleanup(Databases(shared_folder()).stop)
    compile_all()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        engines = metafunc.config.getoption("engine") or ENGINES
        if metafunc.definition.get_closest_marker("one_engine"):
            engines = engines[:1]
        metafunc.parametrize("engine", engines)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what this machine cannot run, and count it."""
    out = [item for item in items if lacking(_wants(item))]
    counts: dict[str, int] = Counter(n for item in out for n in lacking(_wants(item)))
    config.stash[LEFT_OUT] = counts
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


def pytest_collection_finish() -> None:
    """Have the garbage collector look at what tests make, not at all that stands."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        counts = session.config.stash[LEFT_OUT]
        session.config.workeroutput["left_out"] = dict(counts)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Every process collects the same tests, so one tells for all."""
    left_out = getattr(node, "workeroutput", {}).get("left_out", {})
    node.config.stash[LEFT_OUT] = left_out


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for name, count in sorted(config.stash[LEFT_OUT].items()):
        terminalreporter.write_line(sentence(name, count), yellow=True)


def _wants(item: pytest.Item) -> set[str]:
    assert isinstance(item, pytest.Function)
    named = {name for mark in item.iter_markers("needs") for name in mark.args}
    asked = {FIXTURES_WANT[name] for name in item.fixturenames if name in FIXTURES_WANT}
    if "engine" in item.fixturenames:
        asked.add(str(item.callspec.params["engine"]))
    return (named | asked) - {"sqlite"}


class Browser(FlaskClient):
    """A client that reads as people do.

    Every request has a database session of its own, and every page that comes
    back must be a good one.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        bodiless = response.request.method in {"HEAD", "OPTIONS"}
        moved = 300 <= response.status_code < 400
        if response.mimetype == "text/html" and not bodiless and not moved:
            faults = faults_of_page(response.data)
            if "'unsafe-inline'" in response.headers["Content-Security-Policy"]:
                faults = [fault for fault in faults if "style" not in fault]  # a mail
            assert not faults, f"{response.request.path}: {faults}"
        return response


class Compiled(BytecodeCache):
    """Templates compiled once for all the applications of one test process."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Applications:
    """Serves test after test by one application, as visitor after visitor.

    Making one, and compiling its statements anew, costs more than most tests.
    """

    def __init__(self) -> None:
        self._made: dict[str, Flask] = {}

    def serving(self, config: Config) -> Flask:
        """Return the application of that database, with the settings as they were."""
        url = config.SQLALCHEMY_DATABASE_URI
        if url not in self._made:
            self._made[url] = self.new(config)
        app = self._made[url]
        app.config.from_object(config)
        app.extensions["traffic"] = Traffic()
        keyring.load(config.FIELD_KEYS)
        letterhead.load(config)
        return app

    def new(self, config: Config) -> Flask:
        """Make one for a test that changes it."""
        app = create_app(config)
        app.test_client_class = Browser
        app.jinja_env.bytecode_cache = COMPILED
        return app


@pytest.fixture(scope="session")
def databases() -> Databases:
    return Databases(shared_folder())


@pytest.fixture(scope="session")
def applications() -> Applications:
    return Applications()


@pytest.fixture(scope="session")
def database_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("database")


@pytest.fixture
def database_url(
    engine: str, databases: Databases, database_folder: Path
) -> Iterator[str]:
    """Give an empty, migrated database; asking for it runs the test on both engines."""
    with databases.fresh(engine, database_folder) as url:
        yield url


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    database_url: str,
    tmp_path: Path,
    applications: Applications,
) -> Iterator[Flask]:
    config = config_for(database_url, tmp_path)
    own = request.node.get_closest_marker("own_app")
    app = (applications.new if own else applications.serving)(config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def selects(app: Flask) -> Selects:
    """Collect the SELECTs sent inside a ``with selects() as sent:`` block."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if statement.startswith("SELECT"):
                sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        yield sent
        event.remove(db.engine, "before_cursor_execute", note)

    return collect
