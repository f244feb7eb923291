"""Another address for somebody who told an organiser."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    current_event,
    current_person_id,
    roles_for,
)
from eti_events.accounts.addresses import set_address
from eti_events.accounts.forms import NewAddressForm
from eti_events.accounts.models import Role
from eti_events.accounts.queries import lock_person
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.reports.queries.people import get_person
from eti_events.reports.views.blueprint import bp


@bp.get("/participants/<uuid:public_id>/address")
def address_of(slug: str, public_id: UUID) -> str:
    """Ask for the person's new address."""
    return _page(public_id, NewAddressForm(None))


@bp.post("/participants/<uuid:public_id>/address")
def move_address(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Write the address, unless it is another record's; both mailboxes are told."""
    person_id = get_person(current_event(), public_id).id
    form, by = NewAddressForm(), current_person_id()
    if not form.validate():
        return _page(public_id, form), 422
    is_admin = Role.ADMIN in roles_for(None)
    try:
        with transaction():
            set_address(
                lock_person(person_id),
                (form.email.data or "").strip(),
                by=by,
                at=utcnow(),
                is_admin=is_admin,
            )
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(public_id, form), 409
    flash(_("The address is changed. Both mailboxes have been told."))
    return redirect(url_for(".person", slug=slug, public_id=public_id))


def _page(public_id: UUID, form: NewAddressForm) -> str:
    event = current_event()
    person = get_person(event, public_id)
    return render_template(
        "reports/address.html", event=event, person=person, form=form
    )
