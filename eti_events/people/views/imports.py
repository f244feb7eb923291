"""Importing a file: upload, columns, check, progress, end, undoing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_person
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.pages import language
from eti_events.people import actions, queries, showing
from eti_events.people.forms import (
    ColumnsForm,
    UploadForm,
    columns_form,
    shown_columns,
)
from eti_events.people.models import ImportState, RosterImport
from eti_events.people.reasons import why
from eti_events.people.titles import ROSTER
from eti_events.people.views.blueprint import bp
from eti_events.reports.queries.roster import count_roster_tasks

REFRESH = "2"


@bp.get("/import")
def imports() -> str:
    """Ask for a file, and list the imports made."""
    return _imports_page(UploadForm())


@bp.post("/import")
def upload() -> ResponseReturnValue:
    """Read the file and keep it, or say why it cannot be read."""
    form = UploadForm()
    if not form.validate():
        return _imports_page(form), 422
    name, content = form.file.data.filename, form.file.data.read()
    try:
        actions.read_roster(content, name)
        with transaction():
            made = actions.upload(content, name, by=current_person().id, at=utcnow())
            public_id = made.public_id
    except Refusal as refusal:
        form.refuse(refusal)
        return _imports_page(form), 409
    return redirect(url_for(".show_import", public_id=public_id))


@bp.get("/imports/<uuid:public_id>")
def show_import(public_id: UUID) -> ResponseReturnValue:
    """Show where an import stands: its check, its progress or its end."""
    made = queries.get_import(public_id)
    if made.state is ImportState.RUNNING:
        return _running_page(made)
    if made.state in (ImportState.COMMITTED, ImportState.UNDONE):
        return _done_page(made)
    return _check_page(made)


@bp.post("/imports/<uuid:public_id>/columns")
def choose_columns(public_id: UUID) -> ResponseReturnValue:
    """Keep the fields chosen for the columns, and check again."""
    made = queries.get_import(public_id)
    shown = showing.preview(made)
    form = columns_form(shown.proposals, ROSTER, fill=False)
    if not form.validate() or form.refuse_doubles(shown.proposals):
        return _check_page(made, form), 422
    choices = form.choices(shown.proposals)
    return _act(
        public_id, lambda made, **who: actions.choose_columns(made, choices, **who)
    )


@bp.post("/imports/<uuid:public_id>/start")
def start(public_id: UUID) -> ResponseReturnValue:
    """Have the worker import the file, with or without its faulty rows."""
    skip = request.form.get("skip_faulty") == "yes"
    return _act(
        public_id, lambda made, **who: actions.start(made, skip_faulty=skip, **who)
    )


@bp.post("/imports/<uuid:public_id>/stop")
def stop(public_id: UUID) -> ResponseReturnValue:
    """Take a running import back."""
    return _act(public_id, actions.stop)


@bp.post("/imports/<uuid:public_id>/refuse")
def refuse(public_id: UUID) -> ResponseReturnValue:
    """Refuse the whole file."""
    done = _act(public_id, actions.refuse)
    flash(_("Nothing was recorded. Your choice of columns is remembered."))
    return done


@bp.post("/imports/<uuid:public_id>/undo")
def undo(public_id: UUID) -> ResponseReturnValue:
    """Undo the last import."""
    return _act(public_id, actions.undo)


def _act(public_id: UUID, act: Callable[..., Any]) -> ResponseReturnValue:
    """Act on the locked import; a refusal shows the page as it now is."""
    try:
        with transaction():
            made = queries.get_import(public_id, for_update=True)
            act(made, by=current_person().id, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        answer = make_response(show_import(public_id))
        answer.status_code = 409
        return answer
    return redirect(url_for(".show_import", public_id=public_id))


def _imports_page(form: UploadForm) -> str:
    return render_template(
        "people/imports.html", form=form, imports=queries.list_imports()
    )


def _check_page(made: RosterImport, form: ColumnsForm | None = None) -> str:
    shown = showing.preview(made)
    form = form or columns_form(shown.proposals, ROSTER, fill=True)
    plan = shown.plan
    few = {
        kind: showing.rows_of(plan, kind, language())[: showing.FIRST_FEW]
        for kind in showing.KINDS
        if plan
    }
    return render_template(
        "people/check.html",
        made=made,
        shown=shown,
        few=few,
        contradicting=len(plan.contradicting) if plan else 0,
        faults=shown.faults[: showing.SHOWN_FAULTS],
        warnings=shown.warnings[: showing.SHOWN_FAULTS],
        form=form,
        columns=shown_columns(form, shown.proposals),
        visible=showing.visible,
        refused=made.state is ImportState.REFUSED,
    )


def _running_page(made: RosterImport) -> ResponseReturnValue:
    answer = make_response(
        render_template(
            "people/running.html", made=made, job=queries.find_import_job(made.id)
        )
    )
    answer.headers["Refresh"] = REFRESH
    return answer


def _done_page(made: RosterImport) -> str:
    at = utcnow()
    return render_template(
        "people/done.html",
        made=made,
        undo_until=made.committed_at and made.committed_at + actions.KEPT,
        can_undo=actions.can_be_undone(made, at),
        kept=queries.list_kept(made.id),
        listed_name=showing.listed_name,
        why=why,
        tasks=count_roster_tasks(at),
    )
