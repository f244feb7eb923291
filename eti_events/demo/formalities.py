"""The second form of the demonstration: hotels asked for, some answered."""

from datetime import timedelta

from eti_events.database import db
from eti_events.demo.stage import Stage
from eti_events.events.models import Event
from eti_events.formalities import actions
from eti_events.formalities.fields import Given
from eti_events.formalities.models import Block
from eti_events.formalities.queries import list_confirmed
from eti_events.registration.models import Registration

ANSWERED = 40
HOTEL_EVERY = 4  # every so many of them need none
CLOSES_BEFORE = timedelta(days=7)
ASKED_AFTER = timedelta(hours=1)


def ask(stage: Stage) -> None:
    """Ask the confirmed for visa letters and hotels, and have some answer."""
    event, by = stage.edition, stage.organiser
    closes_at = event.starts_at - CLOSES_BEFORE
    at = min(stage.now, closes_at) - ASKED_AFTER
    plan = actions.Plan(
        blocks=[Block.VISA, Block.HOTEL], closes_at=closes_at, keep_days=30
    )
    actions.set_rules(event, plan, version=0, by=by, at=at)
    for number, row in enumerate(list_confirmed(event.id)[:ANSWERED]):
        registration = db.session.get_one(Registration, row.id)
        answers = {Block.VISA: Given(False, {}), Block.HOTEL: _hotel(event, number)}
        by = registration.person_id
        actions.give(event, registration, answers, by=by, at=at)


def _hotel(event: Event, number: int) -> Given:
    if number % HOTEL_EVERY == 0:
        return Given(False, {})
    first, last = (
        moment.astimezone(event.zone).date()
        for moment in (event.starts_at, event.ends_at)
    )
    values = {
        "from_on": (first - timedelta(days=1)).isoformat(),
        "until_on": (last + timedelta(days=1)).isoformat(),
        "payer": "organiser",
        "remark": "",
    }
    return Given(True, values)
