"""Deciding about several people of the list at once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.events.models import Event
from eti_events.registration import actions
from eti_events.registration.models import Registration
from eti_events.registration.models import RegistrationState as State
from eti_events.registration.notes.queries import list_tags
from eti_events.registration.queries import (
    find_invitation,
    get_invitation,
    lock_person,
)
from eti_events.registration.refusals import NotInvited
from eti_events.registration.states import Actor, may_become
from eti_events.reports import labels
from eti_events.reports.filters import Filters
from eti_events.reports.forms import Deed, SelectionForm
from eti_events.reports.queries import selection as queries
from eti_events.reports.refusals import SelectionChanged
from eti_events.reports.views.blueprint import bp

FEW = 20  # beyond, the number is typed before anything is done
BATCH = 50  # people for whom one transaction decides

STEPS = {
    Deed.CONFIRM: State.CONFIRMED,
    Deed.REFUSE: State.REFUSED,
    Deed.CANCEL: State.CANCELLED,
}


@bp.post("/participants/selection")
def review_selection(slug: str) -> ResponseReturnValue:
    """Show who was chosen, and what would be done, before anything is."""
    form, event = SelectionForm(), current_event()
    chosen = _chosen(event, form)
    if form.deed.data not in set(Deed) or not chosen:
        return _nobody(event)
    return _review_page(event, form, chosen)


@bp.post("/participants/selection/decide")
def decide_selection(slug: str) -> ResponseReturnValue:
    """Do it to each, and tell by name whom a rule refused it."""
    form, event = SelectionForm(), current_event()
    chosen = _chosen(event, form)
    if form.deed.data not in set(Deed) or not chosen:
        return _nobody(event)
    if form.everybody.data and form.seen.data != _print_of(chosen):
        form.form_errors.append(str(SelectionChanged()))
        return _review_page(event, form, chosen), 409
    if not form.validate() or not _complete(form, len(chosen)):
        return _review_page(event, form, chosen), 422
    names = {row.id: row for row in chosen}
    refused = _act(event, form, list(names), at=utcnow())
    return render_template(
        "reports/decided.html",
        event=event,
        done=len(chosen) - len(refused),
        refused=[(names[number], str(refusal)) for number, refusal in refused],
        back=_list_url(event),
    )


def _nobody(event: Event) -> ResponseReturnValue:
    flash(_("Tick at least one person first."), "warning")
    return redirect(_list_url(event))


def _act(
    event: Event, form: SelectionForm, ids: Sequence[int], *, at: datetime
) -> list[tuple[int, Exception]]:
    """Act batch after batch, so that nobody else waits long for their turn."""
    refused: list[tuple[int, Exception]] = []
    for first in range(0, len(ids), BATCH):
        with transaction():
            rows = queries.list_rows(event.id, ids[first : first + BATCH])
            act = _deed(event, form, by=current_person_id(), at=at)
            refused += actions.act_on_each(rows, act)
    return refused


def _deed(
    event: Event, form: SelectionForm, *, by: int, at: datetime
) -> Callable[[Registration], object]:
    """Return what is done to one person: the action of their own page."""
    reason, tag = form.reason.data or "", form.tag.data or ""

    def remind(row: Registration) -> object:
        invitation = find_invitation({event.id}, row.person_id)
        if invitation is None:
            raise NotInvited
        whole = get_invitation(event, invitation.public_id)
        return actions.resend_invitation(event, whole, by=by, at=at)

    def put_tag(row: Registration) -> object:
        person = lock_person(row.person_id)
        return actions.tag_person(event, person, tag, by=by, at=at)

    deeds: dict[str, Callable[[Registration], object]] = {
        Deed.CONFIRM: lambda row: actions.confirm(event, row, by=by, at=at),
        Deed.REFUSE: lambda row: actions.refuse(
            event, row, reason=reason, by=by, at=at
        ),
        Deed.CANCEL: lambda row: actions.cancel(
            event, row, by=by, at=at, reason=reason
        ),
        Deed.TAG: put_tag,
        Deed.REMIND: remind,
    }
    return deeds[str(form.deed.data)]


def _complete(form: SelectionForm, number: int) -> bool:
    """Whether everything that the deed needs was typed."""
    if form.deed.data == Deed.REFUSE and not form.reason.data:
        form.reason.errors = [_("Give the reason: the person reads it.")]
    if form.deed.data == Deed.TAG and not form.tag.data:
        form.tag.errors = [_("This answer is needed.")]
    if number > FEW and form.count.data != number:
        form.count.errors = [_("Type %(number)s to confirm.", number=number)]
    return not form.errors


def _chosen(event: Event, form: SelectionForm) -> Sequence[Any]:
    if form.everybody.data:
        return queries.list_everybody(event.id, Filters.read(request.args))
    return queries.list_chosen(event.id, form.chosen())


def _print_of(chosen: Sequence[Any]) -> str:
    """Return a print of who is chosen, and where they stand."""
    text = " ".join(sorted(f"{row.id}:{row.state}" for row in chosen))
    return sha256(text.encode()).hexdigest()


def _list_url(event: Event) -> str:
    query = Filters.read(request.args).address()
    there = url_for(".participants", slug=event.slug)
    return f"{there}?{query}" if query else there


def _review_page(event: Event, form: SelectionForm, chosen: Sequence[Any]) -> str:
    step = STEPS.get(Deed(str(form.deed.data)))
    form.seen.data = _print_of(chosen)
    return render_template(
        "reports/selection.html",
        event=event,
        form=form,
        deed=form.deed.data,
        chosen=chosen,
        ids=form.chosen(),
        fit=[
            row
            for row in chosen
            if step is None or may_become(row.state, step, Actor.OTHER)
        ],
        few=FEW,
        states=labels.states(),
        tags=list_tags(event.id) if form.deed.data == Deed.TAG else (),
        query=Filters.read(request.args).address(),
        back=_list_url(event),
    )
