"""Bringing a list of people to an event: each row is what is done by hand for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.files.actions import keep_file
from eti_events.jobs.actions import ask
from eti_events.people.columns import Proposal, corrected, propose
from eti_events.people.models import ImportState, Person
from eti_events.people.spreadsheet import Table, media_type_of
from eti_events.registration.actions.drafts import require_to_come
from eti_events.registration.actions.inviting import invite_people, require_invitable
from eti_events.registration.actions.notes import write_note
from eti_events.registration.actions.walk_ins import (
    known_or_new_person,
    register_by_hand,
)
from eti_events.registration.imports import queries
from eti_events.registration.imports.checking import check_list
from eti_events.registration.imports.fields import LISTED, Field
from eti_events.registration.imports.half_days import HalfDayWords
from eti_events.registration.imports.planning import Kind, Plan, Step, plan_list
from eti_events.registration.imports.refusals import (
    AlreadyBegun,
    FaultyRows,
    MoreThanExpected,
    NothingToDo,
    NotTheNumber,
    RowsRefused,
    TooManyAtOnce,
)
from eti_events.registration.models import (
    Category,
    ImportedRow,
    ImportHow,
    RegistrationImport,
)
from eti_events.registration.places.queries import lock_persons
from eti_events.registration.wording import half_days_in_words

PURPOSE = "registrations"
KEPT = timedelta(days=30)
MOST_CONFIRMED = 300  # some seconds, while nobody else can write on SQLite
OPEN = (ImportState.UPLOADED, ImportState.CHECKED)

Refused = tuple[Step, Refusal]


@dataclass
class Made:
    """What an import has done so far, and whom a rule refused."""

    rows: list[ImportedRow] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def read_list(
    content: bytes, name: str, choices: Mapping[str, str] | None = None
) -> tuple[Table, list[Proposal[Field]]]:
    """Read a file and propose its columns; ``choices`` of this import come first."""
    table = LISTED.read(content, name)
    proposals = propose(table, queries.remembered_columns(), LISTED)
    return table, [corrected(each, choices or {}, LISTED) for each in proposals]


def plan_import(
    event: Event,
    made: RegistrationImport,
    table: Table,
    proposals: Sequence[Proposal[Field]],
    *,
    language: str,
) -> Plan:
    """Check every row and compare it with the event; raise MissingColumns."""
    offered = queries.list_half_days(event.id)
    checked = check_list(
        table,
        {each.column: each.field for each in proposals if each.field},
        half_days=HalfDayWords(event, offered),
        choices=half_days_in_words(event, offered, language),
        category=made.category,
    )
    addresses = {row.email_key for row in checked.rows}
    standing = queries.load_standing(event, addresses)
    return plan_list(checked, event, standing, made.how)


def upload_list(
    event: Event,
    content: bytes,
    name: str,
    *,
    how: ImportHow,
    category: Category,
    by: int,
    at: datetime,
) -> RegistrationImport:
    """Keep the file, encrypted, until it is imported or a month has passed."""
    _require_open(event, how, at)
    file = keep_file(
        content,
        purpose=PURPOSE,
        name=name,
        media_type=media_type_of(name),
        owner_id=by,
        at=at,
        erase_at=at + KEPT,
    )
    made = RegistrationImport(
        event_id=event.id,
        file_id=file.id,
        file_name=file.name,
        how=how,
        category=category,
        started_by=by,
        created_at=at,
    )
    db.session.add(made)
    record("list.uploaded", made, by=by, at=at, event_id=event.id, size=len(content))
    return made


def choose_list_columns(
    made: RegistrationImport, choices: Mapping[str, str], *, by: int, at: datetime
) -> None:
    """Keep the organiser's choice of fields, for this file and for the next ones."""
    if made.state not in OPEN:
        raise AlreadyBegun
    made.mapping = dict(choices)
    made.state = ImportState.CHECKED
    record("list.columns_chosen", made, by=by, at=at, event_id=made.event_id)


def start_list(
    event: Event,
    made: RegistrationImport,
    planned: Plan,
    *,
    number: int | None,
    skip_faulty: bool,
    by: int,
    at: datetime,
) -> None:
    """Have the worker do it, once the organiser has typed how many are written to."""
    if made.state not in OPEN:
        raise AlreadyBegun
    _require_open(event, made.how, at)
    if planned.faults and not skip_faulty:
        raise FaultyRows
    if not planned.to_do:
        raise NothingToDo
    if made.how is ImportHow.CONFIRM and len(planned.to_do) > MOST_CONFIRMED:
        raise TooManyAtOnce
    if number != len(planned.to_do):
        raise NotTheNumber
    made.state, made.started_by = ImportState.RUNNING, by
    made.skip_faulty, made.expected = skip_faulty, number
    ask(queries.RUN_LIST, key=str(made.id), at=at, by=by, import_id=made.id)
    record("list.import_started", made, by=by, at=at, event_id=event.id, people=number)


def stop_list(made: RegistrationImport, *, by: int, at: datetime) -> None:
    """Take a running import back before anything of it is kept."""
    if made.state is not ImportState.RUNNING:
        raise AlreadyBegun
    made.state = ImportState.CHECKED
    record("list.import_stopped", made, by=by, at=at, event_id=made.event_id)


def commit_list(
    event: Event, made: RegistrationImport, planned: Plan, *, at: datetime
) -> Made:
    """Do what the list asks for, or raise: nothing is kept by halves.

    Whom a rule refuses only now is a faulty row like the others.
    """
    if planned.faults and not made.skip_faulty:
        raise FaultyRows
    if len(planned.to_do) > made.expected:
        raise MoreThanExpected
    known = {step.person.id for step in planned.to_do if step.person}
    lock_persons(known)
    act = _invite if made.how is ImportHow.INVITE else _confirm
    done = act(event, made, planned.to_do, at)
    if done.refused and not made.skip_faulty:
        raise RowsRefused([(s.row.row, type(why).__name__) for s, why in done.refused])
    if not done.rows:
        raise NothingToDo
    db.session.add_all(done.rows)
    _close(event, made, planned, done, at)
    return done


def _close(
    event: Event, made: RegistrationImport, planned: Plan, done: Made, at: datetime
) -> None:
    made.state, made.committed_at = ImportState.COMMITTED, at
    left_out = {fault.row for fault in planned.faults}
    left_out |= {step.row.row for step, _ in done.refused}
    made.report = {
        "done": len(done.rows),
        "new": sum(row.person_made for row in done.rows),
        "there": len(planned.of(Kind.THERE)),
        "left_out": sorted(left_out),
        "refused": [(s.row.row, type(why).__name__) for s, why in done.refused],
    }
    record(
        "list.imported",
        made,
        by=made.started_by,
        at=at,
        event_id=event.id,
        people=len(done.rows),
        left_out=len(left_out),
    )


def _require_open(event: Event, how: ImportHow, at: datetime) -> None:
    if how is ImportHow.INVITE:
        require_invitable(event, at)
    else:
        require_to_come(event, at)


def _invite(
    event: Event, made: RegistrationImport, steps: Sequence[Step], at: datetime
) -> Made:
    """Invite everybody; the number of mails' statements does not grow with them."""
    people = [(step, _person(step, at)) for step in steps]
    mails: dict[int, int] = {}
    for category in Category:
        some = [person for step, person in people if step.row.category is category]
        if some:
            by = made.started_by
            mails |= invite_people(event, some, category=category, by=by, at=at)
    invitations = queries.invitations_of(event.id, set(mails))
    done = Made()
    for step, person in people:
        _note(event, made, step, person, at)
        row = _row(made, step, person)
        row.invitation_id, row.mail_id = invitations[person.id], mails[person.id]
        done.rows.append(row)
    return done


def _confirm(
    event: Event, made: RegistrationImport, steps: Sequence[Step], at: datetime
) -> Made:
    """Register one after the other; a refusal undoes what was done for that one."""
    done = Made()
    for step in steps:
        try:
            with db.session.begin_nested():
                done.rows.append(_confirm_one(event, made, step, at))
        except Refusal as refusal:
            done.refused.append((step, refusal))
    return done


def _confirm_one(
    event: Event, made: RegistrationImport, step: Step, at: datetime
) -> ImportedRow:
    person = _person(step, at)
    registration = register_by_hand(
        event,
        person,
        category=step.row.category,
        by=made.started_by,
        at=at,
        half_days=step.row.half_days,
        first_departure=step.row.first_departure,
    )
    _note(event, made, step, person, at)
    db.session.flush()
    row = _row(made, step, person)
    row.registration_id, row.version = registration.id, registration.version
    return row


def _person(step: Step, at: datetime) -> Person:
    return known_or_new_person(
        given_name=step.row.given_name,
        family_name=step.row.family_name,
        organisation=step.row.organisation,
        email=step.row.email,
        language=step.row.language,
        at=at,
    )


def _note(
    event: Event, made: RegistrationImport, step: Step, person: Person, at: datetime
) -> None:
    if step.row.note:
        write_note(event, person, step.row.note, by=made.started_by, at=at)


def _row(made: RegistrationImport, step: Step, person: Person) -> ImportedRow:
    return ImportedRow(
        import_id=made.id,
        row=step.row.row,
        person_id=person.id,
        person_made=step.kind is Kind.NEW,
    )
