"""The worker's part of an import: read, check, then write all or nothing."""

from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.jobs.actions import report
from eti_events.jobs.models import DueRow
from eti_events.people import actions, queries
from eti_events.people.models import ImportState


def run_import(row: DueRow) -> None:
    """Import the file that the row names; run again, it does nothing more.

    The file is read and checked before the write lock is taken. A refusal ends the
    import and is kept for its page.
    """
    import_id = row.payload["import_id"]
    with transaction():
        made = queries.lock_import(import_id)
        state, name, file_id = made.state, made.file_name, made.file_id
        choices, skip_faulty = dict(made.mapping), made.skip_faulty
    if state is not ImportState.RUNNING or file_id is None:
        return
    try:
        content = queries.get_content(file_id)
        reading = actions.check_roster(*actions.read_roster(content, name, choices))
        with transaction():
            report(row, at=utcnow(), done=0, total=len(reading.table.rows))
        with transaction():
            made = queries.lock_import(import_id)
            if made.state is ImportState.RUNNING:
                actions.commit(made, reading, skip_faulty=skip_faulty, at=utcnow())
    except Refusal as refusal:
        _refuse(import_id, type(refusal).__name__)
        raise


def _refuse(import_id: int, reason: str) -> None:
    with transaction():
        made = queries.lock_import(import_id)
        made.state = ImportState.REFUSED
        made.report = {**made.report, "reason": reason}
