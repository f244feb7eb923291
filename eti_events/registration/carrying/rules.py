"""Rules, open registration, quotas and tags, as a new event takes them over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.carrying.parts import THERE, Carry, Item, Part, why_left
from eti_events.events.models import Counter, Event
from eti_events.registration.actions.rules import new_quota
from eti_events.registration.forms import CATEGORIES
from eti_events.registration.models import OpenRegistration, RegistrationRules, Tag
from eti_events.registration.notes.queries import list_tags
from eti_events.registration.open_door.queries import find_open_registration
from eti_events.registration.places.keys import CATEGORY, OPEN, QUOTAS
from eti_events.registration.places.queries import find_rules, list_counters

STAYS_CLOSED = _l("It comes closed: open it when this event is ready.")
FREEZE_MOVED = _l("The freeze date moved with the event: see whether it suits.")
NO_FREEZE = _l("Clocks change at the freeze date: set it anew.")


@dataclass(frozen=True, kw_only=True)
class _Rules:
    """What the rules say, without whose they are."""

    approval: list[str]
    waiting_list: bool
    promotion: Any
    offer_hours: int
    freezes_at: datetime | None

    @classmethod
    def of(cls, row: RegistrationRules, freezes_at: datetime | None) -> "_Rules":
        return cls(
            approval=row.approval,
            waiting_list=row.waiting_list,
            promotion=row.promotion,
            offer_hours=row.offer_hours,
            freezes_at=freezes_at,
        )


def plan_rules(carry: Carry) -> Iterator[Item]:
    """Plan the rules of registration, and whom open registration lets ask."""
    if earlier := find_rules(carry.source.id):
        moved = _moved_or_none(carry, earlier.freezes_at)
        wanted = _Rules.of(earlier, moved)
        found = find_rules(carry.target.id)
        here = _Rules.of(found, found.freezes_at) if found else None
        frozen = FREEZE_MOVED if moved else NO_FREEZE
        yield Item(
            key="rules",
            name=_l("Approval, waiting list, freeze date"),
            write=partial(_add, RegistrationRules, carry.target, vars(wanted)),
            left=why_left(here, None, wanted),
            look=frozen if earlier.freezes_at else "",
        )
    if row := find_open_registration(carry.source.id):
        door = find_open_registration(carry.target.id)
        values = _open_values(row)
        yield Item(
            key="open",
            name=_l("Open registration: category, organisations, domains"),
            write=partial(_add, OpenRegistration, carry.target, values),
            left=why_left(door and _open_values(door), None, values),
            look=STAYS_CLOSED,
        )


def _moved_or_none(carry: Carry, moment: datetime | None) -> datetime | None:
    try:
        return moment and carry.moved(moment)
    except Refusal:
        return None


def _open_values(row: OpenRegistration) -> dict[str, Any]:
    return {
        "category": row.category,
        "organisations": row.organisations,
        "domains": row.domains,
    }


def _add(kind: Any, target: Event, values: dict[str, Any]) -> None:
    db.session.add(kind(event_id=target.id, **values))


def plan_quotas(carry: Carry) -> Iterator[Item]:
    """Plan the limits by commissioning body, by category, and of who came unasked."""
    here = {
        (row.scope, row.key): row.limit
        for row in list_counters(carry.target.id)
        if row.scope in (*QUOTAS, OPEN)
    }
    for row in list_counters(carry.source.id):
        if row.scope in (*QUOTAS, OPEN) and row.limit is not None:
            who = _who(row.scope, row.key)
            yield Item(
                key=f"{row.scope}:{row.key}:{row.limit}",
                name=_l("%(who)s: %(number)s", who=who, number=row.limit),
                write=partial(_write_quota, carry.target, row),
                left=why_left(here.get((row.scope, row.key)), None, row.limit),
            )


def _who(scope: str, key: str) -> Any:
    if scope == OPEN:
        return _l("Open registration")
    names: dict[str, Any] = {word.value: label for word, label in CATEGORIES}
    return names.get(key, key) if scope == CATEGORY else key


def _write_quota(target: Event, earlier: Counter) -> None:
    new_quota(target, earlier.scope, earlier.key).limit = earlier.limit


def plan_tags(carry: Carry) -> Iterator[Item]:
    """Plan the words by which people are sorted; nobody bears them yet."""
    here = {tag.key: tag for tag in list_tags(carry.target.id)}
    for tag in list_tags(carry.source.id):
        carry.coming.add(str(tag.public_id))
        if known := here.get(tag.key):
            carry.new[str(tag.public_id)] = str(known.public_id)
        yield Item(
            key=tag.key,
            name=tag.name,
            write=partial(_write_tag, carry, tag),
            left=THERE if known else "",
        )


def _write_tag(carry: Carry, earlier: Tag) -> None:
    tag = Tag(event_id=carry.target.id, name=earlier.name, key=earlier.key)
    db.session.add(tag)
    db.session.flush()
    carry.new[str(earlier.public_id)] = str(tag.public_id)


RULES = Part(
    "rules",
    _l("Rules of registration"),
    _l("Approval, waiting list, freeze date, whom open registration lets ask."),
    "registration.rules",
    plan_rules,
)
QUOTA_PART = Part(
    "quotas",
    _l("Quotas"),
    _l("Limits by commissioning body, category and open registration."),
    "registration.rules",
    plan_quotas,
)
TAGS = Part(
    "tags",
    _l("Tags"),
    _l("The words by which you sort people, without the people."),
    "reports.participants",
    plan_tags,
)
