"""The rules and quotas of an event's registration, as organisers decide them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Counter, Event
from eti_events.events.queries import get_capacity
from eti_events.events.rules import require_changeable
from eti_events.jobs.actions import settle_soon
from eti_events.registration.models import (
    Category,
    HeldPlace,
    Promotion,
    RegistrationRules,
)
from eti_events.registration.places import queries
from eti_events.registration.places.keys import key_of
from eti_events.registration.refusals import QuotaBelowTaken, RulesChangedMeanwhile

OFFER_HOURS = 48


@dataclass(frozen=True, kw_only=True)
class RulesPlan:
    """What an organiser decides."""

    approval: Collection[Category]
    waiting_list: bool
    promotion: Promotion
    offer_hours: int
    freezes_at: datetime | None


def rules_of(event_id: int) -> RegistrationRules:
    """Return the event's rules; without any: no approval, no waiting list."""
    return queries.find_rules(event_id) or RegistrationRules(
        event_id=event_id,
        approval=[],
        waiting_list=False,
        promotion=Promotion.CONFIRM,
        offer_hours=OFFER_HOURS,
        freezes_at=None,
        version=0,
    )


def set_rules(
    event: Event, plan: RulesPlan, *, version: int, by: int, at: datetime
) -> RegistrationRules:
    """Write the rules; who waits or is examined already stays where they stand."""
    require_changeable(event)
    rules = queries.find_rules(event.id, for_update=True)
    if (rules.version if rules else 0) != version:
        raise RulesChangedMeanwhile
    if rules is None:
        rules = RegistrationRules(event_id=event.id)
        db.session.add(rules)
    rules.approval = sorted(plan.approval)
    rules.waiting_list = plan.waiting_list
    rules.promotion = plan.promotion
    rules.offer_hours = plan.offer_hours
    rules.freezes_at = plan.freezes_at
    record("rules.changed", event, by=by, at=at, event_id=event.id)
    settle_soon(event.id, at=at)
    return rules


def set_quota(
    event: Event, scope: str, key: str, limit: int, *, by: int, at: datetime
) -> Counter:
    """Limit one commissioning body or category; who has a place counts already."""
    require_changeable(event)
    get_capacity(event.id, for_update=True)  # whoever takes a place waits
    quota = queries.find_quota(event.id, scope, key) or new_quota(event, scope, key)
    if limit < quota.taken:
        raise QuotaBelowTaken
    quota.limit = limit
    db.session.flush()
    _record("quota.set", quota, by, at)
    settle_soon(event.id, at=at)
    return quota


def remove_quota(event: Event, scope: str, key: str, *, by: int, at: datetime) -> None:
    """Limit the commissioning body or category no longer; twice is once."""
    require_changeable(event)
    get_capacity(event.id, for_update=True)
    if quota := queries.find_quota(event.id, scope, key):
        _record("quota.removed", quota, by, at)
        db.session.delete(quota)  # its rows of held places go with it
        settle_soon(event.id, at=at)


def new_quota(event: Event, scope: str, key: str) -> Counter:
    """Make a quota without limit that counts who has a place."""
    holders = [
        row.id
        for row in queries.list_holders(event)
        if key_of(row).counts_for(scope, key)
    ]
    taken = len(holders) + queries.count_seats(event.id, scope, key)
    quota = Counter(event_id=event.id, scope=scope, key=key, taken=taken, limit=None)
    db.session.add(quota)
    db.session.flush()
    db.session.add_all(
        HeldPlace(counter_id=quota.id, registration_id=number) for number in holders
    )
    return quota


def _record(action: str, quota: Counter, by: int, at: datetime) -> None:
    record(
        action,
        quota,
        by=by,
        at=at,
        event_id=quota.event_id,
        scope=quota.scope,
        key=quota.key,
        limit=quota.limit,
    )
