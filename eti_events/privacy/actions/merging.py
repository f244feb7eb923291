"""Making two records of one person one, in one transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.jobs.actions import settle_soon
from eti_events.names import name_key
from eti_events.people.models import Person
from eti_events.people.values import to_text
from eti_events.privacy import queries
from eti_events.privacy.actions.moving import (
    move_consents,
    move_corrections,
    move_links,
    move_rows,
    move_tickets,
)
from eti_events.privacy.actions.registrations import keep_one
from eti_events.privacy.fields import (
    OF_ROSTER,
    Choice,
    differing,
    lacking,
    mark_of,
    values_from,
)
from eti_events.privacy.ledger import Ledger
from eti_events.privacy.models import PersonMerge
from eti_events.privacy.refusals import (
    ChangedMeanwhile,
    ChooseRegistration,
    MergedAlready,
    OnlyAdministrators,
    SameRecord,
    SignsInAsStaff,
)
from eti_events.privacy.rows.queries import rows_of

SECRET = "phone"  # noqa: S105 -- a field; its correction keeps no copy in the clear


def merge(
    kept_id: int,
    other_id: int,
    choice: Choice,
    *,
    by: int,
    at: datetime,
    is_admin: bool = False,
) -> PersonMerge:
    """Make two records one: what the other has becomes that of the person kept."""
    if kept_id == other_id:
        raise SameRecord
    people = queries.lock_people({kept_id, other_id})
    kept, other = people[kept_id], people[other_id]
    _require_mergeable(kept, other, choice, at=at, is_admin=is_admin)
    ledger = Ledger()
    events = queries.list_touched_events({kept_id, other_id})
    _settle_registrations(ledger, kept_id, other_id, choice, by=by, at=at)
    of_other = choice.fields & set(differing(kept, other)) | set(lacking(kept, other))
    rejected = _rejected(kept, other, of_other)
    _move(ledger, kept, other, of_other, at=at)
    _join(ledger, kept, other, of_other)
    _keep_rejected(ledger, kept_id, rejected, at=at)
    ledger.close()
    db.session.expire_all()
    for event in events:
        settle_soon(event.id, at=at)
    return _note(ledger, kept_id, other_id, by=by, at=at)


def _require_mergeable(
    kept: Person, other: Person, choice: Choice, *, at: datetime, is_admin: bool
) -> None:
    if kept.merged_into_id or other.merged_into_id:
        raise MergedAlready
    both = [
        one
        for row in queries.list_twice(kept.id, other.id)
        for one in (row.kept, row.other)
    ]
    if choice.seen is not None and choice.seen != mark_of(kept, other, both):
        raise ChangedMeanwhile
    if queries.has_account(other.id):
        raise SignsInAsStaff
    require_right({kept.id, other.id}, at=at, is_admin=is_admin)


def require_right(ids: Collection[int], *, at: datetime, is_admin: bool) -> None:
    """Refuse an organiser who would give or gain rights by joining records."""
    if not is_admin and any(
        queries.has_account(one) or queries.has_role(one, at) for one in ids
    ):
        raise OnlyAdministrators


def _settle_registrations(
    ledger: Ledger,
    kept_id: int,
    other_id: int,
    choice: Choice,
    *,
    by: int,
    at: datetime,
) -> None:
    """Keep one registration for each event of both, then move all the others."""
    twice = queries.list_twice(kept_id, other_id)
    if any(row.event.public_id not in choice.registrations for row in twice):
        raise ChooseRegistration
    both = {row.event.id for row in twice}
    for row in twice:
        stays = choice.registrations[row.event.public_id]
        keep_one(ledger, row, other_stays=stays, by=by, at=at)
    for own in rows_of("registration", "person_id", other_id):
        if own["event_id"] not in both:
            ledger.change("registration", {"id": own["id"]}, {"person_id": kept_id})


def _move(
    ledger: Ledger,
    kept: Person,
    other: Person,
    of_other: Collection[str],
    *,
    at: datetime,
) -> None:
    same = {name for name in OF_ROSTER if getattr(kept, name) == getattr(other, name)}
    corrected = {row.field for row in queries.list_corrections(kept.id)}
    move_corrections(ledger, kept.id, other.id, of_other={*of_other, *same - corrected})
    move_tickets(ledger, kept.id, other.id)
    move_consents(ledger, kept.id, other.id)
    move_links(ledger, kept.id, other.id, at=at)
    move_rows(ledger, kept.id, other.id)


def _join(
    ledger: Ledger, kept: Person, other: Person, of_other: Collection[str]
) -> None:
    """Give the person kept the values chosen; each address finds them from now on."""
    values = values_from(other, of_other)
    if values.keys() & {"given_name", "family_name"}:
        given, family = (
            values.get(name, getattr(kept, name))
            for name in ("given_name", "family_name")
        )
        values["search_key"] = name_key(given, family)
    if other.protected:
        values["protected"] = True
    spare = kept.email_key if "email" in of_other else other.email_key
    gone = {"email": None, "email_key": None, "merged_into_id": kept.id}
    kept_id, other_id = kept.id, other.id
    known = queries.list_addresses(kept)
    ledger.change("person", {"id": other_id}, gone)
    if values:
        ledger.change("person", {"id": kept_id}, values)
    if spare and spare not in known:
        ledger.add("person_email", {"person_id": kept_id, "email_key": spare})


def _rejected(
    kept: Person, other: Person, of_other: Collection[str]
) -> list[tuple[str, Any, Any]]:
    """List the roster's fields of which one value was chosen against the other."""
    if not (queries.is_in_roster(kept.id) and queries.is_in_roster(other.id)):
        return []
    return [
        (name, *(pair if name not in of_other else reversed(pair)))
        for name in differing(kept, other)
        if name in OF_ROSTER
        for pair in [(getattr(kept, name), getattr(other, name))]
    ]


def _keep_rejected(
    ledger: Ledger, kept_id: int, rejected: list[tuple[str, Any, Any]], *, at: datetime
) -> None:
    """Keep what was not chosen as the roster's value: no import brings it back."""
    corrected = {
        row["field"]
        for row in rows_of("correction", "person_id", kept_id)
        if row["mission_id"] is None
    }
    for name, chosen, other in rejected:
        if name in corrected:
            continue
        plain = name != SECRET
        values = {
            "person_id": kept_id,
            "field": name,
            "corrected_value": to_text(chosen) if plain else None,
            "roster_value": to_text(other) if plain else None,
            "corrected_at": at,
        }
        ledger.add("correction", values)


def _note(
    ledger: Ledger, kept_id: int, other_id: int, *, by: int, at: datetime
) -> PersonMerge:
    made = PersonMerge(
        kept_id=kept_id,
        other_id=other_id,
        merged_at=at,
        merged_by=by,
        record=ledger.text(),
    )
    db.session.add(made)
    kept = queries.lock_people({kept_id})[kept_id]
    count = len(ledger.entries)
    record("person.merged", kept, by=by, at=at, other=other_id, rows=count)
    return made
