"""What the roster leaves to decide, for all events: one page, one choice a line."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.forms import given
from eti_events.pages import language
from eti_events.people import corrections
from eti_events.people.models import Correction
from eti_events.people.queries import lock_correction, lock_mission
from eti_events.people.roster import FIELD_LABELS, Field
from eti_events.people.showing import MASKED, listed_name, value_in_words
from eti_events.reports import labels
from eti_events.reports.forms import DifferenceForm
from eti_events.reports.queries import roster as queries
from eti_events.reports.views.blueprint import network_bp


@network_bp.get("/roster/to-do")
def roster_tasks() -> str:
    """List what people corrected against the file, and who is no longer in it."""
    at, total = utcnow(), queries.count_differences()
    pages = max(1, -(-total // queries.PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "reports/roster_tasks.html",
        differences=[_shown(row) for row in queries.list_differences(page)],
        total=total,
        page=page,
        pages=pages,
        first=(page - 1) * queries.PER_PAGE + 1,
        gone=queries.list_gone_registered(at),
        states=labels.states(),
    )


@network_bp.post("/roster/people/<uuid:public_id>/difference")
def decide_difference(public_id: UUID) -> ResponseReturnValue:
    """Keep the person's value, or take the file's."""
    form = DifferenceForm()
    if not form.validate():
        flash(_("Choose one of the two values."), "error")
        return redirect(url_for(".roster_tasks"))
    acts: dict[str, Callable[..., Any]] = {
        "theirs": corrections.keep_theirs,
        "file": corrections.take_the_files,
    }
    try:
        with transaction():
            row = lock_correction(public_id, form.field.data or "", form.mission_id())
            seen, by = form.seen.data or "", current_person_id()
            acts[given(form.choice)](row, seen=seen, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("Saved."))
    return redirect(url_for(".roster_tasks"))


@network_bp.post("/roster/missions/<uuid:public_id>/dismiss")
def dismiss_gone(public_id: UUID) -> ResponseReturnValue:
    """Leave a mission that is no longer in the file as it is."""
    with transaction():
        mission = lock_mission(public_id)
        corrections.dismiss(mission, by=current_person_id(), at=utcnow())
    flash(
        _("Nothing was changed. This is shown again when a file has it and loses it.")
    )
    return redirect(url_for(".roster_tasks", _anchor="gone"))


def _shown(row: Correction) -> dict[str, Any]:
    """Return a difference in words; where a protected person is posted is masked."""
    hidden = row.person.protected and row.field in MASKED
    theirs, files = (
        _("masked") if hidden else value_in_words(row.field, text or "", language())
        for text in (corrections.own_value(row), row.roster_text)
    )
    return {
        "person": row.person,
        "name": listed_name(row.person),
        "mission": row.mission,
        "field": row.field,
        "label": str(FIELD_LABELS[Field(row.field)]),
        "theirs": theirs,
        "file": files,
        "seen": corrections.mark_of(row),
        "at": row.corrected_at,
        "noted": row.field == "country",
    }
