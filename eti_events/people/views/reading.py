"""Looking at a file before it is imported, and taking what is wrong with it home."""

from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.pages import language
from eti_events.people import queries, showing
from eti_events.people.models import ImportState, RosterImport
from eti_events.people.views.blueprint import PAGE, bp, page_of, workbook

OVER = (ImportState.COMMITTED, ImportState.UNDONE)


@bp.get("/template.xlsx")
def template() -> ResponseReturnValue:
    """Give an empty roster to fill in."""
    from eti_events.people import workbooks  # noqa: PLC0415 -- xlsxwriter is heavy

    return workbook(workbooks.template(), _("roster-template.xlsx"))


@bp.get("/imports/<uuid:public_id>/faulty-rows.xlsx")
def faulty_rows(public_id: UUID) -> ResponseReturnValue:
    """Give the faulty rows with what is wrong in each."""
    from eti_events.people import workbooks  # noqa: PLC0415 -- xlsxwriter is heavy

    shown = showing.preview(_open_import(public_id))
    content = workbooks.faulty_rows(shown.table, shown.faults)
    return workbook(content, _("faulty-rows.xlsx"))


@bp.get("/imports/<uuid:public_id>/rows/<kind>")
def list_rows(public_id: UUID, kind: str) -> str:
    """List everybody whom the import would add, change or miss."""
    made = _open_import(public_id)
    shown = showing.preview(made)
    if kind not in showing.KINDS or shown.plan is None:
        abort(404)
    rows = showing.rows_of(shown.plan, kind, language())
    page, pages = page_of(len(rows))
    first = (page - 1) * PAGE
    return render_template(
        "people/rows.html",
        made=made,
        kind=kind,
        rows=rows[first : first + PAGE],
        total=len(rows),
        page=page,
        pages=pages,
        first=first + 1,
    )


def _open_import(public_id: UUID) -> RosterImport:
    """Return an import whose file can still be looked at, or answer 404."""
    made = queries.get_import(public_id)
    if made.file_id is None or made.state in OVER:
        abort(404)
    return made
