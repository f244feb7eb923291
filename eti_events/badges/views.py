"""One's own badge; and the sheets that organisers print."""

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from eti_events.accounts.access import current_event, current_person
from eti_events.badges import actions, queries
from eti_events.badges.badge import Badge, Occasion
from eti_events.badges.making import (
    Selection,
    badges_of,
    in_order,
    letter_of,
    occasion_of,
    printing_language,
)
from eti_events.badges.queries import BadgeRow
from eti_events.badges.roles import WORDS
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.qr import ticket_qr
from eti_events.registration.codes import show_short_code

bp = Blueprint("badges", __name__)

ROWS = 50
PER_PAGE = 4


@bp.get("/me/<slug>/badge")
def mine(slug: str) -> str:
    """Show one's own badge: the same data as the PDF, for everybody to read."""
    (badge,), occasion = _own()
    return _page_of_badges("badges/mine.html", badge=badge, occasion=occasion)


@bp.get("/me/<slug>/badge.pdf")
def mine_pdf(slug: str) -> Response:
    """Give one's own badge on an A6 page."""
    from eti_events.badges.pdf import (  # noqa: PLC0415 -- heavy, and rarely needed
        badge_pdf,
    )

    (badge,), occasion = _own()
    return _attachment(badge_pdf(badge, occasion), f"badge-{slug}.pdf")


@bp.get("/manage/<slug>/badges")
def index(slug: str) -> str:
    """Show who gets a badge, and what to print."""
    return _index_page()


@bp.get("/manage/<slug>/badges.pdf")
def sheets_pdf(slug: str) -> ResponseReturnValue:
    """Give the chosen badges, four on A4."""
    from eti_events.badges.pdf import (  # noqa: PLC0415 -- heavy, and rarely needed
        write_badges,
    )

    try:
        badges, occasion = _chosen()
    except Refusal as refusal:
        return _index_page(refusal), 409
    file = BytesIO()
    write_badges(file, badges, occasion)
    return _attachment(file.getvalue(), f"badges-{slug}.pdf")


@bp.get("/manage/<slug>/badges.html")
def sheets_html(slug: str) -> ResponseReturnValue:
    """Show the chosen badges as a page that prints four on A4."""
    try:
        badges, occasion = _chosen()
    except Refusal as refusal:
        return _index_page(refusal), 409
    sheets = [badges[n : n + PER_PAGE] for n in range(0, len(badges), PER_PAGE)]
    return _page_of_badges("badges/sheets.html", sheets=sheets, occasion=occasion)


def _page_of_badges(template: str, **values: object) -> str:
    return render_template(
        template,
        slug=current_event().slug,
        symbol_of=ticket_qr,
        short_code_of=show_short_code,
        **values,
    )


def _own() -> tuple[Sequence[Badge], Occasion]:
    row = queries.find_bearer(current_event(), current_person().id)
    if row is None:
        abort(404)
    return _made([row])


def _chosen() -> tuple[Sequence[Badge], Occasion]:
    """Return the badges that the address asks for, once the audit log knows."""
    event, by = current_event(), current_person().id
    selection = _selection()
    rows = queries.list_bearers(
        event, category=selection.category, public_id=_one_registration()
    )
    chosen = in_order(row for row in rows if selection.takes(row))
    made = _made(chosen)
    with transaction():
        actions.record_printing(event, len(chosen), by=by, at=utcnow())
    return made


def _made(rows: Sequence[BadgeRow]) -> tuple[Sequence[Badge], Occasion]:
    event = current_event()
    language = printing_language(event)
    with force_locale(language):
        return badges_of(rows, event, language), occasion_of(event, language)


def _index_page(refusal: Refusal | None = None) -> str:
    selection = _selection()
    people = in_order(queries.list_confirmed(current_event()))
    chosen = [row for row in people if selection.takes(row)]
    ready = sum(row.ticket_id is not None for row in chosen)
    pages = max(1, ceil(len(chosen) / ROWS))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "badges/index.html",
        event=current_event(),
        selection=selection,
        refusal=refusal,
        everyone=len(people),
        chosen=len(chosen),
        ready=ready,
        sheets=ceil(ready / PER_PAGE),
        rows=chosen[(page - 1) * ROWS : page * ROWS],
        first=(page - 1) * ROWS + 1,
        page=page,
        pages=pages,
        words={category: str(word) for category, word in WORDS.items()},
        letters=sorted({letter_of(row) for row in people}),
        asked=selection.asked(),
    )


def _selection() -> Selection:
    return Selection.read(
        request.args.get("category", ""), request.args.get("letter", "")
    )


def _one_registration() -> UUID | None:
    """Return the one registration asked for; an address that names none is wrong."""
    text = request.args.get("person")
    try:
        return UUID(text) if text else None
    except ValueError:
        abort(404)


def _attachment(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=headers)
