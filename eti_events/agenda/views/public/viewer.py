"""Who reads the agenda in this request."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from eti_events.accounts.access import find_current_sign_in, roles_for
from eti_events.accounts.actions import opens_everything
from eti_events.accounts.models import Role, SignIn
from eti_events.agenda.reading import viewer_of
from eti_events.agenda.visibility import ANYBODY, Viewer
from eti_events.clock import utcnow
from eti_events.events.models import AgendaVisibility, Event


def current_viewer(event: Event) -> Viewer:
    """Return what the person who asks is to this event; a visitor is anybody.

    A session that came by an invitation is for its own edition only.
    """
    sign_in = find_current_sign_in()
    if sign_in is None or not _counts(sign_in, event):
        return ANYBODY
    organiser = bool(roles_for(event) & {Role.ADMIN, Role.ORGANISER})
    return viewer_of(event, sign_in.person_id, organiser=organiser)


def turn_away(event: Event, viewer: Viewer) -> Response:
    """Answer who may read nothing: a visitor may sign in, for others there is none."""
    if viewer.person is not None or _is_for_anybody(event):
        abort(404)
    if request.path.startswith("/api/"):
        abort(401)
    goal = request.full_path.rstrip("?")
    answer: Response = redirect(url_for("accounts.sign_in", next=goal))
    return answer


def _is_for_anybody(event: Event) -> bool:
    return event.agenda_visibility is not AgendaVisibility.CONFIRMED


def _counts(sign_in: SignIn, event: Event) -> bool:
    here = sign_in.event_id in (None, event.id, event.root_id)
    return here and opens_everything(sign_in, utcnow())
