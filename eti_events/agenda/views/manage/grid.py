"""The grid of one day: sessions are put into rooms and hours, and back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.agenda.actions.editing import place_session
from eti_events.agenda.actions.undoing import redo, undo
from eti_events.agenda.models import Session
from eti_events.agenda.placing import (
    MoveForm,
    PlaceForm,
    StepForm,
    place_for,
)
from eti_events.agenda.queries.sessions import (
    find_redoable,
    find_undoable,
    get_session,
)
from eti_events.agenda.refusals import NotAPlace
from eti_events.agenda.views.blueprint import bp
from eti_events.agenda.views.manage.offering import place_form
from eti_events.agenda.views.manage.showing import board_of, day_asked
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event, list_rooms
from eti_events.forms import given
from eti_events.pages import in_language


@bp.get("/grid")
def grid(slug: str) -> str:
    """Show one day of the agenda as a grid, and what is still to be placed."""
    return _page()


@bp.get("/grid/<uuid:public_id>")
def ask_place(slug: str, public_id: UUID) -> str:
    """Ask where one session is to be put."""
    event = current_event()
    session = get_session(event, public_id)
    return _asking(session, place_form(event, session, day_asked(event)))


@bp.post("/grid/<uuid:public_id>")
def place(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Put one session where the form says."""
    event = current_event()
    form = place_form(event, None, day_asked(event))
    if not form.validate():
        return _asking(get_session(event, public_id), form), 422
    return _write(
        slug,
        lambda event, **who: _put(event, public_id, form, **who),
        day=form.day.data,
    )


@bp.post("/grid/<uuid:public_id>/move")
def move(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Put one session where a gesture or a button says."""
    form = MoveForm()
    if not form.validate():
        return _answer(NotAPlace()), 422
    return _write(slug, lambda event, **who: _put(event, public_id, form, **who))


@bp.post("/grid/undo")
def take_back_on_grid(slug: str) -> ResponseReturnValue:
    """Take back the step that one saw as one's last."""
    return _write(slug, lambda event, **who: _step(event, find_undoable, undo, **who))


@bp.post("/grid/redo")
def do_again_on_grid(slug: str) -> ResponseReturnValue:
    """Do again the step that one saw as undone last."""
    return _write(slug, lambda event, **who: _step(event, find_redoable, redo, **who))


def _put(event: Event, public_id: UUID, form: PlaceForm | MoveForm, **who: Any) -> str:
    session = get_session(event, public_id, for_update=True)
    rooms = list_rooms(event.id)
    place = place_for(session, form.starts_at(), form.room.data or "", rooms)
    place_session(event, session, place, version=given(form.version), **who)
    title = in_language(session.title, event)
    if session.starts_at is None:
        return str(_("“%(title)s” is to be placed.", title=title))
    return str(_("“%(title)s” is placed.", title=title))


def _step(
    event: Event, find: Callable[..., Any], act: Callable[..., Any], **who: Any
) -> str:
    """Take the step that was meant; a repeated request finds it taken."""
    form = StepForm()
    edit = find(event.id, who["by"])
    if form.validate() and edit is not None and edit.at.isoformat() == form.step.data:
        act(event, **who)
    return str(_("Taken back.") if act is undo else _("Done again."))


def _write(
    slug: str, act: Callable[..., str], day: str | None = None
) -> ResponseReturnValue:
    """Act on the locked event, and show the day as it is then."""
    try:
        with transaction():
            event = get_event(slug, for_update=True)
            said = act(event, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        return _answer(refusal), 409
    if _wants_part():
        return _answer(said=said)
    flash(said)
    return redirect(url_for(".grid", slug=slug, day=day or request.args.get("day")))


def _wants_part() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _answer(refusal: Refusal | None = None, said: str = "") -> str | dict[str, str]:
    """Return the board alone to a gesture, the page to a form."""
    if not _wants_part():
        return _page(refusal)
    board = board_of(current_event(), refusal, said)
    return {"board": render_template("agenda/manage/_board.html", **board)}


def _page(refusal: Refusal | None = None) -> str:
    return render_template(
        "agenda/manage/grid.html", **board_of(current_event(), refusal)
    )


def _asking(session: Session, form: PlaceForm) -> str:
    event = current_event()
    return render_template(
        "agenda/manage/place.html",
        event=event,
        session=session,
        form=form,
        on=day_asked(event),
    )
