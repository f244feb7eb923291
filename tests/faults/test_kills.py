"""Fifty `kill -9` of web server and worker under load, and nothing is lost.

After each kill, before anything starts again: `eti check` is clean, and all that was
acknowledged is in the database. At the end: every queued mail is at the SMTP server,
and copies bear the same Message-ID.
"""

import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, text

from eti_events import create_app
from eti_events.checkin.actions import add_device
from eti_events.checkin.queries import list_points_of_tree
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.registration import actions
from eti_events.registration.models import Category
from tests.factories import make_event, make_person
from tests.faults.load import Crowd, Ledger
from tests.faults.sink import Moment, Sink
from tests.live import (
    ETI,
    PATIENCE,
    ROOT,
    Process,
    WebServer,
    mail_worker,
    smtp_server,
    wait_until,
)
from tests.registration.steps import invited, submit
from tests.stored import Databases, config_for, environment

WEB = "web server under load"
SCHEDULE = [WEB] * 14 + [moment for moment in Moment for _ in range(9)]
PEOPLE = 400
PER_KILL = 7
EARLY = 30
IN_FLOW = 5  # acknowledged writes after which the web server is under load
SEED = 20260829


class Stage:
    """The product's processes around one database, and the mail server outside."""

    def __init__(self, url: str, folder: Path, smtp: str, sink: Sink) -> None:
        self.sink = sink
        self.settings = environment(
            url,
            folder,
            ETI_SMTP_URL=smtp,
            ETI_MAIL_PER_MINUTE="100000",
            ETI_LEASE_SECONDS="30",
            ETI_TRUSTED_PROXIES="1",
            ETI_REQUESTS_PER_MINUTE="100000",
        )
        self.web = WebServer(self.settings, folder / "web.log")
        self.settings["ETI_BASE_URL"] = self.web.url
        self.worker = mail_worker(self.settings, folder / "worker.log")
        self.engine: Engine = create_engine(url)

    def start(self, *processes: Process) -> None:
        """Start processes, and wait until pages are answered."""
        for process in processes:
            process.start()
        wait_until(self.web.answers, "the web server")

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Read the database beside the product, as an auditor would."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    def check(self) -> None:
        """Run the product's own check in a process of its own."""
        done = subprocess.run(
            [*ETI, "check"],
            cwd=ROOT,
            env=self.settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def missing(self, ledger: Ledger) -> set[str]:
        """Return what was acknowledged and is not in the database."""
        registered, scanned = ledger.copy()
        confirmed = {
            str(row[0])
            for row in self.rows(
                "SELECT person.email FROM person JOIN registration"
                " ON person_id = person.id WHERE registration.state = 'confirmed'"
            )
        }
        kept = {str(UUID(str(row[0]))) for row in self.rows("SELECT scan_id FROM scan")}
        return (registered - confirmed) | (scanned - kept)

    def close(self) -> None:
        """End everything."""
        self.worker.kill()
        self.web.kill()
        self.web.close()
        self.engine.dispose()


@pytest.fixture
def stage(engine: str, databases: Databases, tmp_path: Path) -> Iterator[Stage]:
    sink = Sink()
    with databases.fresh(engine, tmp_path) as url, smtp_server(sink) as smtp:
        stage = Stage(url, tmp_path, smtp, sink)
        yield stage
        stage.close()


@dataclass
class Door:
    """A paired scanner, where it stands, and the badges that pass it."""

    token: str
    point: str
    hashes: list[str]


def prepare(stage: Stage, folder: Path) -> Door:
    """Invite everybody, pair a scanner, let the first few register."""
    settings = config_for(str(stage.engine.url.render_as_string(False)), folder)
    app = create_app(settings)
    with app.app_context():
        event = make_event(places=PEOPLE + EARLY)
        for _ in range(EARLY):
            submit(event, invited(event))
        people = [make_person() for _ in range(PEOPLE)]
        with transaction():
            event = db.session.get_one(Event, event.id)
            points = list_points_of_tree(event)
            point = str(points[0].public_id)
            _, token = add_device(event, points, name="Door", by=None, at=utcnow())
        with transaction():
            event = db.session.get_one(Event, event.id)
            actions.invite_people(
                event, people, category=Category.EXPERT, by=None, at=utcnow()
            )
        hashes = [str(row[0]) for row in stage.rows("SELECT code_hash FROM ticket")]
        db.session.remove()
        db.engine.dispose()
    return Door(token, point, hashes)


def kill(
    stage: Stage, victim: str | Moment, ledger: Ledger, chance: random.Random
) -> Process:
    """End one process at the moment asked for; return it."""
    if victim == WEB:
        before = len(ledger)
        wait_until(lambda: len(ledger) > before + IN_FLOW, "load on the web server")
        time.sleep(chance.uniform(0, 0.2))
        stage.web.kill()
        return stage.web
    if victim is Moment.BEFORE_CLAIM:
        ledger.answered.clear()
        assert ledger.answered.wait(PATIENCE), ledger.faults
    else:
        assert isinstance(victim, Moment)
        stage.sink.arm(victim)
        assert stage.sink.reached.wait(PATIENCE), f"no mail came to {victim.value}"
    stage.worker.kill()
    stage.sink.disarm()
    return stage.worker


def states(stage: Stage) -> Counter[str]:
    return Counter(str(row[0]) for row in stage.rows("SELECT state FROM mail"))


def fate(stage: Stage, worker: int) -> str:
    """Say what a worker that was just killed held, by its name in the claims."""
    claimed = f"state = 'sending' AND claimed_by LIKE '%:{worker}:%'"
    if stage.rows(f"SELECT id FROM mail WHERE {claimed}"):
        return "a mail in its hands"
    queued = stage.rows("SELECT id FROM mail WHERE state = 'queued'")
    return "mails that nobody had claimed" if queued else "nothing"


@pytest.mark.faults
def test_fifty_kills_lose_nothing(stage: Stage, engine: str, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    schedule = chance.sample(SCHEDULE, len(SCHEDULE))
    door = prepare(stage, tmp_path)
    stage.start(stage.web, stage.worker)
    ledger = Ledger()
    crowd = Crowd(stage.web.url, stage.sink, ledger)
    crowd.start(door.token, door.point, door.hashes)
    found: Counter[str] = Counter()

    for number, victim in enumerate(schedule, 1):
        for _ in range(PER_KILL):
            crowd.allowed.release()
        worker = stage.worker.pid
        dead = kill(stage, victim, ledger, chance)
        stage.check()
        assert stage.missing(ledger) == set(), f"lost at kill {number}, {victim}"
        if dead is stage.worker:
            found[f"{victim}: {fate(stage, worker)}"] += 1
        stage.start(dead)
        print(f"{number:2} {victim}: {len(ledger)} acknowledged, none lost", flush=True)

    wait_until(
        lambda: len(ledger.registered) >= PER_KILL * len(schedule) - 2, "the rest"
    )
    crowd.stop()
    wait_until(
        lambda: not states(stage).keys() & {"queued", "sending"}, "the last mails"
    )
    stage.check()

    rows = stage.rows("SELECT message_id, state FROM mail")
    copies = sum(len(each) - 1 for each in stage.sink.taken.values())
    print(f"\n{engine}: {len(schedule)} kills: {dict(Counter(map(str, schedule)))}")
    print(f"what the dead workers left: {dict(found)}")
    print(
        f"{len(ledger)} acknowledged writes ({len(ledger.registered)} registrations,"
        f" {len(ledger.scanned)} scans), {ledger.lost} answers lost and asked again"
    )
    print(f"{len(rows)} mails, {copies} copies under the same Message-ID")
    assert ledger.faults == []
    assert stage.missing(ledger) == set()
    assert len(ledger) >= 1000
    assert {state for _, state in rows} == {"sent"}
    assert {number for number, _ in rows} == stage.sink.taken.keys()
    assert all(len(set(each)) == 1 for each in stage.sink.taken.values())
