"""The roster on the command line: one import from file to report."""

import hashlib
import json
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext as _

from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.people import actions
from eti_events.people.columns import require_no_rivals
from eti_events.people.faults import Fault
from eti_events.people.models import ImportState, RosterImport
from eti_events.people.planning import Plan
from eti_events.people.showing import visible
from eti_events.people.spreadsheet import MAX_BYTES
from eti_events.people.titles import ROSTER


def import_roster(path: Path, *, dry_run: bool, skip_faulty: bool) -> Plan:
    """Import the file, or only say what that would do; raise Refusal.

    Faulty rows stop everything unless they are left aside; the plan then names them,
    and nothing was written.
    """
    with path.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)  # what is larger is refused unread
    table, proposals = actions.read_roster(content, path.name)
    require_no_rivals(proposals, ROSTER)
    reading = actions.check_roster(table, proposals)
    planned = actions.plan_import(reading)
    db.session.rollback()
    if dry_run or (planned.faults and not skip_faulty):
        return planned
    counts = actions.counts_of(planned)
    if not counts["new"] and not counts["changed"]:
        return planned
    with transaction():
        now = utcnow()
        made = RosterImport(
            file_name=path.name[-200:],
            sha256=hashlib.sha256(content).hexdigest(),
            state=ImportState.RUNNING,
            created_at=now,
        )
        db.session.add(made)
        db.session.flush()
        return actions.commit(made, reading, skip_faulty=skip_faulty, at=now)


def report(planned: Plan) -> dict[str, Any]:
    """Return what other programs read of a plan."""
    counts = actions.counts_of(planned)
    return {
        **{name: counts[name] for name in ("new", "changed", "gone")},
        "faults": [
            {
                "row": fault.row,
                "column": fault.column,
                "code": fault.code.value,
                "message": fault.message,
            }
            for fault in planned.faults
        ],
    }


def say(planned: Plan, *, as_json: bool) -> None:
    """Print the outcome for a program or for a person."""
    if as_json:
        click.echo(json.dumps(report(planned), ensure_ascii=False))
        return
    counts = actions.counts_of(planned)
    click.echo(
        _(
            "%(new)s new, %(changed)s changed, %(unchanged)s unchanged, "
            "%(gone)s no longer in the file",
            **counts,
        )
    )
    for fault in planned.faults:
        click.echo(_line(fault))
    if planned.warnings:
        click.echo(_("To check; these rows are no faults:"))
    for warning in planned.warnings:
        click.echo(_line(warning))


def _line(fault: Fault) -> str:
    line: str = _(
        "Row %(row)s, %(column)s (%(value)s): %(message)s. %(remedy)s.",
        row=fault.row,
        column=fault.column or "…",
        value=visible(fault.value) or "–",
        message=fault.message,
        remedy=fault.remedy,
    )
    return line
