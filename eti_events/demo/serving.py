"""The whole product in the foreground, on this machine alone, until Ctrl-C."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from socket import create_server

from config import Config
from eti_events import create_app
from eti_events.clock import utcnow
from eti_events.demo.building import build
from eti_events.demo.dates import When
from eti_events.demo.links import collect_links
from eti_events.migrating import bring_up_to_date

PATIENCE = 180  # seconds until the pages answer, on a busy machine
LAST_WORDS = 30  # seconds to finish what is being done
TITLES = {
    "organiser": "organiser of the network",
    "delegated_organiser": "organiser of two events",
    "check_in": "check-in staff",
    "trainer": "trainer",
    "desk_officer": "desk officer",
    "expert": "expert, registered",
    "first_departure": "expert who leaves for the first time",
    "speaker": "speaker",
    "invited": "expert who has not answered yet",
}

Say = Callable[[str], None]


def run(
    folder: Path, port: int, when: When, say: Say, wait: Callable[[], None]
) -> None:
    """Build the data once, start everything, print the links, ``wait`` for the end."""
    folder.mkdir(parents=True, exist_ok=True)
    smtp_port = _free_port()
    environment = _environment(folder, port, smtp_port)
    os.environ.update(environment)
    _build_once(folder, when, say)
    with ExitStack() as running:
        for command in (
            ("sink", "--port", str(smtp_port)),
            ("worker",),
            ("serve", "--port", str(port)),
        ):
            running.enter_context(_child(command, environment))
        base = environment["ETI_BASE_URL"]
        _wait_for(f"{base}/readyz")
        links = _write_links(folder, base, smtp_port)
        _show(links, say)
        wait()


def _environment(folder: Path, port: int, smtp_port: int) -> dict[str, str]:
    own = {
        name: value for name, value in os.environ.items() if not name.startswith("ETI_")
    }
    for name in set(os.environ) - own.keys():
        del os.environ[name]  # the demonstration never touches another database
    return {
        **own,
        **_keys(folder / "keys.json"),
        "ETI_DATA_DIR": str(folder),
        "ETI_DATABASE_URL": f"sqlite:///{folder / 'eti.sqlite3'}",
        "ETI_BASE_URL": f"http://127.0.0.1:{port}",
        "ETI_SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
        "ETI_MAIL_FROM": "ETI Events <equipe@exemple.invalid>",
        "ETI_CONTACT_EMAIL": "equipe@exemple.invalid",
        "ETI_DPO_EMAIL": "dpo@exemple.invalid",
        "ETI_CONTROLLER": "Organisation fictive",
        "ETI_DEMO": "1",
    }


def _keys(path: Path) -> dict[str, str]:
    if not path.exists():
        field_key = b64encode(secrets.token_bytes(32)).decode()
        keys = {
            "ETI_SECRET_KEY": secrets.token_urlsafe(48),
            "ETI_FIELD_KEYS": f"demo:{field_key}",
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(keys), encoding="utf-8")
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _build_once(folder: Path, when: When, say: Say) -> None:
    """Build aside, then move: an interruption leaves nothing half built."""
    done, built = folder / "eti.sqlite3", folder / "building.sqlite3"
    if done.exists():
        done.chmod(0o600)
        bring_up_to_date(create_app(Config()), demo=True)
        return
    for left_over in folder.glob("building.sqlite3*"):
        left_over.unlink()
    shutil.rmtree(folder / "spool", ignore_errors=True)
    config = Config(SQLALCHEMY_DATABASE_URI=f"sqlite:///{built}", TESTING=True)
    app = create_app(config)
    bring_up_to_date(app, demo=True)
    build(app, when, utcnow(), say)
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    built.chmod(0o600)
    built.rename(done)


@contextmanager
def _child(command: tuple[str, ...], environment: Mapping[str, str]) -> Iterator[None]:
    """Run one of our own commands beside us; end it with us."""
    program = (sys.executable, "-m", "eti_events.commands", *command)
    process = subprocess.Popen(program, env=environment)  # noqa: S603 -- our own words
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait_for(url: str) -> None:
    for _ in range(PATIENCE * 10):
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 -- loopback http
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(f"{url} does not answer")


def _write_links(folder: Path, base: str, smtp_port: int) -> dict[str, str | None]:
    app = create_app(Config(TESTING=True))
    with app.test_request_context("/"):
        links = collect_links(base, now=utcnow())
    links["smtp"] = f"127.0.0.1:{smtp_port}"
    path = folder / "links.json"
    path.write_text(json.dumps(links, indent=2, ensure_ascii=False), encoding="utf-8")
    return links


def _show(links: Mapping[str, str | None], say: Say) -> None:
    say(f"\nETI Events runs at {links['base']} on fictitious data. Sign in as:")
    for key, title in TITLES.items():
        say(f"  {title + ':':<40} {links[key]}")
    say(f"  {'the mails that were sent:':<40} {links['mails']}")
    say("Ctrl-C ends it; `make demo` keeps the data, `make demo-reset` starts anew.")
