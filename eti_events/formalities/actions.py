"""Asking for what a journey needs, keeping it, opening it, erasing it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete

from eti_events.audit.actions import record, record_erased
from eti_events.database import db, write_rows
from eti_events.events.models import Event
from eti_events.events.rules import require_changeable
from eti_events.formalities import queries
from eti_events.formalities.fields import Given, packed
from eti_events.formalities.models import Block, Formality, FormalityRules
from eti_events.formalities.refusals import (
    AskedLately,
    Closed,
    ClosesTooLate,
    CountDiffers,
    NobodySilent,
    NotAsked,
    NotConfirmed,
    RulesChangedMeanwhile,
)
from eti_events.messages.letterhead import letterhead
from eti_events.messages.many import Readers, queue_many
from eti_events.registration.models import Registration, RegistrationState
from eti_events.registration.queries import lock_person
from eti_events.registration.wording import moment_in_words

KEEP_DAYS = 30
BETWEEN_MAILS = timedelta(hours=12)
MAIL = "registration/formalities"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What an organiser decides to ask; no block: nothing any more."""

    blocks: Collection[Block]
    closes_at: datetime | None
    keep_days: int


def rules_of(event_id: int) -> FormalityRules:
    """Return what the event asks; without any rules: nothing."""
    return queries.find_rules(event_id) or FormalityRules(
        event_id=event_id, blocks=[], keep_days=KEEP_DAYS, asked_at=None, version=0
    )


def asked_blocks(rules: FormalityRules) -> list[Block]:
    """Return the blocks that are asked, in the order in which forms show them."""
    return [block for block in Block if block in rules.blocks]


def erased_on(event: Event, rules: FormalityRules) -> date:
    """Return the day on which everything that was given is erased."""
    return erased_at(event, rules).astimezone(event.zone).date()


def erased_at(event: Event, rules: FormalityRules) -> datetime:
    """Return the moment from which nothing of it is kept."""
    return event.ends_at + timedelta(days=rules.keep_days)


def set_rules(
    event: Event, plan: Plan, *, version: int, by: int, at: datetime
) -> FormalityRules:
    """Write what is asked, until when, and how long it is kept.

    What was given to a block that is asked no longer stays until its day.
    """
    require_changeable(event)
    rules = queries.find_rules(event.id, for_update=True)
    if (rules.version if rules else 0) != version:
        raise RulesChangedMeanwhile
    if plan.closes_at and plan.closes_at > event.ends_at:
        raise ClosesTooLate
    if rules is None:
        rules = FormalityRules(event_id=event.id)
        db.session.add(rules)
    rules.blocks = sorted(plan.blocks)
    rules.keep_days = plan.keep_days
    event.formalities_close_at = plan.closes_at if plan.blocks else None
    record(
        "formalities.asked_for",
        event,
        by=by,
        at=at,
        event_id=event.id,
        kinds=" ".join(sorted(plan.blocks)) or None,
        days=plan.keep_days,
    )
    return rules


def give(
    event: Event,
    registration: Registration,
    answers: Mapping[Block, Given],
    *,
    by: int,
    at: datetime,
) -> None:
    """Keep what the person answers; a block answered anew replaces what was given."""
    lock_person(registration.person_id)
    if registration.state is not RegistrationState.CONFIRMED:
        raise NotConfirmed
    if event.formalities_close_at is None:
        raise NotAsked
    if at >= event.formalities_close_at:
        raise Closed
    if answers.keys() - set(rules_of(event.id).blocks):
        raise NotAsked
    known = {row.block: row for row in queries.list_given(registration.id)}
    for block, given in answers.items():
        row = known.get(block)
        if row is None:
            row = Formality(registration_id=registration.id, block=block)
            db.session.add(row)
        row.needed, row.given_at = given.needed, at
        row.text = packed(given.values)
    record(
        "formalities.given",
        registration,
        by=by,
        at=at,
        event_id=event.id,
        kinds=" ".join(sorted(answers)),
    )


def open_blocks(
    registration: Registration,
    blocks: Collection[Block],
    *,
    reason: str,
    by: int,
    at: datetime,
) -> Sequence[Formality]:
    """Open what was given for one of its readers; note who, what and why."""
    record(
        "formalities.read",
        registration,
        by=by,
        at=at,
        event_id=registration.event_id,
        kinds=" ".join(sorted(blocks)),
        reason=reason,
    )
    return queries.list_given(registration.id, blocks)


def note_export(
    event: Event, block: Block, *, count: int, reason: str, by: int, at: datetime
) -> None:
    """Note who takes away what of how many people, and why."""
    record(
        "formalities.exported",
        event,
        by=by,
        at=at,
        event_id=event.id,
        kinds=str(block),
        count=count,
        reason=reason,
    )


def silent(event_id: int) -> list[int]:
    """Return the registrations of the confirmed that have not answered everything."""
    asked = set(asked_blocks(rules_of(event_id)))
    answers = queries.list_answers(event_id)
    return [
        row.id
        for row in queries.list_confirmed(event_id)
        if row.email and asked - answers.get(row.id, {}).keys()
    ]


def remind(event: Event, *, count: int | None, by: int, at: datetime) -> int:
    """Write to the confirmed who have not answered everything; return how many."""
    rules = queries.find_rules(event.id, for_update=True)
    if rules is None or event.formalities_close_at is None:
        raise NotAsked
    if at >= event.formalities_close_at:
        raise Closed
    if rules.asked_at and at < rules.asked_at + BETWEEN_MAILS:
        raise AskedLately
    waiting = silent(event.id)
    if not waiting:
        raise NobodySilent
    if count != len(waiting):
        raise CountDiffers
    closes_at, base = event.formalities_close_at, letterhead.take().base_url

    def same(language: str) -> dict[str, str]:
        return {
            "deadline": moment_in_words(event, closes_at, language),
            "form_url": f"{base}/me/{event.slug}/formalities",
        }

    readers: Readers = [(person, {}) for person in queries.list_people(waiting)]
    queue_many(readers, MAIL, event=event, same=same, at=at)
    rules.asked_at = at
    record(
        "formalities.reminded",
        event,
        by=by,
        at=at,
        event_id=event.id,
        count=len(waiting),
    )
    return len(waiting)


def settle_formalities(event_id: int, at: datetime) -> None:
    """Erase what those gave who do not come any more: nobody needs it."""
    if queries.find_rules(event_id, for_update=True):
        _erase(event_id, queries.given_by_the_absent(event_id), at)


def forget_formalities(at: datetime) -> None:
    """Erase what has been kept for its time; how much there was of each stays."""
    for rules, event in queries.list_kept():
        if erased_at(event, rules) <= at:
            _erase(event.id, queries.given_at_event(event.id), at)


def _erase(event_id: int, ids: Select[int], at: datetime) -> None:
    for block, count in sorted(queries.count_by_block(ids).items()):
        record_erased("formalities", count, at=at, event_id=event_id, kind=str(block))
    write_rows(delete(Formality).where(Formality.id.in_(ids)))
