"""Delegations of an event, for organisers and the protocol."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.hours import wall_of
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.forms import Form, given
from eti_events.policy import may
from eti_events.registration import actions
from eti_events.registration.delegations import queries
from eti_events.registration.delegations_forms import (
    CancelForm,
    ContactForm,
    DelegationForm,
    SeatsForm,
)
from eti_events.registration.forms import CATEGORIES, ButtonForm
from eti_events.registration.models import Delegation
from eti_events.registration.offices_forms import ANSWERS, PrincipalForm
from eti_events.registration.views.blueprint import bp

PREFIX = "dignitary-"  # of a form that stands beside another with the same fields

Act = Callable[[Event, Delegation, int], object]


@bp.get("/manage/<slug>/delegations")
def delegations(slug: str) -> str:
    """List the delegations: seats, names, what is missing."""
    event = current_event()
    rows = queries.list_delegations(event.id)
    return render_template(
        "registration/delegations.html",
        event=event,
        rows=rows,
        answers=dict(ANSWERS),
        named=queries.count_named({row.id for row in rows}),
    )


@bp.get("/manage/<slug>/delegations/new")
def new_delegation(slug: str) -> str:
    """Ask which organisation, who answers, and for how many seats."""
    return _new_page(DelegationForm(None))


@bp.post("/manage/<slug>/delegations/new")
def add_delegation(slug: str) -> ResponseReturnValue:
    """Hold the seats, and mail the contact their link."""
    form = DelegationForm()
    if not form.validate_in(current_event().zone):
        return _new_page(form), 422
    by = current_person_id()
    try:
        with transaction():
            made = actions.create_delegation(
                get_event(slug), form.plan(), by=by, at=utcnow()
            )
            public_id = made.public_id
    except Refusal as refusal:
        form.refuse(refusal)
        return _new_page(form), 409
    flash(_("The seats are held, and the contact gets their link by mail."))
    return redirect(url_for(".delegation", slug=slug, public_id=public_id))


@bp.get("/manage/<slug>/delegations/<uuid:public_id>")
def delegation(slug: str, public_id: UUID) -> str:
    """Show one delegation, who is named, and what can be changed."""
    return delegation_page(public_id)


@bp.post("/manage/<slug>/delegations/<uuid:public_id>/seats")
def save_seats(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Agree another number of seats, or another deadline."""
    form = SeatsForm()
    if not form.validate_in(current_event().zone):
        return delegation_page(public_id, seats_form=form), 422

    def act(event: Event, found: Delegation, by: int) -> None:
        actions.change_seats(
            event,
            found,
            seats=given(form.seats),
            deadline=form.deadline,
            by=by,
            at=utcnow(),
        )

    return _write(slug, public_id, act, _("The seats are changed."), seats_form=form)


@bp.post("/manage/<slug>/delegations/<uuid:public_id>/contact")
def save_contact(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Have somebody else answer for the delegation."""
    form = ContactForm()
    if not form.validate():
        return delegation_page(public_id, contact_form=form), 422

    def act(event: Event, found: Delegation, by: int) -> None:
        actions.change_contact(event, found, form.contact(), by=by, at=utcnow())

    told = _("The new contact gets a link by mail; the old link opens nothing.")
    return _write(slug, public_id, act, told, contact_form=form)


@bp.post("/manage/<slug>/delegations/<uuid:public_id>/remind")
def remind_delegation(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Mail the contact the link again."""
    form = ButtonForm()

    def act(event: Event, found: Delegation, by: int) -> None:
        actions.remind_contact(event, found, by=by, at=utcnow())

    told = _("The reminder is on its way.")
    return _write(slug, public_id, act, told, button_form=form)


@bp.post("/manage/<slug>/delegations/<uuid:public_id>/cancel")
def cancel_delegation(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Give the seats back, and the places of who was named if one says so."""
    form = CancelForm()

    def act(event: Event, found: Delegation, by: int) -> None:
        people = bool(form.with_people.data)
        actions.cancel_delegation(event, found, with_people=people, by=by, at=utcnow())

    told = _("The delegation is cancelled, and its contact is told.")
    return _write(slug, public_id, act, told, cancel_form=form)


def _write(
    slug: str, public_id: UUID, act: Act, told: str, **forms: Form
) -> ResponseReturnValue:
    [form] = forms.values()
    by = current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            act(event, queries.get_delegation(event, public_id), by)
    except Refusal as refusal:
        form.refuse(refusal)
        return delegation_page(public_id, **forms), 409
    flash(told)
    return redirect(url_for(".delegation", slug=slug, public_id=public_id))


def _new_page(form: DelegationForm) -> str:
    return render_template(
        "registration/new_delegation.html", event=current_event(), form=form
    )


def delegation_page(public_id: UUID, **forms: Form) -> str:
    """Show a delegation, with what was typed in the forms given."""
    event = current_event()
    found = queries.get_delegation(event, public_id)
    wall = wall_of(found.deadline, event.zone)
    shown: dict[str, Form] = {
        "seats_form": SeatsForm(None, seats=found.seats, deadline_wall=wall),
        "contact_form": ContactForm(None),
        "cancel_form": CancelForm(None),
        "principal_form": PrincipalForm(None, prefix=PREFIX),
        "button_form": ButtonForm(None),
        **forms,
    }
    return render_template(
        "registration/delegation.html",
        event=event,
        delegation=found,
        members=queries.list_members(found.id),
        answers=dict(ANSWERS),
        opens_people=may("reports.person", event),
        category=dict(CATEGORIES)[found.category],
        **shown,
    )
