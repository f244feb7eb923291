"""What it costs to queue a wave of five thousand mails."""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

from bench.crowd import gather
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.jobs.actions import claim
from eti_events.messages.models import Mail
from eti_events.registration.actions import confirm_wave, draft_wave
from eti_events.registration.models import Wave, WaveKind
from eti_events.registration.waves.running import run_wave
from eti_events.reports.queries.cells import came_to
from tests.factories import make_event
from tests.stored import config_for

PEOPLE = 5_000
RUNS = 3


def queued(stage: Stage) -> Iterator[Result]:
    """Confirm a wave and have the worker's own function write it, as often as asked.

    On the wall clock: from the organiser's word to the last row of the outbox.
    """
    url = stage.database()
    gather(url, stage.folder, registered=PEOPLE)
    app = create_app(config_for(url, stage.folder))
    with app.app_context():
        times = [_queue_one() for _ in range(RUNS)]
        db.session.remove()
        db.engine.dispose()
    wall, processor = (statistics.median(column) for column in zip(*times, strict=True))
    yield stage.figure("wave of 5,000", wall, "s", 2)
    yield stage.figure("wave of 5,000, processor", processor, "s CPU", 2)


def _queue_one() -> tuple[float, float]:
    event_id = make_event().id
    before = db.session.query(Mail).count()
    with transaction():
        event = db.session.get_one(Event, event_id)
        wave = draft_wave(event, WaveKind.INVITATION, came_to, by=None, at=utcnow())
        number = len(wave.counted)
        wave_id = wave.id
    begun = time.perf_counter(), time.process_time()
    _confirm(event_id, wave_id, number)
    with transaction():
        row = claim("bench", at=utcnow(), lease=timedelta(minutes=5))
    assert row
    run_wave(row, tellers={})
    taken = time.perf_counter() - begun[0], time.process_time() - begun[1]
    db.session.rollback()
    assert number >= PEOPLE
    assert db.session.query(Mail).count() - before == number
    return taken


def _confirm(event_id: int, wave_id: int, number: int) -> None:
    with transaction():
        event = db.session.get_one(Event, event_id)
        wave = db.session.get_one(Wave, wave_id)
        now = utcnow()
        confirm_wave(event, wave, number, came_to, scheduled_at=None, by=None, at=now)
