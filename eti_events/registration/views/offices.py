"""What a private office answers: on its own page, or by an organiser's hand."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.forms import given
from eti_events.pages import language
from eti_events.registration import actions
from eti_events.registration.delegations.queries import get_delegation
from eti_events.registration.models import Delegation
from eti_events.registration.offices_forms import ANSWERS, OfficeForm, PrincipalForm
from eti_events.registration.queries import find_registration, list_half_days_of
from eti_events.registration.views.blueprint import bp
from eti_events.registration.views.delegations import PREFIX, delegation_page
from eti_events.registration.views.own_delegation import own_or_404


@bp.post("/manage/<slug>/delegations/<uuid:public_id>/principal")
def name_principal(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Say for which dignitary the contact answers."""
    form = PrincipalForm(prefix=PREFIX)
    if not form.validate():
        return delegation_page(public_id, principal_form=form), 422
    by = current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            actions.name_principal(
                event,
                get_delegation(event, public_id),
                given_name=form.given_name.data or "",
                family_name=given(form.family_name),
                email=form.email.data or None,
                by=by,
                at=utcnow(),
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return delegation_page(public_id, principal_form=form), 409
    flash(_("The office answers on its own page."))
    return redirect(url_for(".delegation", slug=slug, public_id=public_id))


@bp.get("/manage/<slug>/delegations/<uuid:public_id>/answer")
def office_answer(slug: str, public_id: UUID) -> str:
    """Show what the office says, and note what it says by telephone."""
    found = get_delegation(current_event(), public_id)
    return _page(found, _filled(found), managing=True)


@bp.post("/manage/<slug>/delegations/<uuid:public_id>/answer")
def note_answer(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Note what the office says, or make sure what was provisional."""
    form = OfficeForm()
    found = get_delegation(current_event(), public_id)
    if not form.validate():
        return _page(found, form, managing=True), 422
    by = current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            found = get_delegation(event, public_id)
            actions.answer_for_office(event, found, form.reply(), by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(get_delegation(current_event(), public_id), form, True), 409
    flash(_("The answer is noted, and the office is told."))
    return redirect(url_for(".delegation", slug=slug, public_id=public_id))


@bp.get("/me/<slug>/delegations/<uuid:public_id>/answer")
def own_answer(slug: str, public_id: UUID) -> str:
    """Ask the office for its answer."""
    found = own_or_404(current_event(), public_id)
    return _page(found, _filled(found))


@bp.post("/me/<slug>/delegations/<uuid:public_id>/answer")
def give_answer(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Note the office's answer."""
    form = OfficeForm()
    found = own_or_404(current_event(), public_id)
    if not form.validate():
        return _page(found, form), 422
    by = current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            found = own_or_404(event, public_id)
            actions.answer_for_office(event, found, form.reply(), by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(own_or_404(current_event(), public_id), form), 409
    flash(_("Your answer is noted. You get a mail that repeats it."))
    return redirect(url_for(".own_delegation", slug=slug, public_id=public_id))


def _filled(found: Delegation) -> OfficeForm:
    """Fill in the answer as it stands; nobody's name comes back from an address."""
    form = OfficeForm(
        None, answer=found.answer, sure="yes" if found.sure else "", language=language()
    )
    return _with_days(current_event(), found, form)


def _with_days(event: Event, found: Delegation, form: OfficeForm) -> OfficeForm:
    form.offer(event, list_half_days_of({event.id}), language())
    form.about.data = str(found.principal.public_id) if found.principal else ""
    if form.is_submitted() or found.principal_id is None:
        return form
    registration = find_registration(event.id, found.principal_id)
    if registration and registration.half_days:
        form.half_days.data = [str(row.public_id) for row in registration.half_days]
    return form


def _page(found: Delegation, form: OfficeForm, managing: bool = False) -> str:
    event = current_event()
    return render_template(
        "registration/office_managed.html" if managing else "registration/office.html",
        event=event,
        delegation=found,
        answers=dict(ANSWERS),
        form=_with_days(event, found, form),
    )
