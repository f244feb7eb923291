"""The page of a delegation's contact: who comes on its seats."""

from collections.abc import Sequence
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
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
from eti_events.registration.delegations import queries
from eti_events.registration.delegations_forms import NamedForm
from eti_events.registration.forms import ButtonForm
from eti_events.registration.models import Delegation, DelegationMember
from eti_events.registration.offices_forms import ANSWERS
from eti_events.registration.queries import list_half_days_of
from eti_events.registration.views.blueprint import bp
from eti_events.registration.wording import half_days_in_words


@bp.get("/me/<slug>/delegations/<uuid:public_id>")
def own_delegation(slug: str, public_id: UUID) -> str:
    """Show the seats with their names, and a form for the next one."""
    return _page(public_id, NamedForm(None, language=language()))


@bp.post("/me/<slug>/delegations/<uuid:public_id>")
def name_to_seat(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Give a seat to who was typed; they get a ticket by mail."""
    form = NamedForm()
    own_or_404(current_event(), public_id)
    if not form.validate():
        return _page(public_id, form), 422
    by = current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            found = own_or_404(event, public_id)
            actions.name_to_seat(event, found, form.named(), by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(public_id, form), 409
    flash(_("%(name)s has a seat, and gets a mail.", name=form.named().name))
    return redirect(url_for(".own_delegation", slug=slug, public_id=public_id))


@bp.get("/me/<slug>/delegations/<uuid:public_id>/people/<uuid:member_id>")
def named_person(slug: str, public_id: UUID, member_id: UUID) -> str:
    """Offer to replace or to withdraw somebody."""
    return _person_page(public_id, member_id, NamedForm(None, language=language()))


@bp.post("/me/<slug>/delegations/<uuid:public_id>/people/<uuid:member_id>")
def replace_named(slug: str, public_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Give the seat to somebody else."""
    form = NamedForm()
    queries.get_member(own_or_404(current_event(), public_id), member_id)
    if not form.validate():
        return _person_page(public_id, member_id, form), 422
    by = current_person_id()
    try:
        with transaction():
            event, found, member = _locked(slug, public_id, member_id)
            who = form.named()
            actions.replace_person(event, found, member, who, by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return _person_page(public_id, member_id, form), 409
    flash(_("%(name)s has the seat now; both get a mail.", name=who.name))
    return redirect(url_for(".own_delegation", slug=slug, public_id=public_id))


@bp.post("/me/<slug>/delegations/<uuid:public_id>/people/<uuid:member_id>/withdraw")
def withdraw_named(slug: str, public_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Take somebody off their seat."""
    back = redirect(url_for(".own_delegation", slug=slug, public_id=public_id))
    queries.get_member(own_or_404(current_event(), public_id), member_id)
    if not ButtonForm().validate():
        return back
    by = current_person_id()
    try:
        with transaction():
            event, found, member = _locked(slug, public_id, member_id)
            actions.withdraw_person(event, found, member, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("The name is withdrawn, and the person gets a mail."))
    return back


def own_or_404(event: Event, public_id: UUID) -> Delegation:
    """Return the delegation for which the signed-in person answers, or answer 404."""
    found = queries.find_own_delegation(event, public_id, current_person_id())
    return found or abort(404)


def _locked(
    slug: str, public_id: UUID, member_id: UUID
) -> tuple[Event, Delegation, DelegationMember]:
    event = get_event(slug)
    found = own_or_404(event, public_id)
    return event, found, queries.get_member(found, member_id)


def _offered(event: Event, form: NamedForm) -> NamedForm:
    return form.offer(event, list_half_days_of({event.id}), language())


def _page(public_id: UUID, form: NamedForm) -> str:
    event = current_event()
    found = own_or_404(event, public_id)
    members = queries.list_members(found.id)
    offered = list_half_days_of({event.id})
    return render_template(
        "registration/own_delegation.html",
        event=event,
        delegation=found,
        members=[
            (row, _days(found, row, offered)) for row in members if not row.left_at
        ],
        left=[row for row in members if row.left_at],
        answers=dict(ANSWERS),
        form=_offered(event, form),
        frozen=actions.is_past_freeze(event, utcnow()),
    )


def _person_page(public_id: UUID, member_id: UUID, form: NamedForm) -> str:
    event = current_event()
    found = own_or_404(event, public_id)
    return render_template(
        "registration/named_person.html",
        event=event,
        delegation=found,
        member=queries.get_member(found, member_id),
        form=_offered(event, form),
        frozen=actions.is_past_freeze(event, utcnow()),
    )


def _days(
    found: Delegation, member: DelegationMember, offered: Sequence[HalfDay]
) -> str:
    """Say when somebody comes: a dignitary by their answer, others as it was written.

    What people choose since, or chose before they were named, the contact reads not.
    """
    if member.registration.person_id == found.principal_id:
        chosen = list(member.registration.half_days)
    else:
        chosen = [row for row in offered if row.id in member.half_day_ids]
    return half_days_in_words(current_event(), chosen, language())
