"""Keeping a question to the list under a name."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.forms import given
from eti_events.reports import actions
from eti_events.reports.filters import Filters
from eti_events.reports.forms import ViewForm
from eti_events.reports.queries.views import get_view
from eti_events.reports.views.blueprint import bp


@bp.get("/participants/views/new")
def name_view(slug: str) -> str:
    """Ask for the name of the view; what it shows stands in the address."""
    return _page(ViewForm(None))


@bp.post("/participants/views/new")
def save_view(slug: str) -> ResponseReturnValue:
    """Keep the question that stands in the address."""
    form, filters = ViewForm(), Filters.read(request.args)
    if not form.validate():
        return _page(form), 422
    try:
        with transaction():
            view = actions.save_view(
                current_event(),
                given(form.name),
                filters,
                shared=bool(form.shared.data),
                by=current_person_id(),
                at=utcnow(),
            )
            query = view.query
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form), 409
    flash(_("The view is kept: it stands among the tabs of the list."))
    return redirect(f"{url_for('.participants', slug=slug)}?{query}")


@bp.post("/participants/views/<uuid:public_id>/remove")
def remove_view(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Forget one's own view."""
    back = redirect(url_for(".participants", slug=slug))
    by = current_person_id()
    try:
        with transaction():
            view = get_view(current_event(), by, public_id)
            actions.remove_view(view, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("The view is removed."))
    return back


def _page(form: ViewForm) -> str:
    query = Filters.read(request.args).address()
    return render_template(
        "reports/save_view.html", event=current_event(), form=form, query=query
    )
