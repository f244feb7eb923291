"""One's own days as a file for calendars."""

from flask import Blueprint, Response, request

from eti_events.accounts.access import current_event, current_person
from eti_events.calendars.files import person_file
from eti_events.clock import utcnow

bp = Blueprint("calendars", __name__)


@bp.get("/me/<slug>/calendar.ics")
def mine(slug: str) -> Response:
    """Give the days on which the person comes; unchanged ones cost nothing."""
    content = person_file(current_event(), current_person(), at=utcnow())
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
