"""What must hold in the database at any moment, whatever was killed: `eti check`."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text

from eti_events.audit.chain import faults as faults_of_chain
from eti_events.audit.queries import find_start, iterate_sealed
from eti_events.checkin.soundness import faults_of_scans
from eti_events.database import db
from eti_events.jobs.queries import find_last_purge_at
from eti_events.privacy.keeping.queries import count_overdue

SHOWN = 20  # rows named for each broken rule; the count says the rest


@dataclass(frozen=True)
class Invariant:
    """A rule, said as what is wrong, and the rows that break it by id."""

    fault: str
    offenders: str


INVARIANTS = (
    Invariant(
        "events with more people than places",
        'SELECT event_id FROM counter WHERE taken > "limit"',
    ),
    Invariant(
        "counters that are not the number of those who hold a place",
        "SELECT id FROM counter WHERE taken <>"
        " (SELECT count(*) FROM held_place WHERE counter_id = counter.id)"
        " + CASE WHEN scope IN ('event', 'category') THEN"
        " (SELECT coalesce(sum(free), 0) FROM delegation"
        " WHERE delegation.event_id = counter.event_id"
        " AND (scope = 'event' OR delegation.category = counter.key)) ELSE 0 END",
    ),
    Invariant(
        "delegations whose seats are not those named and those free",
        "SELECT id FROM delegation WHERE released_at IS NULL AND seats <> free +"
        " (SELECT count(*) FROM delegation_member"
        " WHERE delegation_id = delegation.id AND left_at IS NULL)",
    ),
    Invariant(
        "people on a seat of a delegation who hold no place",
        "SELECT registration_id FROM delegation_member WHERE left_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM held_place WHERE"
        " held_place.registration_id = delegation_member.registration_id)",
    ),
    Invariant(
        "confirmed registrations that hold no place",
        "SELECT id FROM registration WHERE state = 'confirmed' AND NOT EXISTS"
        " (SELECT 1 FROM held_place JOIN counter ON counter.id = counter_id"
        " WHERE registration_id = registration.id AND scope = 'event')",
    ),
    Invariant(
        "registrations that hold a place and should not",
        "SELECT id FROM registration WHERE NOT (state = 'confirmed'"
        " OR (state = 'waiting' AND offered_until IS NOT NULL)"
        " OR (state = 'pending' AND provisional)) AND EXISTS"
        " (SELECT 1 FROM held_place WHERE registration_id = registration.id)",
    ),
    Invariant(
        "places of an option held by registrations that did not choose it",
        "SELECT registration_id FROM held_place"
        " JOIN counter ON counter.id = counter_id WHERE scope = 'option'"
        " AND NOT EXISTS (SELECT 1 FROM answer JOIN chosen_option"
        " ON chosen_option.answer_id = answer.id"
        " WHERE answer.registration_id = held_place.registration_id AND counter.key ="
        " CAST(answer.question_id AS VARCHAR) || ':' || chosen_option.key)",
    ),
    Invariant(
        "registrations that hold a place, but none of the option that they chose",
        "SELECT answer.registration_id FROM answer"
        " JOIN chosen_option ON chosen_option.answer_id = answer.id"
        " JOIN counter ON scope = 'option' AND counter.key ="
        " CAST(answer.question_id AS VARCHAR) || ':' || chosen_option.key"
        " WHERE EXISTS (SELECT 1 FROM held_place"
        " WHERE held_place.registration_id = answer.registration_id)"
        " AND NOT EXISTS (SELECT 1 FROM held_place WHERE counter_id = counter.id"
        " AND held_place.registration_id = answer.registration_id)",
    ),
    Invariant(
        "registrations without half-day that are confirmed or wait",
        "SELECT id FROM registration WHERE state IN ('pending', 'waiting', 'confirmed')"
        " AND NOT EXISTS (SELECT 1 FROM registration_half_day"
        " WHERE registration_id = registration.id)",
    ),
    Invariant(
        "registrations with a half-day of another event",
        "SELECT registration.id FROM registration"
        " JOIN registration_half_day ON registration_id = registration.id"
        " JOIN half_day ON half_day.id = half_day_id"
        " WHERE half_day.event_id <> registration.event_id",
    ),
    Invariant(
        "confirmed registrations without ticket",
        "SELECT registration.id FROM registration"
        " JOIN event ON event.id = registration.event_id"
        " WHERE registration.state = 'confirmed' AND NOT EXISTS"
        " (SELECT 1 FROM ticket WHERE revoked_at IS NULL AND NOT beside"
        " AND ticket.person_id = registration.person_id"
        " AND ticket.event_id = coalesce(event.parent_id, event.id))",
    ),
    Invariant(
        "merged records that hold what is of the person kept",
        "SELECT id FROM person WHERE merged_into_id IS NOT NULL AND"
        " (email_key IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM mission WHERE person_id = person.id)"
        " OR EXISTS (SELECT 1 FROM registration WHERE person_id = person.id"
        " AND state IN ('pending', 'waiting', 'confirmed')))",
    ),
    Invariant(
        "waves under way that gave somebody a turn, but neither mail nor a reason",
        "SELECT wave_id FROM wave_recipient JOIN wave ON wave.id = wave_id"
        " WHERE state IN ('running', 'paused') AND served"
        " AND (mail_id IS NULL) = (omitted IS NULL)",
    ),
    Invariant(
        "waves under way whose mail to one person is another's",
        "SELECT wave_id FROM wave_recipient JOIN wave ON wave.id = wave_id"
        " JOIN mail ON mail.id = mail_id WHERE wave.state IN ('running', 'paused')"
        " AND (mail.person_id <> wave_recipient.person_id"
        " OR mail.event_id <> wave.event_id)",
    ),
    Invariant(
        "waves under way whose mail invites somebody who is not invited",
        "SELECT wave_id FROM wave_recipient JOIN wave ON wave.id = wave_id"
        " WHERE state IN ('running', 'paused') AND kind = 'invitation'"
        " AND mail_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM invitation"
        " WHERE invitation.event_id = wave.event_id"
        " AND invitation.person_id = wave_recipient.person_id)",
    ),
    Invariant(
        "waves that have arrived before everybody had a turn",
        "SELECT wave_id FROM wave_recipient JOIN wave ON wave.id = wave_id"
        " WHERE state = 'done' AND NOT served",
    ),
    Invariant(
        "waves not confirmed that have recipients",
        "SELECT wave_id FROM wave_recipient JOIN wave ON wave.id = wave_id"
        " WHERE state = 'draft'",
    ),
    Invariant(
        "mails on their way that nobody holds",
        "SELECT id FROM mail WHERE state = 'sending'"
        " AND (lease_until IS NULL OR claimed_by IS NULL)",
    ),
    Invariant(
        "mails being sent that have no text",
        "SELECT id FROM mail WHERE state = 'sending' AND body IS NULL",
    ),
    Invariant(
        "due rows claimed without lease",
        "SELECT id FROM due_row WHERE state = 'claimed' AND lease_until IS NULL",
    ),
    Invariant(
        "due rows that ended without time",
        "SELECT id FROM due_row WHERE (state IN ('done', 'failed', 'cancelled'))"
        " <> (finished_at IS NOT NULL)",
    ),
    Invariant(
        "people in two meetings at once",
        "SELECT one.id FROM meeting_slot AS one"
        " JOIN meeting_slot AS two ON two.person_id = one.person_id"
        " AND two.id <> one.id AND two.starts_at < one.ends_at"
        " AND two.ends_at > one.starts_at",
    ),
    Invariant(
        "people who wait for a meeting of a series in which they have one",
        "SELECT meeting_waiting.id FROM meeting_waiting"
        " JOIN meeting_slot ON meeting_slot.series_id = meeting_waiting.series_id"
        " AND meeting_slot.person_id = meeting_waiting.person_id",
    ),
    Invariant(
        "walk-ins without the scan that asked for them",
        "SELECT id FROM walk_in WHERE NOT EXISTS"
        " (SELECT 1 FROM scan WHERE scan.scan_id = walk_in.scan_id)",
    ),
)


def faults() -> Iterator[str]:
    """Say every rule that is broken, and by which rows; nothing when all is well."""
    for invariant in INVARIANTS:
        rows = db.session.scalars(text(invariant.offenders)).all()
        if rows:
            yield f"{len(rows)} {invariant.fault}: {sorted(rows)[:SHOWN]}"
    yield from faults_of_scans()
    yield from _faults_of_keeping()
    yield from _faults_of_storage()
    yield from faults_of_chain(iterate_sealed(), find_start())


def _faults_of_keeping() -> Iterator[str]:
    """Say what outlived a purge that had to erase it."""
    if at := find_last_purge_at():
        for what, number in count_overdue(at).items():
            if number:
                yield f"{number} {what} kept for longer than promised"


def _faults_of_storage() -> Iterator[str]:
    if db.engine.dialect.name == "sqlite":
        for row in db.session.execute(text("PRAGMA integrity_check")):
            if row[0] != "ok":
                yield f"the file is damaged: {row[0]}"
        for row in db.session.execute(text("PRAGMA foreign_key_check")):
            yield f"{row[0]} row {row[1]} points to a {row[2]} that is not there"
    else:
        unproved = "SELECT conname FROM pg_constraint WHERE NOT convalidated"
        for name in db.session.scalars(text(unproved)):
            yield f"the constraint {name} has not been proved"
        broken = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
        for name in db.session.scalars(text(broken)):
            yield f"the index {name} is not usable"
