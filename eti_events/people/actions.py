"""What organisers do with the roster: import a file, undo it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from eti_events.audit.actions import record, record_erased
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.files.actions import keep_file
from eti_events.jobs.actions import ask
from eti_events.people import queries, writing
from eti_events.people.checking import Checked, check
from eti_events.people.columns import Proposal, cell_at, corrected, propose, shown
from eti_events.people.models import (
    ColumnMapping,
    ImportState,
    RosterImport,
)
from eti_events.people.planning import Kind, Plan, plan
from eti_events.people.roster import Field
from eti_events.people.spreadsheet import Table, media_type_of
from eti_events.people.titles import ROSTER
from eti_events.people.undoing import TakenBack, take_back
from eti_events.people.vocabulary import header_key

PURPOSE = "roster"
KEPT = timedelta(days=30)
OPEN = (ImportState.UPLOADED, ImportState.CHECKED)


class FaultyRows(Refusal):
    """All or nothing, unless the organiser chooses to leave faulty rows out."""

    message = _l(
        "Some rows are faulty: correct the file, or choose to leave them aside."
    )


class NothingToImport(Refusal):
    """An import that changes nothing leaves no trace."""

    message = _l("This file changes nothing: there is nothing to import.")


class AlreadyStarted(Refusal):
    """Each file is imported once."""

    message = _l("This import has already been started, or is over.")


class NotTheLast(Refusal):
    """Undoing an earlier import would undo later ones by halves."""

    message = _l("Only the last import can be undone.")


class ValuesErased(Refusal):
    """What undoes an import is erased in time, as the file is."""

    message = _l("The values before this import are erased: it stays.")


@dataclass(frozen=True)
class Reading:
    """A file read with its columns: its table, its proposals, its checked rows."""

    table: Table
    proposals: list[Proposal[Field]]
    mapping: dict[int, Field]
    checked: Checked

    @property
    def identifiers(self) -> set[str]:
        """Every identifier in the file, those of faulty rows included."""
        column = next(c for c, held in self.mapping.items() if held is Field.IDENTIFIER)
        cells = (cell_at(row.cells, column) for row in self.table.rows)
        return {shown(cell).strip() for cell in cells} - {""}


def read_roster(
    content: bytes, name: str, choices: Mapping[str, str] | None = None
) -> tuple[Table, list[Proposal[Field]]]:
    """Read a file and propose its columns; ``choices`` of this import come first.

    ``choices`` maps titles of the file to fields, or to "" for "do not import".
    """
    table = ROSTER.read(content, name)
    proposals = propose(table, queries.remembered_columns(), ROSTER)
    return table, [corrected(each, choices or {}, ROSTER) for each in proposals]


def check_roster(table: Table, proposals: list[Proposal[Field]]) -> Reading:
    """Check every row; raise MissingColumns."""
    mapping = {p.column: p.field for p in proposals if p.field}
    return Reading(table, proposals, mapping, check(table, mapping))


def plan_import(reading: Reading, *, for_update: bool = False) -> Plan:
    """Compare the file with the network as it is now."""
    addresses = {row.email_key for row in reading.checked.rows}
    network = queries.load_network(addresses, for_update=for_update)
    fields = set(reading.mapping.values())
    return plan(reading.checked, fields, network, reading.identifiers)


def upload(content: bytes, name: str, *, by: int | None, at: datetime) -> RosterImport:
    """Keep the file, encrypted, until it is imported or a month has passed."""
    file = keep_file(
        content,
        purpose=PURPOSE,
        name=name,
        media_type=media_type_of(name),
        owner_id=by,
        at=at,
        erase_at=at + KEPT,
    )
    made = RosterImport(
        file_id=file.id,
        file_name=file.name,
        sha256=file.sha256,
        started_by=by,
        created_at=at,
    )
    db.session.add(made)
    record("roster.uploaded", made, by=by, at=at, size=len(content))
    return made


def choose_columns(
    made: RosterImport, choices: Mapping[str, str], *, by: int | None, at: datetime
) -> None:
    """Keep the organiser's choice of fields, for this file and for the next ones."""
    if made.state not in OPEN:
        raise AlreadyStarted
    made.mapping = dict(choices)
    made.state = ImportState.CHECKED
    remember_columns(choices, at=at)
    record("roster.columns_chosen", made, by=by, at=at, columns=len(choices))


def remember_columns(choices: Mapping[str, str], *, at: datetime) -> None:
    """Remember which field each title stands for."""
    keys = {header_key(header): field for header, field in choices.items()}
    known = {row.header_key: row for row in queries.list_column_mappings(keys)}
    for key, field in keys.items():
        if key in known:
            known[key].field, known[key].chosen_at = field, at
        elif key:
            row = ColumnMapping(header_key=key, field=field, chosen_at=at)
            db.session.add(row)


def start(
    made: RosterImport, *, skip_faulty: bool, by: int | None, at: datetime
) -> None:
    """Have the worker import the file."""
    if made.state not in OPEN:
        raise AlreadyStarted
    made.state, made.skip_faulty, made.started_by = ImportState.RUNNING, skip_faulty, by
    ask(queries.RUN_IMPORT, key=str(made.id), at=at, by=by, import_id=made.id)
    record("roster.import_started", made, by=by, at=at, skip_faulty=skip_faulty)


def stop(made: RosterImport, *, by: int | None, at: datetime) -> None:
    """Take a running import back before anything of it is kept."""
    if made.state is not ImportState.RUNNING:
        raise AlreadyStarted
    made.state = ImportState.CHECKED
    record("roster.import_stopped", made, by=by, at=at)


def refuse(made: RosterImport, *, by: int | None, at: datetime) -> None:
    """Refuse the whole file, to correct it and come back."""
    if made.state not in OPEN:
        raise AlreadyStarted
    made.state = ImportState.REFUSED
    record("roster.refused", made, by=by, at=at)


def commit(
    made: RosterImport, reading: Reading, *, skip_faulty: bool, at: datetime
) -> Plan:
    """Write the whole file, or raise: nothing is kept by halves."""
    planned = plan_import(reading, for_update=True)
    if planned.faults and not skip_faulty:
        raise FaultyRows
    counts = counts_of(planned)
    if not counts["new"] and not counts["changed"]:
        raise NothingToImport
    writing.write(planned, made.id, at=at)
    made.state, made.committed_at, made.skip_faulty = (
        ImportState.COMMITTED,
        at,
        skip_faulty,
    )
    made.report = {
        **counts,
        "left_out": sorted({f.row for f in planned.faults}),
        "gone_ids": sorted(mission.id for mission in planned.gone),
    }
    queries.forget_found(made.report["gone_ids"])
    left_out = len(made.report["left_out"])
    record(
        "roster.imported",
        made,
        by=made.started_by,
        at=at,
        new=counts["new"],
        changed=counts["changed"],
        left_out=left_out,
    )
    return planned


def counts_of(planned: Plan) -> dict[str, int]:
    """Return how many rows are new, changed and unchanged, and missions gone."""
    counts = {kind.value: len(planned.of(kind)) for kind in Kind}
    return {**counts, "gone": len(planned.gone)}


def undo(made: RosterImport, *, by: int | None, at: datetime) -> TakenBack:
    """Undo the last import, up to the rows that were used since."""
    last = queries.find_last_committed()
    if last is None or last.id != made.id:
        raise NotTheLast
    since = made.committed_at or at
    if at >= since + KEPT:
        raise ValuesErased
    done = take_back(queries.list_changes(made.id), since=since, at=at)
    made.state, made.undone_at = ImportState.UNDONE, at
    made.report = {**made.report, "undone": done.rows, "kept": len(done.kept)}
    record(
        "roster.import_undone",
        made,
        by=by,
        at=at,
        undone=done.rows,
        kept=len(done.kept),
    )
    return done


def can_be_undone(made: RosterImport, at: datetime) -> bool:
    """Whether the import is the last one, and its values before are still kept."""
    last = queries.find_last_committed()
    since = made.committed_at
    is_last = last is not None and last.id == made.id
    return is_last and since is not None and at < since + KEPT


def forget_changes(at: datetime) -> None:
    """Erase the values before and after imports a month old; their counts stay."""
    record_erased("roster_rows", queries.delete_changes(at - KEPT), at=at)
