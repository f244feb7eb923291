"""A wave of the demonstration: reminders that wait for an organiser to send them."""

from eti_events.demo.stage import Stage
from eti_events.registration.actions import draft_wave
from eti_events.registration.models import WaveKind
from eti_events.reports.queries.cells import came_to


def prepare_reminders(stage: Stage) -> None:
    """Prepare a wave to those who have not answered; nobody is written to yet."""
    by, at = stage.staff["organiser"], stage.now
    draft_wave(stage.edition, WaveKind.REMINDER, came_to, by=by, at=at)
