"""The invitations that were sent, and who has answered."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    current_event,
    current_person_id,
    own_page,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event
from eti_events.registration import actions, queries
from eti_events.registration.forms import ButtonForm
from eti_events.registration.invitations.queries import (
    PER_PAGE,
    count_invitations,
    list_invitations,
)
from eti_events.registration.views.blueprint import bp


@bp.get("/manage/<slug>/invitations")
def invitations(slug: str) -> str:
    """List the invitations with their answers."""
    event = current_event()
    answered = {"yes": True, "no": False}.get(request.args.get("answered", ""))
    counts = count_invitations(event.id)
    silent, sent = counts.silent, counts.sent
    total = {None: sent, True: sent - silent, False: silent}[answered]
    pages = max(-(-total // PER_PAGE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "registration/invitations.html",
        event=event,
        rows=list_invitations(event.id, answered=answered, page=page),
        answered=answered,
        sent=sent,
        silent=silent,
        page=page,
        pages=pages,
        total=total,
        per_page=PER_PAGE,
    )


@bp.post("/manage/<slug>/invitations/<uuid:public_id>/resend")
def resend(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Send one invitation again, with the same link."""
    goal = own_page(request.form.get("next")) or url_for(".invitations", slug=slug)
    back = redirect(goal)
    if not ButtonForm().validate():
        return back
    by = current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            invitation = queries.get_invitation(event, public_id)
            actions.resend_invitation(event, invitation, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("The invitation is on its way again."))
    return back
