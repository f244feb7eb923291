"""What organisers ask of the confirmed, and who has answered."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.hours import at_local, wall_of
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.formalities import actions, queries
from eti_events.formalities.forms import ExportForm, RemindForm, RulesForm
from eti_events.formalities.models import Block
from eti_events.formalities.readers import readable_blocks
from eti_events.formalities.views.blueprint import bp
from eti_events.formalities.wording import BLOCKS
from eti_events.forms import given, options
from eti_events.policy import may

PER_PAGE = 20  # cards on a phone are long


@bp.get("/manage/<slug>/formalities")
def index(slug: str) -> str:
    """Show what is asked, who has answered, and who has not."""
    return show_index()


@bp.post("/manage/<slug>/formalities")
def save_rules(slug: str) -> ResponseReturnValue:
    """Write what is asked, until when, and how long it is kept."""
    form = RulesForm()
    if not form.validate_in(current_event().zone):
        return show_index(form), 422
    typed, by = form.version.data or "", current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            actions.set_rules(
                event,
                _plan(form, event),
                version=int(typed) if typed.isdecimal() else -1,
                by=by,
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        form.version.data = str(actions.rules_of(current_event().id).version)
        return show_index(form), 409
    flash(_("Saved."))
    return redirect(url_for(".index", slug=slug))


@bp.post("/manage/<slug>/formalities/remind")
def remind(slug: str) -> ResponseReturnValue:
    """Write to those who have not answered everything."""
    form, by = RemindForm(), current_person_id()
    form.validate()
    try:
        with transaction():
            event = get_event(slug)
            count = actions.remind(event, count=form.count.data, by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return show_index(remind=form), 409
    flash(ngettext("%(num)s mail leaves.", "%(num)s mails leave.", count))
    return redirect(url_for(".index", slug=slug))


def _plan(form: RulesForm, event: Event) -> actions.Plan:
    wall = form.closes_wall.data
    return actions.Plan(
        blocks=[Block(word) for word in form.blocks.data or ()],
        closes_at=at_local(wall, event.zone) if wall else None,
        keep_days=given(form.keep_days),
    )


def _filled(event: Event) -> RulesForm:
    rules, closes_at = actions.rules_of(event.id), event.formalities_close_at
    return RulesForm(
        None,
        version=rules.version,
        blocks=rules.blocks,
        keep_days=rules.keep_days,
        closes_wall=wall_of(closes_at, event.zone) if closes_at else None,
    )


def _listed(event: Event) -> dict[str, Any]:
    """Return the page of the list that the address asks for: all, or the silent."""
    everybody, silent = queries.list_confirmed(event.id), actions.silent(event.id)
    view = "silent" if request.args.get("state") == "silent" else ""
    waiting = set(silent)
    rows = [row for row in everybody if row.id in waiting or not view]
    pages = max(1, -(-len(rows) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    first = (page - 1) * PER_PAGE
    return {
        "people": rows[first : first + PER_PAGE],
        "confirmed": len(everybody),
        "silent": len(silent),
        "view": view,
        "total": len(rows),
        "first": first + 1,
        "page": page,
        "pages": pages,
    }


def export_form(event: Event, *, empty: bool = True) -> ExportForm:
    """Return the form of an export: what this reader may open."""
    form = ExportForm(None) if empty else ExportForm()
    blocks = readable_blocks(g.grants, event)
    form.block.choices = options([(str(block), BLOCKS[block]) for block in blocks])
    return form


def show_index(
    form: RulesForm | None = None,
    *,
    remind: RemindForm | None = None,
    export: ExportForm | None = None,
) -> str:
    """Write the page; what was typed into its forms is kept."""
    event = current_event()
    rules = actions.rules_of(event.id)
    return render_template(
        "formalities/index.html",
        event=event,
        form=form or _filled(event),
        rules=rules,
        asked=actions.asked_blocks(rules),
        names=BLOCKS,
        answers=queries.list_answers(event.id),
        **_listed(event),
        remind=remind or RemindForm(None),
        export=export or export_form(event),
        readable=readable_blocks(g.grants, event),
        erased_on=actions.erased_on(event, rules),
        may_ask=may("formalities.save_rules", event),
        over=utcnow() >= (event.formalities_close_at or utcnow()),
    )
