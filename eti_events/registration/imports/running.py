"""The worker's part of a list: read, check, then do all of it or nothing."""

from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.jobs.actions import report
from eti_events.jobs.models import DueRow
from eti_events.people.models import ImportState
from eti_events.people.queries import get_content
from eti_events.registration.actions import commit_list, plan_import, read_list
from eti_events.registration.imports import queries
from eti_events.registration.imports.refusals import RowsRefused
from eti_events.registration.queries import find_event_by_id


def run_list(row: DueRow) -> None:
    """Import the file that the row names; run again, it does nothing more.

    The file is read before the write lock is taken. A refusal ends the import and is
    kept for its page.
    """
    import_id = row.payload["import_id"]
    with transaction():
        made = queries.lock_import(import_id)
        state, name, file_id = made.state, made.file_name, made.file_id
        choices = dict(made.mapping)
    if state is not ImportState.RUNNING or file_id is None:
        return
    try:
        table, proposals = read_list(get_content(file_id), name, choices)
        with transaction():
            report(row, at=utcnow(), done=0, total=len(table.rows))
        with transaction():
            made = queries.lock_import(import_id)
            event = find_event_by_id(made.event_id)
            if made.state is ImportState.RUNNING and event:
                plan = plan_import(event, made, table, proposals, language="fr")
                commit_list(event, made, plan, at=utcnow())
    except Refusal as refusal:
        _give_back(import_id, refusal)
        raise


def _give_back(import_id: int, refusal: Refusal) -> None:
    """Leave the file to be looked at again, with what stood against it."""
    rows = refusal.rows if isinstance(refusal, RowsRefused) else []
    with transaction():
        made = queries.lock_import(import_id)
        made.state = ImportState.CHECKED
        made.report = {"reason": type(refusal).__name__, "refused": rows}
