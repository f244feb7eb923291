"""The two databases that every test runs on, each private to the run."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = ("postgres", "nobody")  # PostgreSQL refuses to run as root
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def postgresql_programs() -> Path | None:
    """Folder of initdb and pg_ctl, which Debian keeps off the PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    return newest and newest.parent


class PostgreSQL:
    """A server of its own in one folder, reached by a socket in that folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def url(self, database: str = "postgres") -> str:
        """SQLAlchemy's address of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def start(self, *, durable: bool = False) -> None:
        """Create the cluster and wait until it answers, about a second."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if user := _unprivileged_user():
            shutil.chown(self.folder, user, user)
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = ["listen_addresses=", f"unix_socket_directories={self.folder}"]
        settings += () if durable else FAST
        options = " ".join(f"-c {setting}" for setting in settings)
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "--wait", "--log", log, "--options", options)

    def stop(self) -> None:
        """End the server at once; its data are worth nothing."""
        self._run("pg_ctl", "stop", "--mode", "immediate")

    def _run(self, program: str, *arguments: str) -> None:
        folder = postgresql_programs()
        assert folder, "see tests/machine.py: not asked for where it is lacking"
        user = _unprivileged_user()
        subprocess.run(
            [folder / program, "--pgdata", self.data, *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # not a pipe: the server would inherit it
            cwd="/",
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )


@contextmanager
def durable_postgresql() -> Iterator[PostgreSQL]:
    """Run a server that syncs as in production, for figures."""
    folder = Path(tempfile.mkdtemp(prefix="eti-"))
    server = PostgreSQL(folder)
    server.start(durable=True)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in NOBODY if name in known)
