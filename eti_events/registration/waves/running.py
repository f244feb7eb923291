"""The worker's part of a wave: it may stop anywhere, and goes on where it stopped."""

from collections.abc import Mapping

from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.jobs.actions import report
from eti_events.jobs.models import DueRow
from eti_events.registration.actions import begin_wave, look_after, send_batch
from eti_events.registration.actions.sending import Teller
from eti_events.registration.models import WaveKind
from eti_events.registration.queries import find_event_by_id
from eti_events.registration.waves.queries import count_served, lock_wave


def run_wave(row: DueRow, *, tellers: Mapping[WaveKind, Teller]) -> None:
    """Send what is left of the wave that the row names, then see how it fares.

    A worker that has lost its lease keeps nothing of its last batch.
    """
    wave_id = row.payload["wave_id"]
    while _send(row, wave_id, tellers):
        pass
    with transaction():
        if wave := lock_wave(wave_id):
            look_after(wave, at=utcnow())


def _send(row: DueRow, wave_id: int, tellers: Mapping[WaveKind, Teller]) -> int:
    with transaction():
        wave, at = lock_wave(wave_id), utcnow()
        event = find_event_by_id(wave.event_id) if wave else None
        if wave is None or event is None or not begin_wave(event, wave, at=at):
            return 0
        sent = send_batch(event, wave, tellers=tellers, at=at)
        served, people = count_served(wave_id)
        report(row, at=at, done=served, total=people)
        return sent
