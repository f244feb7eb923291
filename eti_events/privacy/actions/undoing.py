"""Parting two records again, exactly as they were."""

from datetime import datetime, timedelta

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.jobs.actions import settle_soon
from eti_events.messages.models import MailState
from eti_events.privacy import queries
from eti_events.privacy.actions.merging import require_right
from eti_events.privacy.actions.registrations import exchange
from eti_events.privacy.ledger import Entry, Kind, Ledger
from eti_events.privacy.models import PersonMerge
from eti_events.privacy.refusals import (
    MergedAgain,
    PlaceGiven,
    TooLateToUndo,
    UndoneAlready,
    UsedSince,
)
from eti_events.privacy.rows.queries import read_row, table_of, write_row
from eti_events.registration.actions.seats import restore_seats
from eti_events.registration.places.queries import list_counters

KEPT = timedelta(days=90)


def undo(
    made: PersonMerge, *, by: int, at: datetime, is_admin: bool = False
) -> PersonMerge:
    """Give each record back what it had, unless something was done on it since."""
    people = queries.lock_people({made.kept_id, made.other_id})
    if made.undone_at is not None:
        raise UndoneAlready
    if made.record is None:
        raise TooLateToUndo
    if queries.has_later(made):
        raise MergedAgain
    require_right(people, at=at, is_admin=is_admin)
    ledger = Ledger.read(made.record)
    if tables := ledger.changed_since():
        raise UsedSince(tables)
    for entry in reversed(ledger.entries):
        _take_back(entry, at=at)
    db.session.expire_all()
    made.undone_at, made.undone_by, made.record = at, by, None
    for event in queries.list_touched_events(people):
        settle_soon(event.id, at=at)
    kept = queries.lock_people({made.kept_id})[made.kept_id]
    record("person.merge_undone", kept, by=by, at=at, other=made.other_id)
    return made


def _take_back(entry: Entry, *, at: datetime) -> None:
    if entry.kind is Kind.CHANGED:
        if not (entry.loose and read_row(entry.table, entry.key) is None):
            write_row(entry.table, entry.key, entry.before)
    elif entry.kind is Kind.EXCHANGED:
        exchange(entry.key["one"], entry.key["other"], at=at)
    elif entry.kind is Kind.ADDED:
        table = table_of(entry.table)
        db.session.execute(table.delete().where(table.c.id == entry.key["id"]))
    elif entry.kind is Kind.SEAT:
        restore_seats(entry.key["id"], entry.before["seats"], entry.before["free"])
    elif entry.kind is Kind.HUSHED:
        _let_speak(entry)
    else:
        _take_place(entry)


def _let_speak(entry: Entry) -> None:
    """Have a mail wait again, unless what it said is erased or somebody sent it."""
    mail = read_row(entry.table, entry.key)
    if mail is None or mail["state"] is not MailState.CANCELLED:
        return
    if mail["body"] is not None or not entry.before["written"]:
        write_row(entry.table, entry.key, {"state": MailState(entry.before["state"])})


def _take_place(entry: Entry) -> None:
    """Take a place again that the merge had freed, if it is still free."""
    number = entry.key["registration_id"]
    registration = read_row("registration", {"id": number})
    event_id = registration["event_id"] if registration else 0
    locked = {row.id: row for row in list_counters(event_id, for_update=True)}
    counter = locked.get(entry.key["counter_id"])
    if counter is None:
        return  # the quota is gone, and its places with it
    if counter.limit is not None and counter.taken >= counter.limit:
        raise PlaceGiven
    counter.taken += 1
    db.session.execute(table_of("held_place").insert().values(**entry.before))
    db.session.flush()


def forget_merges(at: datetime) -> None:
    """Empty what merges keep of before, when they can no longer be undone."""
    queries.forget_records(at - KEPT)
