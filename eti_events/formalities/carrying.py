"""What the second form asks, as a new event takes it over."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from flask_babel import lazy_gettext as _l

from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.carrying.parts import Carry, Item, Part, why_left
from eti_events.formalities.models import FormalityRules
from eti_events.formalities.queries import find_rules

SEE_DEADLINE = _l("The last day to answer moved with the event: see whether it suits.")
NO_DEADLINE = _l("Set the last day to answer anew.")


def plan_second_form(carry: Carry) -> Iterator[Item]:
    """Plan which blocks are asked, until when, and how long answers are kept."""
    earlier = find_rules(carry.source.id)
    if earlier is None or not earlier.blocks:
        return
    here = find_rules(carry.target.id)
    closes_at = _deadline(carry)
    yield Item(
        key="blocks",
        name=_l("What is asked, and how long answers are kept"),
        write=partial(_write, carry, earlier, closes_at),
        left=why_left(here and _values(here), None, _values(earlier)),
        look=SEE_DEADLINE if closes_at else NO_DEADLINE,
    )


def _deadline(carry: Carry) -> datetime | None:
    """Return the moved deadline; none where clocks change, or after this event."""
    if carry.source.formalities_close_at is None:
        return None
    try:
        moved = carry.moved(carry.source.formalities_close_at)
    except Refusal:
        return None
    return moved if moved <= carry.target.ends_at else None


def _values(rules: FormalityRules) -> tuple[list[str], int]:
    return rules.blocks, rules.keep_days


def _write(carry: Carry, earlier: FormalityRules, closes_at: datetime | None) -> None:
    carry.target.formalities_close_at = closes_at
    db.session.add(
        FormalityRules(
            event_id=carry.target.id,
            blocks=list(earlier.blocks),
            keep_days=earlier.keep_days,
        )
    )


SECOND_FORM = Part(
    "second_form",
    _l("Visa, hotel, travel"),
    _l("Which blocks the second form asks, and how long its answers are kept."),
    "formalities.index",
    plan_second_form,
)
