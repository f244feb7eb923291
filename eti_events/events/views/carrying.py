"""The page on which a new event takes over from an earlier one."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eti_events.accounts.access import current_event, current_person_id, granted_scopes
from eti_events.carried import CARRIED
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events import queries
from eti_events.events.carrying.actions import take_over as take_over_from
from eti_events.events.carrying.planning import (
    Plan,
    Section,
    may_take_over,
    plan_takeover,
)
from eti_events.events.carrying.queries import get_takeover, list_takeovers
from eti_events.events.carrying.undoing import undo_takeover
from eti_events.events.carrying.written import Pieces, dated_lines
from eti_events.events.carrying_forms import COURSES, ChoiceForm, TakeoverForm
from eti_events.events.models import Event, EventKind
from eti_events.events.views.blueprint import bp
from eti_events.forms import options
from eti_events.multilingual import Multilingual
from eti_events.pages import day, in_language, upper_first
from eti_events.policy import may


@bp.get("/<slug>/take-over")
def take_over(slug: str) -> ResponseReturnValue:
    """Ask from which event and what; once chosen, show what would come."""
    form = _choice_form(ChoiceForm, asked="earlier" in request.args)
    if "parts" in request.args and not form.validate():
        return _page(form), 422
    return _page(form)


@bp.post("/<slug>/take-over")
def do_take_over(slug: str) -> ResponseReturnValue:
    """Write what was shown."""
    form = _choice_form(TakeoverForm)
    if not form.validate():
        return _page(form), 422
    try:
        with transaction():
            count = take_over_from(
                CARRIED,
                queries.get_event(form.earlier.data),
                queries.get_event(slug, for_update=True),
                form.parts.data or (),
                seen=form.seen.data or "",
                by=current_person_id(),
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form), 409
    flash(
        ngettext("%(num)s thing came over.", "%(num)s things came over.", count)
        if count
        else _("Everything was here already.")
    )
    return redirect(_address(slug, form))


@bp.post("/<slug>/take-over/<uuid:public_id>/undo")
def undo_take_over(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take back what came over, unless something uses it."""
    try:
        with transaction():
            event = queries.get_event(slug, for_update=True)
            takeover = get_takeover(event, public_id)
            undo_takeover(CARRIED, event, takeover, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        form = _choice_form(ChoiceForm, asked=False)
        form.refuse(refusal)
        return _page(form), 409
    flash(_("Undone: this event is as it was before."))
    return redirect(url_for(".take_over", slug=slug))


def earlier_events(target: Event | None = None) -> Sequence[Event]:
    """List the events that the person manages, the latest first, beside this one."""
    events = queries.list_events(granted_scopes())
    return [row for row in events if row is not target and may("events.edit", row)]


def event_choices(events: Sequence[Event]) -> list[Any]:
    """Return the events to choose one of, or none."""
    named = [(row.slug, in_language(row.name, row)) for row in events]
    return options([("", ""), *named])


def _choice_form(kind: type[ChoiceForm], *, asked: bool = True) -> Any:
    """Return the form as it was sent, or with everything ticked."""
    event = current_event()
    parts = [(key, label) for key, label, _words in _parts(event)]
    sent = request.form if request.method == "POST" else request.args
    every = [key for key, _label in parts]
    form = kind(
        formdata=sent if asked and "parts" in sent else None,
        data={"earlier": sent.get("earlier"), "parts": every},
    )
    form.earlier.choices = event_choices(earlier_events(event))
    form.parts.choices = options(parts)
    return form


def _parts(event: Event) -> list[tuple[str, Any, Any]]:
    """Return what can be ticked: a course has no courses."""
    parts = [(part.key, part.label, part.note) for part in CARRIED.parts]
    return parts if event.kind is EventKind.PRE_DEPARTURE else [*parts, COURSES]


def _named(parts: Collection[str]) -> str:
    """Name what was ticked, in the order of the page."""
    known = (*((part.key, part.label) for part in CARRIED.parts), COURSES[:2])
    return ", ".join(str(label) for key, label in known if key in parts)


def _page(form: ChoiceForm) -> str:
    event = current_event()
    sources = {row.slug: row for row in earlier_events(event)}
    source = sources.get(form.earlier.data or "")
    parts = form.parts.data or ()
    plan = _plan(source, event, parts) if source and parts else None
    takeovers = list_takeovers(event.id)
    return render_template(
        "events/take_over.html",
        event=event,
        form=form,
        notes={key: words for key, _label, words in _parts(event)},
        plan=plan,
        lines=_lines(plan) if plan else [],
        words=_words,
        open=may_take_over(CARRIED, event),
        takeovers=takeovers,
        named={row.id: _named(row.parts) for row in takeovers},
    )


def _plan(source: Event, event: Event, parts: Sequence[str]) -> Plan:
    return plan_takeover(
        CARRIED, source, event, parts, by=current_person_id(), at=utcnow()
    )


def _lines(plan: Plan) -> list[tuple[Section, Any, list[Pieces], Event]]:
    """Return what is to be looked at afterwards: remarks, and days in texts."""
    found = [
        (section, item, list(dated_lines(item.texts)), plan.carry.target)
        for section in plan.sections
        for item in section.items
        if item.is_here
    ]
    below = [row for course in plan.courses for row in _lines(course)]
    return [row for row in (*found, *below) if row[1].look or row[2]]


def _words(name: Any, event: Event) -> str:
    """Return what a thing is called, in the language of the page."""
    if isinstance(name, date):
        return upper_first(day(name, year=True))
    return in_language(name, event) if isinstance(name, Multilingual) else str(name)


def _address(slug: str, form: ChoiceForm) -> str:
    return url_for(
        ".take_over", slug=slug, earlier=form.earlier.data, parts=form.parts.data
    )
