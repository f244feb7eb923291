"""The edition of the year after: a draft that begins with what this one has."""

from datetime import datetime, timedelta

from eti_events.carried import CARRIED
from eti_events.demo.events import make_draft
from eti_events.demo.stage import Stage
from eti_events.events.carrying.actions import take_over
from eti_events.events.carrying.planning import plan_takeover

A_YEAR = timedelta(days=364)  # on the same day of the week
PARTS = ("questions", "texts")


def prepare(stage: Stage, at: datetime) -> None:
    """Make the draft and take over questions and texts; the rest is left to try."""
    by = stage.organiser
    event = make_draft(stage.dates.first_day + A_YEAR, by=by, at=at)
    plan = plan_takeover(CARRIED, stage.edition, event, PARTS, by=by, at=at)
    take_over(CARRIED, stage.edition, event, PARTS, seen=plan.seal, by=by, at=at)
