"""Somebody comes instead of one person."""

from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.registration import actions
from eti_events.registration.queries import find_registration
from eti_events.reports.forms import RepresentativeForm
from eti_events.reports.queries.people import get_person
from eti_events.reports.views.blueprint import bp
from eti_events.reports.views.person import show_person


@bp.post("/participants/<uuid:public_id>/represented")
def represent(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Note who comes in the person's place."""
    form = RepresentativeForm()
    if not form.validate():
        return show_person(public_id, representative=form), 422
    try:
        _represent(public_id, form)
    except Refusal as refusal:
        form.refuse(refusal)
        return show_person(public_id, representative=form), 409
    flash(_("The place is passed on. A mail tells both."))
    return redirect(url_for(".person", slug=slug, public_id=public_id))


def _represent(public_id: UUID, form: RepresentativeForm) -> None:
    by, at = current_person_id(), utcnow()
    with transaction():
        event = current_event()
        person = get_person(event, public_id)
        registration = find_registration(event.id, person.id)
        if registration is None:
            abort(404)
        who = form.who(person.language)
        actions.represent_by(event, registration, who, by=by, at=at)
