"""A desk officer's own experts: where they stand, answering and cancelling for them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from eti_events.accounts.access import (
    current_event,
    current_person,
    current_person_id,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event, list_half_days
from eti_events.messages import labels as mail_labels
from eti_events.messages.letterhead import letterhead
from eti_events.pages import LANGUAGES, language
from eti_events.people.countries import country_name
from eti_events.people.desk_officers import name_deputy as name
from eti_events.people.forms import DeputyForm
from eti_events.registration import actions, queries
from eti_events.registration.actions import Outcome
from eti_events.registration.experts import queries as experts
from eti_events.registration.experts_forms import AnswerForExpertForm, ForExpertForm
from eti_events.registration.models import RegistrationState
from eti_events.registration.refusals import Full
from eti_events.registration.states import ANSWERED
from eti_events.registration.views.blueprint import bp
from eti_events.registration.wording import moment_in_words
from eti_events.reports import labels

CONFLICT, UNPROCESSABLE = 409, 422
PER_PAGE = 20  # cards on a phone are long
SILENT = frozenset({None, RegistrationState.DRAFT})
VIEWS: dict[str, frozenset[RegistrationState | None]] = {
    "silent": SILENT,
    "coming": ANSWERED,
    "absent": frozenset(RegistrationState) - ANSWERED - SILENT,
}


@bp.get("/manage/<slug>/my-experts")
def my_experts(slug: str) -> str:
    """List one's own experts, and those of whom one stands in for."""
    return _list_page(None)


def _list_page(sent: DeputyForm | None) -> str:
    event = current_event()
    rows = experts.list_experts(event, _labels(event))
    view = request.args.get("state", "")
    chosen = [row for row in rows if row.state in VIEWS.get(view, {row.state})]
    pages = max(1, -(-len(chosen) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = chosen[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "registration/my_experts.html",
        event=event,
        shown=[(row, *_post(row)) for row in shown],
        mails=experts.last_mails(event.id, [row.id for row in shown]),
        mail_kinds=mail_labels.kinds(),
        mail_states=mail_labels.states(),
        view=view if view in VIEWS else "",
        counts={
            key: sum(row.state in states for row in rows)
            for key, states in VIEWS.items()
        },
        all=len(rows),
        total=len(chosen),
        page=page,
        pages=pages,
        first=(page - 1) * PER_PAGE + 1,
        deputy=sent or _deputy_form(),
        texts=[(spoken, _text(event, spoken)) for spoken in LANGUAGES],
    )


def _labels(event: Event) -> Sequence[str]:
    today = utcnow().astimezone(event.zone).date()
    return experts.list_labels(current_person_id(), today)


def _post(row: Any) -> tuple[str, str]:
    """Return post and place; where a protected person is posted is told nowhere."""
    if row.protected:
        return _("Posting masked"), ""
    country = country_name(row.country, language())
    return row.title, ", ".join(filter(None, (row.city, country)))


def _text(event: Event, spoken: str) -> str:
    """Write a message to pass on: it holds nobody's own link."""
    with force_locale(spoken):
        words: str = _(
            "Hello! Your invitation to %(event)s was sent by e-mail. To find your"
            " personal link again, type your e-mail address here: %(url)s. Please"
            " answer before %(deadline)s.",
            event=event.name.to(spoken, event.language),
            url=letterhead.take().base_url + url_for("accounts.sign_in", lang=spoken),
            deadline=moment_in_words(event, event.registration_closes_at, spoken),
        )
    return words


def _deputy_form() -> DeputyForm | None:
    """Return the form of one's deputy; None for who stands behind no label."""
    desks = experts.list_desks(current_person_id())
    if not desks:
        return None
    data = {
        "deputy": experts.find_deputy_address(desks[0]),
        "since": desks[0].deputy_from,
        "until": desks[0].deputy_until,
    }
    return DeputyForm(formdata=None, data=data)


@bp.post("/manage/<slug>/my-experts/deputy")
def name_deputy(slug: str) -> ResponseReturnValue:
    """Say who stands in for oneself, and on which days."""
    form = DeputyForm()
    if not form.validate():
        return _list_page(form), UNPROCESSABLE
    by = current_person_id()
    try:
        with transaction():
            desks = experts.list_desks(by, for_update=True)
            name(desks, form.named(), by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return _list_page(form), CONFLICT
    flash(_("Saved."))
    return redirect(url_for(".my_experts", slug=slug))


@bp.get("/manage/<slug>/my-experts/<uuid:public_id>")
def my_expert(slug: str, public_id: UUID) -> str:
    """Show where an expert stands, and what can be done for them."""
    return _page(_expert(current_event(), public_id))


def _expert(event: Event, public_id: UUID) -> Any:
    return experts.find_expert(event, _labels(event), public_id) or abort(404)


def _page(
    expert: Any,
    *,
    answer: AnswerForExpertForm | None = None,
    leave: ForExpertForm | None = None,
) -> str:
    event = current_event()
    registration = queries.find_registration(event.id, expert.id)
    half_days = list_half_days(event.id)
    chosen = registration.half_days if registration else ()
    ticked = [str(row.public_id) for row in chosen or half_days]
    if answer is None:
        answer = AnswerForExpertForm(None, prefix="answer", data={"half_days": ticked})
    return render_template(
        "registration/my_expert.html",
        event=event,
        expert=expert,
        post=_post(expert),
        registration=registration,
        reason=labels.reason(registration.reason) if registration else "",
        coming=expert.state in ANSWERED,
        answer=answer.offer(event, half_days, language()),
        leave=leave or ForExpertForm(None, prefix="leave"),
        mail=experts.last_mails(event.id, [expert.id]).get(expert.id),
        mail_kinds=mail_labels.kinds(),
        mail_states=mail_labels.states(),
    )


@bp.post("/manage/<slug>/my-experts/<uuid:public_id>/answer")
def answer_for_expert(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Register an expert."""
    event, officer = current_event(), current_person()
    expert, form = _expert(event, public_id), AnswerForExpertForm(prefix="answer")
    form.offer(event, list_half_days(event.id), language())
    if not form.validate():
        return _page(expert, answer=form), UNPROCESSABLE
    try:
        with transaction():
            outcome = actions.answer_for(
                get_event(slug),
                _expert(event, public_id).id,
                form.chosen(),
                reason=form.reason.data or "",
                officer=officer,
                at=utcnow(),
            )
        if outcome is Outcome.FULL:
            raise Full
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(_expert(current_event(), public_id), answer=form), CONFLICT
    return _done(slug, public_id)


@bp.post("/manage/<slug>/my-experts/<uuid:public_id>/decline")
def decline_for_expert(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Note that an expert does not come."""
    return _leave(slug, public_id, actions.decline_for)


@bp.post("/manage/<slug>/my-experts/<uuid:public_id>/cancel")
def cancel_for_expert(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Cancel an expert's registration."""
    return _leave(slug, public_id, actions.cancel_for)


def _leave(slug: str, public_id: UUID, act: Any) -> ResponseReturnValue:
    event, officer = current_event(), current_person()
    expert, form = _expert(event, public_id), ForExpertForm(prefix="leave")
    if not form.validate():
        return _page(expert, leave=form), UNPROCESSABLE
    try:
        with transaction():
            act(
                get_event(slug),
                _expert(event, public_id).id,
                reason=form.reason.data or "",
                officer=officer,
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(_expert(current_event(), public_id), leave=form), CONFLICT
    return _done(slug, public_id)


def _done(slug: str, public_id: UUID) -> ResponseReturnValue:
    flash(_("It is recorded, and the person is told by mail."))
    return redirect(url_for(".my_expert", slug=slug, public_id=public_id))
