"""Giving what one record has to another: codes, agreements, links, all the rest."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from eti_events.accounts.models import LinkPurpose
from eti_events.people.models import Correction
from eti_events.privacy import queries
from eti_events.privacy.ledger import Ledger
from eti_events.privacy.rows.queries import rows_of, table_of
from eti_events.privacy.rules import RULES, Fate
from eti_events.registration.models import ConsentPurpose, Ticket

SIGNS_IN = (LinkPurpose.SIGN_IN, LinkPurpose.ACCOUNT_SETUP)


def move_rows(ledger: Ledger, kept_id: int, other_id: int) -> None:
    """Move every row of which the rules say no more than that it moves."""
    for (name, column), rule in RULES.items():
        if rule.fate is not Fate.MOVES:
            continue
        taken = {
            tuple(row[one] for one in rule.one_of)
            for row in (rows_of(name, column, kept_id) if rule.one_of else ())
        }
        keys = [one.name for one in table_of(name).primary_key.columns]
        for row in rows_of(name, column, other_id):
            if rule.one_of and tuple(row[one] for one in rule.one_of) in taken:
                continue
            key = {one: row[one] for one in keys}
            ledger.change(name, key, {column: kept_id}, loose=rule.loose)


def move_tickets(ledger: Ledger, kept_id: int, other_id: int) -> None:
    """Move the codes; where both have one that stands, both open the door.

    The other's issues come before the first of the person kept, so that the one
    printed on badges stays the last.
    """
    ours = {
        root: list(rows)
        for root, rows in groupby(queries.list_tickets(kept_id), _root_of)
    }
    for root, rows in groupby(queries.list_tickets(other_id), _root_of):
        known, theirs = ours.get(root, []), list(rows)
        stands = any(row.revoked_at is None and not row.beside for row in known)
        numbers = _numbers(known, theirs, before=stands)
        for ticket, issue in zip(theirs, numbers, strict=True):
            beside = ticket.beside or (stands and ticket.revoked_at is None)
            values = {"person_id": kept_id, "issue": issue, "beside": beside}
            ledger.change("ticket", {"id": ticket.id}, values)


def _root_of(ticket: Ticket) -> int:
    return ticket.event_id


def _numbers(
    known: Sequence[Ticket], theirs: Sequence[Ticket], *, before: bool
) -> list[int]:
    if not known:
        return [ticket.issue for ticket in theirs]
    if before:
        first = min(ticket.issue for ticket in known) - len(theirs)
        return [first + n for n in range(len(theirs))]
    last = max(ticket.issue for ticket in known)
    return [last + 1 + n for n in range(len(theirs))]


def move_consents(ledger: Ledger, kept_id: int, other_id: int) -> None:
    """Move the agreements; where the two records differ, the last word counts."""
    rows = rows_of("consent", "person_id", other_id)
    for theirs in sorted(rows, key=lambda row: (row["given_at"], row["id"])):
        ours = [
            row
            for row in rows_of("consent", "person_id", kept_id)
            if (row["event_id"], row["purpose"])
            == (theirs["event_id"], theirs["purpose"])
        ]
        standing = next((row for row in ours if row["withdrawn_at"] is None), None)
        if theirs["withdrawn_at"] is None:
            if standing or any(r["withdrawn_at"] >= theirs["given_at"] for r in ours):
                continue
        elif standing and _is_taken_back(standing, theirs):
            values = {"withdrawn_at": theirs["withdrawn_at"]}
            ledger.change("consent", {"id": standing["id"]}, values)
        ledger.change("consent", {"id": theirs["id"]}, {"person_id": kept_id})


def _is_taken_back(standing: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Whether the other's later "no" counts; needs are taken back with their text."""
    later = bool(theirs["withdrawn_at"] >= standing["given_at"])
    return later and standing["purpose"] != ConsentPurpose.NEEDS


def move_links(ledger: Ledger, kept_id: int, other_id: int, *, at: datetime) -> None:
    """Have invitations open the space of the person kept, and end what signs in."""
    for link in queries.list_links(other_id):
        key = {"id": link.id}
        if link.purpose not in SIGNS_IN:
            ledger.change("access_link", key, {"person_id": kept_id}, loose=True)
        elif link.used_at is None and link.revoked_at is None:
            ledger.change("access_link", key, {"revoked_at": at}, loose=True)
    for number in queries.list_sessions(other_id):
        ledger.change("sign_in", {"id": number}, {"ended_at": at}, loose=True)


def move_corrections(
    ledger: Ledger, kept_id: int, other_id: int, *, of_other: Collection[str]
) -> None:
    """Keep each correction with the value it is about.

    ``of_other`` are the fields whose value comes from the record that goes.
    """
    ours = _of_person(queries.list_corrections(kept_id))
    rows = queries.list_corrections(other_id)
    theirs = _of_person(rows)
    for row in rows:
        if row.mission_id is not None:
            _give(ledger, row, kept_id)
    for name in sorted(of_other):
        if name in ours:
            _give(ledger, ours[name], other_id)
        if name in theirs:
            _give(ledger, theirs[name], kept_id)


def _of_person(rows: Iterable[Correction]) -> dict[str, Correction]:
    return {row.field: row for row in rows if row.mission_id is None}


def _give(ledger: Ledger, correction: Correction, person_id: int) -> None:
    ledger.change("correction", {"id": correction.id}, {"person_id": person_id})
