"""The programme as files, and as answers to programs.

Each is the part of the version in force that its reader may see; what has not changed
since they last asked is not sent again.
"""

from uuid import UUID

from flask import Response, abort, request
from werkzeug.wrappers import Response as AnyResponse

from eti_events.accounts.access import current_event
from eti_events.agenda.exports.api import write_agenda, write_session
from eti_events.agenda.exports.calendar import write_calendar
from eti_events.agenda.exports.keeping import File, Write, file_for
from eti_events.agenda.exports.leaf import Leaf
from eti_events.agenda.exports.rows import rows, titles
from eti_events.agenda.exports.schedule_json import (
    write_schedule2_json,
    write_schedule_json,
)
from eti_events.agenda.exports.schedule_xml import write_schedule_xml
from eti_events.agenda.exports.selection import NothingThere, Selection
from eti_events.agenda.views.blueprint import programme_bp as bp
from eti_events.agenda.views.public.viewer import current_viewer, turn_away
from eti_events.agenda.visibility import ANYBODY, Viewer
from eti_events.pages import language

CALENDAR = "text/calendar"
JSON = "application/json"
XML = "application/xml"
CSV = "text/csv"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
PACKED_ALREADY = {WORKBOOK, PDF}


@bp.get("/events/<slug>/agenda.ics")
def calendar(slug: str) -> AnyResponse:
    """Give the sessions to calendars: all, or those of a theme, a room, a person."""
    return _give(write_calendar, CALENDAR, name=f"{slug}.ics")


@bp.get("/events/<slug>/schedule.json")
def schedule_json(slug: str) -> AnyResponse:
    """Give the programme to apps for conferences."""
    return _give(write_schedule_json, JSON)


@bp.get("/events/<slug>/schedule2.json")
def schedule2_json(slug: str) -> AnyResponse:
    """Give it in the newer shape of the same format."""
    return _give(write_schedule2_json, JSON)


@bp.get("/events/<slug>/schedule.xml")
def schedule_xml(slug: str) -> AnyResponse:
    """Give it to older apps for conferences."""
    return _give(write_schedule_xml, XML)


@bp.get("/events/<slug>/agenda.csv")
def csv(slug: str) -> AnyResponse:
    """Give the sessions as a table of text."""
    return _give(_write_csv, CSV, name=f"{slug}.csv")


@bp.get("/events/<slug>/agenda.xlsx")
def workbook(slug: str) -> AnyResponse:
    """Give the sessions as a workbook."""
    return _give(_write_workbook, WORKBOOK, name=f"{slug}.xlsx")


@bp.get("/events/<slug>/agenda.pdf")
def pdf(slug: str) -> AnyResponse:
    """Give the programme as it is printed; the agenda page has the same words."""
    return _give(_write_pdf, PDF, name=f"{slug}.pdf")


@bp.get("/api/v1/events/<slug>/agenda")
def api_agenda(slug: str) -> AnyResponse:
    """Answer programs with the whole programme, or a part of it."""
    return _give(write_agenda, JSON)


@bp.get("/api/v1/events/<slug>/agenda/sessions/<uuid:public_id>")
def api_session(slug: str, public_id: UUID) -> AnyResponse:
    """Answer programs with one session."""
    return _give(write_session, JSON, selection=Selection(session=public_id))


def _give(
    write: Write, media_type: str, *, name: str = "", selection: Selection | None = None
) -> AnyResponse:
    event = current_event()
    viewer = current_viewer(event)
    try:
        asked = selection or Selection.read(request.args.to_dict(flat=False))
        file = file_for(event, viewer, write, language=language(), selection=asked)
    except NothingThere:
        abort(404)
    if file is None:
        return turn_away(event, viewer)
    return _answer(file, viewer, media_type, name)


def _answer(file: File, viewer: Viewer, media_type: str, name: str) -> Response:
    """Send the file, or 304; only what anybody may read may be kept in between."""
    unpacks = bool(request.accept_encodings.best_match(["gzip"]))
    packs = unpacks and media_type not in PACKED_ALREADY
    response = Response(file.packed if packs else file.content, mimetype=media_type)
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    kept_by = "public" if viewer == ANYBODY else "private"
    response.headers["Cache-Control"] = f"{kept_by}, no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie, Accept-Encoding"
    response.set_etag(file.etag, weak=True)
    response.make_conditional(request)
    return response


def _write_csv(leaf: Leaf) -> bytes:
    from eti_events.reports import sheets  # noqa: PLC0415 -- xlsxwriter is heavy

    return sheets.write_csv(titles(), rows(leaf))


def _write_workbook(leaf: Leaf) -> bytes:
    from eti_events.reports import sheets  # noqa: PLC0415 -- xlsxwriter is heavy

    name = leaf.text(leaf.occasion.name)
    return sheets.write_xlsx(
        titles(), rows(leaf), sheet="Programme", footer=name, made_at=leaf.written_at
    )


def _write_pdf(leaf: Leaf) -> bytes:
    from eti_events.documents import programme  # noqa: PLC0415 -- reportlab is heavy

    return programme.write(leaf)
