"""Events that ask the confirmed for their journey, and people who answer."""

from collections.abc import Collection
from datetime import datetime, timedelta

from eti_events.database import transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.formalities.actions import Plan, give, set_rules
from eti_events.formalities.fields import Given
from eti_events.formalities.models import Block
from eti_events.registration.models import Registration
from eti_events.registration.queries import find_registration
from tests.factories import BEFORE, make_person

PASSPORT = {
    "passport_name": "VERVEINE ALIX",
    "birth_on": "1980-02-03",
    "birth_place": "Skopje",
    "nationality": "MK",
    "passport_number": "X1234567",
    "passport_expires_on": "2099-01-01",
    "address": "",
}
BED = {
    "from_on": "2096-08-29",
    "until_on": "2096-09-01",
    "payer": "organiser",
    "remark": "",
}


def ask(
    event: Event,
    blocks: Collection[Block] = tuple(Block),
    *,
    closes_at: datetime | None = None,
    version: int = 0,
) -> None:
    """Have the event ask for these blocks, until it begins."""
    by = make_person().id
    with transaction():
        asking = get_event(event.slug)
        closing = closes_at or asking.starts_at - timedelta(days=1)
        plan = Plan(blocks=blocks, closes_at=closing, keep_days=30)
        set_rules(asking, plan, version=version, by=by, at=BEFORE)


def answer(
    registration: Registration,
    event: Event,
    at: datetime = BEFORE,
    **blocks: dict[str, str] | None,
) -> None:
    """Answer blocks by name; None: it is not needed."""
    with transaction():
        asking = get_event(event.slug)
        found = find_registration(asking.id, registration.person_id)
        assert found
        answers = {
            Block(name): Given(values is not None, values or {})
            for name, values in blocks.items()
        }
        give(asking, found, answers, by=found.person_id, at=at)
