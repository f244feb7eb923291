"""What organisers decide about one person's registration, and adding one by hand."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id, own_page
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.forms import given
from eti_events.registration import actions, queries
from eti_events.registration.deciding_forms import PersonForm, ReasonForm
from eti_events.registration.models import Category, Registration
from eti_events.registration.states import LOST
from eti_events.registration.views.blueprint import bp

Act = Callable[[Event, Registration, str, int], object]


@bp.post("/manage/<slug>/registrations/<uuid:public_id>/cancel")
def cancel_for(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Cancel somebody's registration."""

    def act(event: Event, registration: Registration, reason: str, by: int) -> None:
        actions.cancel(event, registration, by=by, at=utcnow(), reason=reason)

    return _decide(slug, public_id, act, _("The registration is cancelled."))


@bp.post("/manage/<slug>/registrations/<uuid:public_id>/confirm")
def confirm_for(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Give somebody a place."""

    def act(event: Event, registration: Registration, _reason: str, by: int) -> None:
        actions.confirm(event, registration, by=by, at=utcnow())

    return _decide(slug, public_id, act, _("The registration is confirmed."))


@bp.post("/manage/<slug>/registrations/<uuid:public_id>/refuse")
def refuse_for(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Refuse somebody who was to be examined or waits."""

    def act(event: Event, registration: Registration, reason: str, by: int) -> None:
        actions.refuse(event, registration, reason=reason, by=by, at=utcnow())

    return _decide(slug, public_id, act, _("The registration is refused."))


@bp.post("/manage/<slug>/registrations/<uuid:public_id>/provisional")
def hold_for(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Hold a place for somebody who is not sure yet."""

    def act(event: Event, registration: Registration, _reason: str, by: int) -> None:
        actions.hold_for(event, registration, by=by, at=utcnow())

    return _decide(slug, public_id, act, _("The place is held: answer noted."))


@bp.post("/manage/<slug>/registrations/<uuid:public_id>/first")
def put_first_for(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Move somebody to the head of the waiting list."""

    def act(event: Event, registration: Registration, _reason: str, by: int) -> None:
        actions.put_first(event, registration, by=by, at=utcnow())

    return _decide(slug, public_id, act, _("This person is the next."))


@bp.post("/manage/<slug>/registrations/<uuid:public_id>/reissue")
def reissue_for(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Replace somebody's lost code."""

    def act(event: Event, registration: Registration, reason: str, by: int) -> None:
        actions.replace_code(
            event, registration, reason=reason or LOST, by=by, at=utcnow()
        )

    told = _("The code is replaced: the old badge no longer opens the door.")
    return _decide(slug, public_id, act, told)


def _decide(slug: str, public_id: UUID, act: Act, told: str) -> ResponseReturnValue:
    """Act on the registration, and go back to the page that asked for it."""
    form = ReasonForm()
    back = own_page(request.form.get("next")) or url_for(".invitations", slug=slug)
    if not form.validate():
        flash(_("This could not be recorded"), "error")
        return redirect(back)
    by = current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            registration = queries.get_registration(event, public_id)
            act(event, registration, form.reason.data or "", by)
    except Refusal as refusal:
        flash(str(refusal), "error")
        return redirect(back)
    flash(told)
    return redirect(back)


@bp.get("/manage/<slug>/registrations/new")
def new_participant(slug: str) -> str:
    """Ask who is to be added."""
    return _new_page(PersonForm(None))


@bp.post("/manage/<slug>/registrations/new")
def add_participant(slug: str) -> ResponseReturnValue:
    """Add somebody by hand: invite them, or give them a place at once."""
    form = PersonForm()
    if not form.validate():
        return _new_page(form), 422
    try:
        person = _add(slug, form)
    except Refusal as refusal:
        form.refuse(refusal)
        return _new_page(form), 409
    if given(form.how) == "invite":
        flash(_("The invitation is on its way."))
    else:
        flash(_("The registration is confirmed."))
    return redirect(url_for("reports.person", slug=slug, public_id=person))


def _add(slug: str, form: PersonForm) -> UUID:
    by, at = current_person_id(), utcnow()
    category = Category(given(form.category))
    with transaction():
        event = get_event(slug)
        person = actions.known_or_new_person(
            given_name=form.given_name.data or "",
            family_name=given(form.family_name),
            organisation=form.organisation.data or "",
            email=form.email.data or None,
            at=at,
        )
        if given(form.how) == "invite":
            actions.invite(event, person, category=category, by=by, at=at)
        else:
            actions.register_by_hand(event, person, category=category, by=by, at=at)
        return person.public_id


def _new_page(form: PersonForm) -> str:
    return render_template(
        "registration/new_participant.html", event=current_event(), form=form
    )
