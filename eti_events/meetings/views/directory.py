"""The directory of participants, for those who are confirmed themselves."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.forms import line
from eti_events.events.queries import get_event
from eti_events.meetings.directory.actions import is_over, stand_in_directory
from eti_events.meetings.directory.entries import entries
from eti_events.meetings.directory.queries import list_listed, stands_in
from eti_events.meetings.forms import ButtonForm
from eti_events.meetings.queries import list_guests
from eti_events.meetings.views.blueprint import bp
from eti_events.pages import language

PER_PAGE = 50
LONGEST = 100


@bp.get("/me/<slug>/directory")
def directory(slug: str) -> str:
    """Show who agreed to be found, and search among them."""
    return _page(None)


@bp.post("/me/<slug>/directory/join")
def join_directory(slug: str) -> ResponseReturnValue:
    """Agree to stand in the directory."""
    return _write(slug, agreed=True)


@bp.post("/me/<slug>/directory/leave")
def leave_directory(slug: str) -> ResponseReturnValue:
    """Withdraw: nobody finds one from now on."""
    return _write(slug, agreed=False)


def _write(slug: str, *, agreed: bool) -> ResponseReturnValue:
    _require_confirmed()
    if not ButtonForm().validate():
        abort(400)
    try:
        with transaction():
            stand_in_directory(
                get_event(slug),
                current_person_id(),
                language(),
                agreed=agreed,
                at=utcnow(),
            )
    except Refusal as refusal:
        return _page(refusal), 409
    flash(
        _("You stand in the directory.")
        if agreed
        else _("You stand in the directory no longer.")
    )
    return redirect(url_for(".directory", slug=slug))


def _require_confirmed() -> None:
    if not list_guests(current_event().id, [current_person_id()]):
        abort(404)


def _page(refusal: Refusal | None) -> str:
    _require_confirmed()
    event, asked = current_event(), line(request.args.get("q"))[:LONGEST]
    over = is_over(event, utcnow())
    found = [] if over else entries(list_listed(event.id), asked, language())
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    first = (page - 1) * PER_PAGE
    return render_template(
        "meetings/directory.html",
        event=event,
        refusal=refusal,
        over=over,
        stands=stands_in(event.id, current_person_id()),
        asked=asked,
        found=found[first : first + PER_PAGE],
        total=len(found),
        page=page,
        pages=pages,
        first=first + 1,
    )
