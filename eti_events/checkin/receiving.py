"""Taking scans in: every one is kept, judged at its own time, and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Insert
from sqlalchemy.dialects import postgresql, sqlite

from eti_events.checkin import statements
from eti_events.checkin.batch import Batch, Known, Row, look_up
from eti_events.checkin.desk import Desk, Post
from eti_events.checkin.fold import Flag, Scan, ScanKind, clock_flags
from eti_events.checkin.protocol import Fault, Record
from eti_events.checkin.verdicts import (
    ADMITTING,
    Answer,
    Holder,
    Verdict,
    judge,
)
from eti_events.registration.models import Category

KEEP_SCANS: dict[str, Insert] = {
    "sqlite": sqlite.insert(statements.SCAN).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(statements.SCAN).on_conflict_do_nothing(),
}
KEEP_WALK_INS: dict[str, Insert] = {
    "sqlite": sqlite.insert(statements.WALK_IN).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(statements.WALK_IN).on_conflict_do_nothing(),
}
DESK_DECIDES = frozenset(
    {
        Verdict.WRONG_HALF_DAY,
        Verdict.NOT_CONFIRMED,
        Verdict.REVOKED,
        Verdict.UNKNOWN,
    }
)
SHOWS_WHO = ADMITTING | {Verdict.UNDONE}  # a refusal shows nothing about anybody


def receive(
    connection: Connection, desk: Desk, read: Sequence[Record | Fault], *, at: datetime
) -> list[dict[str, Any]]:
    """Keep the scans of one call and answer each, in the order of the call.

    A scan kept before is answered as it was; a fault is answered and not kept.
    """
    records = [record for record in read if isinstance(record, Record)]
    batch = Batch(desk, at, [r for r in records if r.point in desk.posts])
    if batch.records:
        look_up(connection, batch)
        _keep(connection, batch, _judge_all(batch))
    if desk.is_stale(at):
        connection.execute(
            statements.TOUCH_DEVICE, {"device_id": desk.device_id, "at": at}
        )
    return [_reply(batch, item) for item in read]


# Judging


def _judge_all(batch: Batch) -> list[dict[str, Any]]:
    """Judge what is new in the order of the fold, each scan knowing those before it."""
    new = {r.scan_id: r for r in reversed(batch.records) if r.scan_id not in batch.kept}
    facts = {scan_id: _fact(batch, record) for scan_id, record in new.items()}
    for scan_id, record in new.items():
        batch.points[scan_id] = record.point
        if record.kind is ScanKind.UNDO and record.undoes:
            undone = _undone(batch, facts, record.undoes)
            facts[scan_id] = replace(facts[scan_id], registration=undone)
            batch.facts[undone or 0].append(facts[scan_id])
    in_order = sorted(facts.values(), key=lambda fact: fact.place)
    return [_judge(batch, new[fact.scan_id], fact) for fact in in_order]


def _undone(batch: Batch, new: Mapping[UUID, Scan], scan_id: UUID) -> int | None:
    if scan_id in new:
        return new[scan_id].registration
    kept = batch.kept.get(scan_id)
    if kept is None or kept["event_id"] not in batch.desk.event_ids:
        return None
    found: int | None = kept["registration_id"]
    return found


def _fact(batch: Batch, record: Record) -> Scan:
    post = batch.desk.posts[record.point]
    known = _known(batch, record, post)
    return Scan(
        scan_id=record.scan_id,
        device=batch.desk.device_id,
        seq=record.seq,
        zone=post.zone_id,
        day=post.day_of(record.effective_at),
        device_time=record.device_time,
        received_at=batch.at,
        registration=known.registration_id if known else None,
        kind=record.kind,
        direction=record.direction,
        offset_ms=record.offset_ms,
        undoes=record.undoes,
        admitted=False,
        quarantined=not batch.desk.is_trusted(batch.at),
    )


def _known(batch: Batch, record: Record, post: Post) -> Known | None:
    if record.kind is not ScanKind.SCAN:
        return None
    if record.code_hash:
        code = batch.codes.get(record.code_hash)
        return code.registrations.get(post.event_id) if code else None
    if record.registration is None:
        return None
    return batch.named.get((post.event_id, record.registration))


def _holder(batch: Batch, record: Record, known: Known | None) -> Holder | None:
    code = batch.codes.get(record.code_hash or "")
    if known is None:
        return Holder(None, ticket_revoked_at=code.revoked_at) if code else None
    return Holder(
        registration=known.registration_id,
        confirmed=known.confirmed,
        half_days=frozenset(known.half_days),
        ticket_revoked_at=code.revoked_at if code else None,
    )


def _judge(batch: Batch, record: Record, fact: Scan) -> dict[str, Any]:
    post = batch.desk.posts[record.point]
    known = _known(batch, record, post)
    answer = judge(
        fact,
        _holder(batch, record, known),
        half_days=batch.half_days[post.event_id],
        known=batch.facts[fact.registration or 0],
    )
    if fact.registration and answer.admits and fact.scan_id not in batch.undone:
        batch.facts[fact.registration].append(replace(fact, admitted=True))
    row = _row(batch, record, fact, answer) | {
        "flags": _flags(fact, post, answer, known)
    }
    batch.kept[record.scan_id] = row
    return row


def _flags(fact: Scan, post: Post, answer: Answer, known: Known | None) -> list[Flag]:
    flags = list(clock_flags(fact, post.opening))
    if answer.verdict is Verdict.ALREADY_IN:
        flags.append(Flag.DUPLICATE)
    if answer.verdict in DESK_DECIDES:
        flags.append(Flag.NEEDS_DESK)
    if known and answer.admits and known.first_departure:
        flags.append(Flag.FIRST_DEPARTURE)
    if known and answer.admits and known.category is Category.VIP:
        flags.append(Flag.VIP)
    return flags


def _row(batch: Batch, record: Record, fact: Scan, answer: Answer) -> dict[str, Any]:
    post = batch.desk.posts[record.point]
    code = batch.codes.get(record.code_hash or "")
    undone = batch.kept.get(record.undoes) if record.undoes else None
    is_ours = undone is not None and undone["event_id"] in batch.desk.event_ids
    return {
        "scan_id": record.scan_id,
        "device_id": batch.desk.device_id,
        "seq": record.seq,
        # An undo belongs to the event of what it undoes, which may be a child's.
        "event_id": undone["event_id"] if undone and is_ours else post.event_id,
        "point_id": post.id,
        "zone_id": post.zone_id,
        "kind": record.kind,
        "direction": record.direction,
        "input": record.input,
        "code_hash": record.code_hash,
        "registration_id": fact.registration,
        "ticket_id": code.ticket_id if code else None,
        "undoes": record.undoes,
        "device_time": record.device_time,
        "offset_ms": record.offset_ms,
        "effective_at": record.effective_at,
        "received_at": batch.at,
        "verdict": answer.verdict,
        "answer": {"first": _first(batch, answer.first)},
        "quarantined": fact.quarantined,
    }


def _first(batch: Batch, entry: Scan | None) -> dict[str, str] | None:
    if entry is None:
        return None
    at = rfc3339(entry.effective_at)
    return {"at": at, "point": str(batch.points[entry.scan_id])}


# Keeping and answering


def _keep(connection: Connection, batch: Batch, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    engine = connection.dialect.name
    connection.execute(KEEP_SCANS[engine], rows)
    new = {row["scan_id"]: row for row in rows}
    newcomers = [
        _walk_in(record, new[record.scan_id], batch.at)
        for record in batch.records
        if record.kind is ScanKind.WALK_IN and record.scan_id in new
    ]
    if newcomers:
        connection.execute(KEEP_WALK_INS[engine], newcomers)


def _walk_in(record: Record, row: Row, at: datetime) -> dict[str, Any]:
    assert record.walk_in is not None  # noqa: S101 -- the protocol requires it
    newcomer = record.walk_in
    return {
        "scan_id": record.scan_id,
        "event_id": row["event_id"],
        "given_name": newcomer.given_name,
        "family_name": newcomer.family_name,
        "organisation": newcomer.organisation,
        "email": newcomer.email,
        "asked_at": at,
    }


def _reply(batch: Batch, item: Record | Fault) -> dict[str, Any]:
    if isinstance(item, Fault):
        return item.answer()
    row = batch.kept.get(item.scan_id)
    if row is None:
        return Fault(item.named, "point").answer()
    if row["device_id"] != batch.desk.device_id:
        return Fault(item.named, "scan_id").answer()
    return {
        "scan_id": item.named,
        "verdict": row["verdict"],
        "flags": row["flags"],
        "person": _person(batch, row),
        "first": row["answer"].get("first"),
    }


def _person(batch: Batch, row: Row) -> dict[str, str] | None:
    known = batch.people.get(row["registration_id"] or 0)
    if known is None or row["verdict"] not in SHOWS_WHO:
        return None
    return {"name": known.name, "category": known.category}


def rfc3339(moment: datetime) -> str:
    """Write a moment as UTC with milliseconds."""
    return (
        moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
