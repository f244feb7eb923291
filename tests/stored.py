"""Databases made by the migrations: built once per run, copied for each test."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from config import Config
from eti_events import create_app
from eti_events.database import db
from eti_events.migrating import bring_up_to_date
from tests.engines import PostgreSQL

SHARED = "ETI_TEST_SHARED"  # folder that the processes of one run have in common
TEMPLATE = "template_eti"
END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
TABLES_AND_SEQUENCES = """
    SELECT relname, relkind::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')
    AND relname NOT IN ('alembic_version', 'installation')
"""
KEPT_AS_NEW = ("UPDATE installation SET demo = false, worker_seen_at = NULL",)
SECRET_KEY = "a key that is long enough for tests and secret to nobody"
FIELD_KEYS = "test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def environment(url: str, data_dir: Path, **more: str) -> dict[str, str]:
    """Settings for a process of the product, beside what Python itself needs."""
    own = {name: value for name, value in os.environ.items() if name[:4] != "ETI_"}
    return own | {
        "ETI_DATABASE_URL": url,
        "ETI_DATA_DIR": str(data_dir),
        "ETI_SECRET_KEY": SECRET_KEY,
        "ETI_FIELD_KEYS": FIELD_KEYS,
        "ETI_REQUESTS_PER_MINUTE": "0",  # a load test is one visitor in a hurry
        **more,
    }


def config_for(url: str, data_dir: Path) -> Config:
    """Settings for an application inside the test process."""
    return Config(
        SECRET_KEY=SECRET_KEY,
        FIELD_KEYS=FIELD_KEYS,
        SQLALCHEMY_DATABASE_URI=url,
        DATA_DIR=data_dir,
        BASE_URL="http://localhost",
        TESTING=True,
        WTF_CSRF_ENABLED=False,
    )


def migrate(url: str, data_dir: Path) -> None:
    """Bring the database at ``url`` to the newest migration."""
    app = create_app(config_for(url, data_dir))
    bring_up_to_date(app)
    with app.app_context():
        db.engine.dispose()


class Databases:
    """Gives each test a fresh database, on either engine."""

    def __init__(self, shared: Path) -> None:
        self.shared = shared
        self.server = PostgreSQL(shared / "postgresql")
        self._clean: list[str] = []  # databases of earlier tests, emptied

    @contextmanager
    def fresh(self, engine: str, folder: Path) -> Iterator[str]:
        """Yield the URL of an empty, migrated database that lives for one test."""
        if engine == "sqlite":
            yield self._copy_of_file(folder)
        else:
            self._start_server()
            self._build_template()
            with self._borrowed() as url:
                yield url

    @contextmanager
    def without_tables(self, engine: str, folder: Path) -> Iterator[str]:
        """Yield the URL of a database that no migration has touched."""
        if engine == "sqlite":
            yield f"sqlite:///{folder / 'test.sqlite3'}"
        else:
            self._start_server()
            with self._created("template0") as url:
                yield url

    def stop(self) -> None:
        """End the server, if any test has started it, and forget everything."""
        if (self.shared / "server").exists():
            self.server.stop()
        shutil.rmtree(self.shared)

    def _copy_of_file(self, folder: Path) -> str:
        template = self.shared / "template.sqlite3"
        with self._once("template.sqlite3"):
            if not template.exists():
                building = self.shared / "building.sqlite3"
                migrate(f"sqlite:///{building}", self.shared)
                building.rename(template)
        copy = folder / "test.sqlite3"
        for old in folder.glob(f"{copy.name}*"):
            old.unlink()  # not written over: a process of an earlier test may hold it
        shutil.copyfile(template, copy)
        return f"sqlite:///{copy}"

    def _start_server(self) -> None:
        with self._once("server"):
            if not (self.shared / "server").exists():
                self.server.start()
                (self.shared / "server").touch()

    @contextmanager
    def _created(self, template: str) -> Iterator[str]:
        name = f"test_{uuid4().hex}"
        self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.server.url(name)
        finally:
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def _borrowed(self) -> Iterator[str]:
        """Yield an emptied database of an earlier test: ten times sooner than a new."""
        name = self._clean.pop() if self._clean else f"test_{uuid4().hex}"
        if not self._exists(name):
            self._administer(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        made = self._tables_and_sequences(name)
        yield self.server.url(name)
        if self._tables_and_sequences(name) == made:
            self._empty(name, made)
            self._clean.append(name)
        else:  # the test dropped a table to see what happens
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _exists(self, name: str) -> bool:
        with self._connected("postgres") as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return connection.execute(query, [name]).fetchone() is not None

    def _tables_and_sequences(self, name: str) -> set[tuple[str, str]]:
        with self._connected(name) as connection:
            return set(connection.execute(TABLES_AND_SEQUENCES).fetchall())

    def _empty(self, name: str, made: set[tuple[str, str]]) -> None:
        """Take every row out, and count ids from one again."""
        steps = ["SET session_replication_role = replica", *KEPT_AS_NEW]
        steps += [f'DELETE FROM "{table}"' for table, kind in made if kind == "r"]
        steps += [
            f"SELECT setval('\"{sequence}\"', 1, false)"
            for sequence, kind in made
            if kind == "S"
        ]
        with self._connected(name) as connection:
            connection.execute(END_OTHERS)
            connection.execute(";".join(steps).encode())

    def _build_template(self) -> None:
        with self._once(TEMPLATE):
            if not (self.shared / TEMPLATE).exists():
                self._administer(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
                migrate(self.server.url(TEMPLATE), self.shared)
                (self.shared / TEMPLATE).touch()

    def _administer(self, statement: str) -> None:
        with self._connected("postgres") as connection:
            connection.execute(statement.encode())

    def _connected(self, database: str) -> psycopg.Connection:
        address = f"host={self.server.folder} user=postgres dbname={database}"
        return psycopg.connect(address, autocommit=True)

    @contextmanager
    def _once(self, what: str) -> Iterator[None]:
        with (self.shared / f"{what}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def shared_folder() -> Path:
    """Folder of this run: made by its first process, found by the others."""
    if SHARED not in os.environ:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="eti-")
        Path(os.environ[SHARED]).chmod(0o755)  # PostgreSQL runs as another user
    return Path(os.environ[SHARED])
