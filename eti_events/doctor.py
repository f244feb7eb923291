"""Whether this installation is fit to work: each finding with what to do about it."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from pathlib import Path
from urllib.parse import urlsplit

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from eti_events.database import db
from eti_events.installation.queries import find_installation
from eti_events.jobs.queries import find_heartbeat
from eti_events.jobs.queue import open_queue
from eti_events.messages.cleaning import clean_context
from eti_events.messages.letterhead import letterhead
from eti_events.messages.queries import find_oldest_due
from eti_events.messages.relay import Connection, Relay
from eti_events.messages.rendering import Envelope, build, render
from eti_events.messages.replies import Fate
from eti_events.migrating import MIGRATIONS
from eti_events.serving import refuse_network_file, refuse_open_file

SILENT_TOO_LONG = timedelta(minutes=3)
LATE = timedelta(minutes=15)
PATIENCE = 10.0
SAMPLE_DOMAINS = {"localhost.localdomain", "localhost"}


class Ailment(Exception):
    """Something is wrong; the text says what, and what to do."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, and in which words."""

    name: str
    well: bool
    words: str


def examine(at: datetime) -> Iterator[Finding]:
    """Look at everything, one after the other, whatever is wrong with the rest."""
    for name, look in LOOKS.items():
        try:
            words = look(at)
        except Exception as error:  # each is a finding, none may hide the next
            yield Finding(name, well=False, words=str(error) or type(error).__name__)
        else:
            yield Finding(name, well=True, words=words)


def send_trial(recipient: str, at: datetime) -> str:
    """Hand a trial mail to the relay, past the outbox; return the relay's answer."""
    sheet = letterhead.take()
    context = {
        "name": recipient,
        "given_name": sheet.name,
        "event_name": sheet.name,
        "event_detail": "",
        "sender": sheet.name,
        "contact_email": sheet.contact,
        "site_url": sheet.base_url,
        "privacy_url": f"{sheet.base_url}/privacy",
    }
    words = render("messages/check", "fr", clean_context(context, sheet))
    envelope = Envelope(
        message_id=make_msgid(domain=sheet.host),
        sender_name="",
        recipient=recipient,
        recipient_name="",
        reply_to=sheet.contact,
        language="fr",
        at=at,
    )
    line = _line()
    outcome = line.send(
        sheet.address, recipient, build(words, envelope, sheet), lambda: True
    )
    line.close()
    if outcome.fate is not Fate.SENT:
        raise Ailment(f"the trial mail did not leave: {outcome.words}")
    return outcome.words


def _database(at: datetime) -> str:
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    refuse_network_file(url)
    refuse_open_file(url)
    present = MigrationContext.configure(db.session.connection()).get_current_revision()
    if present != (newest := ScriptDirectory(MIGRATIONS).get_current_head()):
        raise Ailment(f"it is at {present}, this release needs {newest}: `eti init`")
    return f"{db.engine.dialect.name}, at {present}"


def _people(at: datetime) -> str:
    installation = find_installation()
    if installation is None:
        raise Ailment("it was never set up: `eti init`")
    if installation.demo and not current_app.config["DEMO"]:
        raise Ailment("this is a demonstration’s database: people in it are invented")
    return "invented, as a demonstration" if installation.demo else "real"


def _keys(at: datetime) -> str:
    path = Path(current_app.config["DATA_DIR"]) / "keys.env"
    if not path.exists():
        return "given by the environment"
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Ailment(f"others can read {path}: chmod 600")
    return f"in {path}, ours alone: keep a copy apart from the back-ups"


def _address(at: datetime) -> str:
    url = current_app.config["BASE_URL"]
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise Ailment(f"{url} is not https: set ETI_BASE_URL")
    return str(url)


def _sender(at: datetime) -> str:
    sheet = letterhead.take()
    if sheet.host in SAMPLE_DOMAINS:
        raise Ailment("set ETI_MAIL_FROM to an address of your own domain")
    if not sheet.contact:
        raise Ailment("set ETI_CONTACT_EMAIL: people answer mails")
    return f"{sheet.name} <{sheet.address}>, answers go to {sheet.contact}"


def _relay(at: datetime) -> str:
    line = _line()
    try:
        line.greet()
    finally:
        line.close()
    relay = line.relay
    return f"{relay.scheme}://{relay.host}:{relay.port} answers"


def _queue(at: datetime) -> str:
    url = current_app.config["QUEUE_URL"]
    queue = open_queue(url, current_app.config["DATA_DIR"], patience=PATIENCE)
    waiting = queue.pending_count()
    queue.storage.close()
    kind = "Redis" if url else "a SQLite file"
    return f"{kind}, {waiting} rings waiting"


def _worker(at: datetime) -> str:
    heartbeat = find_heartbeat()
    seen = heartbeat.finished_at if heartbeat else None
    if seen is None:
        raise Ailment("none has ever worked: start `eti worker`")
    if at - seen > SILENT_TOO_LONG:
        raise Ailment(f"none since {seen:%Y-%m-%d %H:%M} UTC: start `eti worker`")
    return f"alive {(at - seen).seconds} s ago"


def _outbox(at: datetime) -> str:
    oldest = find_oldest_due()
    if oldest and at - oldest > LATE:
        raise Ailment(f"mails wait since {oldest:%Y-%m-%d %H:%M} UTC")
    return "nothing is late"


def _line() -> Connection:
    return Connection(
        Relay.at(current_app.config["SMTP_URL"]),
        hello=letterhead.take().host,
        patience=PATIENCE,
    )


LOOKS: dict[str, Callable[[datetime], str]] = {
    "database": _database,
    "people": _people,
    "keys": _keys,
    "address": _address,
    "sender": _sender,
    "mail relay": _relay,
    "queue": _queue,
    "worker": _worker,
    "outbox": _outbox,
}
