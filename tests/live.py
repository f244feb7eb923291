"""The product as people meet it: processes, a socket, and mail that leaves."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ROOT = Path(__file__).parent.parent
ETI = (sys.executable, "-c", "from eti_events.commands import main; main()")
PATIENCE = 120.0  # seconds; a slow machine is not a fault

# DESIGN's shape: one process with threads, the best on SQLite.
SERVER = ("--worker-class=gthread", "--workers=1", "--threads=4")


def wait_until(happened: Callable[[], object], what: str) -> None:
    """Return once ``happened()`` is true; fail in words after half a minute."""
    until = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > until:
            raise TimeoutError(f"waited {PATIENCE:.0f} s in vain: {what}")
        time.sleep(0.02)


class Process:
    """A child that can be started, killed and started again."""

    def __init__(
        self, arguments: list[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self.arguments = arguments
        self.environment = environment
        self.log = log
        self.inherited: tuple[int, ...] = ()
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Number of the running child."""
        assert self.child, "not started"
        return self.child.pid

    def start(self) -> None:
        """Start the child in a process group of its own, so that all of it can end."""
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                self.arguments,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.inherited,
                process_group=0,
            )

    def alive(self) -> bool:
        """Whether the child still runs."""
        return self.child is not None and self.child.poll() is None

    def stop(self) -> None:
        """Ask the child to finish what it is doing, and wait for its end."""
        if self.child:
            self.child.terminate()
            self.child.wait(PATIENCE)
            self.child = None

    def kill(self) -> None:
        """End the child and its own children at once, as a power cut would."""
        if self.child:
            with suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait(PATIENCE)
            self.child = None


class WebServer(Process):
    """Gunicorn with the product's own application on a socket that we hold."""

    def __init__(
        self,
        environment: Mapping[str, str],
        log: Path,
        *,
        application: str = "wsgi:app",
        shape: tuple[str, ...] = SERVER,
    ) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        number = self.socket.fileno()
        command = [sys.executable, "-m", "gunicorn", "--no-control-socket"]
        command += ["--bind", f"fd://{number}"]
        super().__init__(
            [*command, *shape, application],
            {**environment, "ETI_BASE_URL": self.url},
            log,
        )
        self.inherited = (number,)

    def answers(self, path: str = "/healthz") -> bool:
        """Whether a page comes back, with any status below 500."""
        assert self.alive(), self.log.read_text()
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE):
                return True
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False

    def close(self) -> None:
        """Stop, and give the socket back."""
        self.stop()
        self.socket.close()


def mail_worker(environment: Mapping[str, str], log: Path) -> Process:
    """Prepare the product's worker: mail, due rows, settling."""
    return Process([*ETI, "worker"], environment, log)


@dataclass
class Inbox:
    """Every mail that the SMTP server has taken, oldest first."""

    mails: list[EmailMessage] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def to(self, address: str) -> list[EmailMessage]:
        """Mails for one address."""
        with self.lock:
            return [mail for mail in self.mails if address in str(mail["To"])]

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail, whatever it says."""
        assert isinstance(envelope.content, bytes)
        mail = BytesParser(policy=default).parsebytes(envelope.content)
        with self.lock:
            self.mails.append(mail)
        return "250 taken"


@contextmanager
def smtp_server(inbox: object) -> Iterator[str]:
    """Run a real SMTP server in a thread; yield the URL for ETI_SMTP_URL."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
