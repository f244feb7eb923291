"""Bringing a list of people: file, columns, check, number typed, progress, undoing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import (
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event
from eti_events.pages import language
from eti_events.people.forms import ColumnsForm, columns_form, shown_columns
from eti_events.people.models import ImportState
from eti_events.people.showing import SHOWN_FAULTS, visible
from eti_events.people.views.blueprint import workbook
from eti_events.registration import actions
from eti_events.registration.imports import queries, showing
from eti_events.registration.imports.fields import LISTED
from eti_events.registration.imports.forms import ListForm, NumberForm
from eti_events.registration.imports.refusals import NotTheNumber, reason_in_words
from eti_events.registration.models import Category, ImportHow, RegistrationImport
from eti_events.registration.views.blueprint import bp

REFRESH = "2"
FIRST_FEW = 20
OVER = (ImportState.COMMITTED, ImportState.UNDONE)


@bp.get("/manage/<slug>/lists")
def lists(slug: str) -> str:
    """Ask for a file, and list those that were brought."""
    return _lists_page(ListForm(None))


@bp.post("/manage/<slug>/lists")
def upload_list(slug: str) -> ResponseReturnValue:
    """Read the file and keep it, or say why it cannot be read."""
    form = ListForm()
    if not form.validate():
        return _lists_page(form), 422
    name, content = form.file.data.filename, form.file.data.read()
    try:
        actions.read_list(content, name)
        with transaction():
            made = actions.upload_list(
                get_event(slug),
                content,
                name,
                how=ImportHow(form.how.data),
                category=Category(form.category.data),
                by=current_person_id(),
                at=utcnow(),
            )
            public_id = made.public_id
    except Refusal as refusal:
        form.refuse(refusal)
        return _lists_page(form), 409
    return redirect(url_for(".show_list", slug=slug, public_id=public_id))


@bp.get("/manage/<slug>/lists/<uuid:public_id>")
def show_list(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Show where an import stands: its check, its progress or its end."""
    made = queries.get_import(current_event(), public_id)
    if made.state is ImportState.RUNNING:
        return _running_page(made)
    if made.state in OVER:
        return _done_page(made)
    return _check_page(made)


@bp.post("/manage/<slug>/lists/<uuid:public_id>/columns")
def choose_list_columns(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Keep the fields chosen for the columns, and check again."""
    event = current_event()
    made = queries.get_import(event, public_id)
    if made.state in OVER:
        abort(404)
    shown = showing.preview(event, made, language())
    form = columns_form(shown.proposals, LISTED, fill=False)
    if not form.validate() or form.refuse_doubles(shown.proposals):
        return _check_page(made, form), 422
    choices = form.choices(shown.proposals)
    return _act(
        slug,
        public_id,
        lambda made, **who: actions.choose_list_columns(made, choices, **who),
    )


@bp.post("/manage/<slug>/lists/<uuid:public_id>/start")
def start_list(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Have the worker do it, once the number was typed."""
    number = NumberForm()
    number.validate()
    made = queries.get_import(current_event(), public_id)
    if made.state in OVER:
        abort(404)
    shown = showing.preview(current_event(), made, language())
    if (plan := shown.plan) is None:
        return _check_page(made), 422
    skip = request.form.get("skip_faulty") == "yes"

    def start(made: RegistrationImport, **who: Any) -> None:
        actions.start_list(
            get_event(slug),
            made,
            plan,
            number=number.number.data,
            skip_faulty=skip,
            **who,
        )

    return _act(slug, public_id, start, number)


@bp.post("/manage/<slug>/lists/<uuid:public_id>/stop")
def stop_list(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take a running import back."""
    return _act(slug, public_id, actions.stop_list)


@bp.post("/manage/<slug>/lists/<uuid:public_id>/undo")
def undo_list(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Cancel and withdraw what the last import made."""

    def undo(made: RegistrationImport, **who: Any) -> None:
        actions.undo_list(get_event(slug), made, **who)

    return _act(slug, public_id, undo)


@bp.get("/manage/<slug>/lists/<uuid:public_id>/faulty-rows.xlsx")
def faulty_list_rows(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Give the faulty rows with what is wrong in each."""
    from eti_events.people import workbooks  # noqa: PLC0415 -- xlsxwriter is heavy

    made = queries.get_import(current_event(), public_id)
    if made.state in OVER:
        abort(404)
    shown = showing.preview(current_event(), made, language())
    content = workbooks.faulty_rows(shown.table, shown.faults)
    return workbook(content, _("faulty-rows.xlsx"))


def _act(
    slug: str,
    public_id: UUID,
    act: Callable[..., Any],
    number: NumberForm | None = None,
) -> ResponseReturnValue:
    """Act on the locked import; a refusal shows the page as it now is.

    What is wrong with the ``number`` is said where it was typed.
    """
    try:
        with transaction():
            made = queries.get_import(get_event(slug), public_id, for_update=True)
            act(made, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        if number is not None and isinstance(refusal, NotTheNumber):
            number.number.errors = [str(refusal)]
            made = queries.get_import(current_event(), public_id)
            return _check_page(made, number=number), 409
        flash(str(refusal), "error")
        answer = make_response(show_list(slug, public_id))
        answer.status_code = 409
        return answer
    return redirect(url_for(".show_list", slug=slug, public_id=public_id))


def _lists_page(form: ListForm) -> str:
    event = current_event()
    return render_template(
        "registration/lists.html",
        event=event,
        form=form,
        imports=queries.list_imports(event),
    )


def _check_page(
    made: RegistrationImport,
    form: ColumnsForm | None = None,
    number: NumberForm | None = None,
) -> str:
    event = current_event()
    shown = showing.preview(event, made, language())
    form = form or columns_form(shown.proposals, LISTED, fill=True)
    return render_template(
        "registration/list_check.html",
        event=event,
        made=made,
        shown=shown,
        faults=shown.faults[:SHOWN_FAULTS],
        warnings=shown.warnings[:SHOWN_FAULTS],
        first=shown.plan.to_do[:FIRST_FEW] if shown.plan else [],
        form=form,
        number=number or NumberForm(None),
        columns=shown_columns(form, shown.proposals),
        visible=visible,
        reason=reason_in_words(made.report["reason"]) if made.report else "",
        refused=showing.refused_rows(made),
    )


def _running_page(made: RegistrationImport) -> ResponseReturnValue:
    answer = make_response(
        render_template(
            "registration/list_running.html",
            event=current_event(),
            made=made,
            job=queries.find_job(made.id),
        )
    )
    answer.headers["Refresh"] = REFRESH
    return answer


def _done_page(made: RegistrationImport) -> str:
    event = current_event()
    return render_template(
        "registration/list_done.html",
        event=event,
        made=made,
        can_undo=actions.can_be_undone(event, made, utcnow()),
        kept=queries.list_kept(made.id),
        refused=showing.refused_rows(made),
        why=showing.why,
    )
