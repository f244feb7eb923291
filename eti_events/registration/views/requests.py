"""Requests after the freeze: the person asks, an organiser answers."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event, HalfDay
from eti_events.events.queries import get_event
from eti_events.pages import language
from eti_events.registration import actions
from eti_events.registration.forms import ButtonForm
from eti_events.registration.models import ChangeRequest
from eti_events.registration.refusals import NoAnswer
from eti_events.registration.requests import queries
from eti_events.registration.requests_forms import AnswerForm, AskForm
from eti_events.registration.states import ANSWERED
from eti_events.registration.views.blueprint import bp, own_registration_or_404
from eti_events.registration.wording import half_days_in_words

Act = Callable[[Event, ChangeRequest, str, int], None]


@bp.get("/me/<slug>/requests")
def ask(slug: str) -> ResponseReturnValue:
    """Offer to ask the organisers something."""
    if own_registration_or_404().state not in ANSWERED:
        return redirect(url_for(".mine", slug=slug))
    return _ask_page(AskForm(None))


@bp.post("/me/<slug>/requests")
def send_request(slug: str) -> ResponseReturnValue:
    """Put what was typed before the organisers."""
    form = AskForm()
    own_registration_or_404()
    if not form.validate():
        return _ask_page(form), 422
    try:
        with transaction():
            actions.ask_in_words(
                get_event(slug),
                own_registration_or_404(),
                form.words.data or "",
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return _ask_page(form), 409
    flash(_("Your request is with the organisers. You get a mail with their answer."))
    return redirect(url_for(".mine", slug=slug, _anchor="requests"))


@bp.post("/me/<slug>/requests/<uuid:public_id>/withdraw")
def withdraw_request(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take one's request back."""
    back = redirect(url_for(".mine", slug=slug, _anchor="requests"))
    registration = own_registration_or_404()
    own = queries.get_request(current_event(), public_id)
    if own.registration_id != registration.id:
        abort(404)
    if not ButtonForm().validate():
        return back
    try:
        with transaction():
            event, registration = get_event(slug), own_registration_or_404()
            found = queries.get_request(event, public_id)
            actions.withdraw(event, registration, found, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("Your request is withdrawn."))
    return back


def _ask_page(form: AskForm) -> str:
    return render_template("registration/ask.html", event=current_event(), form=form)


@bp.get("/manage/<slug>/requests")
def requests(slug: str) -> str:
    """List what people ask, what is open first."""
    return _page(AnswerForm(None))


@bp.post("/manage/<slug>/requests/<uuid:public_id>/accept")
def accept_request(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Do what was asked for."""

    def act(event: Event, found: ChangeRequest, answer: str, by: int) -> None:
        actions.accept_request(event, found, answer, by=by, at=utcnow())

    return _answer(slug, public_id, act, _("Done, and the person gets your answer."))


@bp.post("/manage/<slug>/requests/<uuid:public_id>/refuse")
def refuse_request(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Leave things as they are, with a reason."""

    def act(event: Event, found: ChangeRequest, answer: str, by: int) -> None:
        actions.refuse_request(event, found, answer, by=by, at=utcnow())

    told = _("Nothing changes, and the person gets your answer.")
    return _answer(slug, public_id, act, told)


def _answer(slug: str, public_id: UUID, act: Act, told: str) -> ResponseReturnValue:
    form, by = AnswerForm(), current_person_id()
    if not form.validate():
        queries.get_request(current_event(), public_id)
        return _page(form, public_id), 422
    try:
        with transaction():
            event = get_event(slug)
            found = queries.get_request(event, public_id)
            act(event, found, form.answer.data or "", by)
    except NoAnswer as refusal:
        form.answer.errors = [str(refusal)]
        return _page(form, public_id), 422
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(form, public_id), 409
    flash(told)
    return redirect(url_for(".requests", slug=slug))


def _page(form: AnswerForm, at_fault: UUID | None = None) -> str:
    event = current_event()
    total = queries.count_requests(event.id)
    pages = max(1, -(-total // queries.PER_PAGE))
    page = _page_asked(pages)
    rows = queries.list_requests(event.id, page=page)
    return render_template(
        "registration/requests.html",
        event=event,
        form=form,
        at_fault=at_fault,
        rows=[(row, *_days_asked(event, row)) for row in rows],
        answerers=queries.name_answerers(rows),
        total=total,
        page=page,
        pages=pages,
        first=(page - 1) * queries.PER_PAGE + 1,
    )


def _page_asked(pages: int) -> int:
    """Return the page that the address names, within those that there are."""
    typed = request.args.get("page", "")[:6]
    return min(max(1, int(typed)), pages) if typed.isdecimal() else 1


def _days_asked(event: Event, found: ChangeRequest) -> tuple[str, str]:
    """Return the half-days as they are and as they are asked for, in words."""
    return (
        _in_words(event, found.registration.half_days),
        _in_words(event, found.half_days),
    )


def _in_words(event: Event, half_days: Sequence[HalfDay]) -> str:
    return half_days_in_words(event, half_days, language())
