"""A speaker's sessions as files for calendars."""

from uuid import UUID

from flask import Response, abort, request

from eti_events.agenda.own import OwnSession
from eti_events.agenda.speaker_file import in_file, speaker_file
from eti_events.agenda.views.blueprint import speaking_bp
from eti_events.agenda.views.speaking.who import Served, served
from eti_events.pages import language


@speaking_bp.get("/speaker/<slug>/schedule.ics")
def schedule(slug: str) -> Response:
    """Give all published sessions of the speaker; unchanged ones cost nothing."""
    who = served()
    return _answer(who, who.parts, slug)


@speaking_bp.get("/speaker/<slug>/<uuid:public_id>.ics")
def session(slug: str, public_id: UUID) -> Response:
    """Give one session of the speaker, by its id."""
    who = served()
    parts = in_file([one for one in who.parts if one.session == public_id])
    if not parts:
        abort(404)
    return _answer(who, parts, f"{slug}-{public_id}")


def _answer(who: Served, parts: list[OwnSession], name: str) -> Response:
    content = speaker_file(who.event, who.person, parts, who.programme, language())
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
