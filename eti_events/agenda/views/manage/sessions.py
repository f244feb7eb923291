"""One session: its form, and what is done with it by a button."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import current_event
from eti_events.agenda.actions import editing
from eti_events.agenda.forms import TEXTS, SessionForm, StepForm
from eti_events.agenda.models import Session
from eti_events.agenda.queries.sessions import get_session
from eti_events.agenda.refusals import ChangedMeanwhile
from eti_events.agenda.views.blueprint import bp
from eti_events.agenda.views.manage.choosing import (
    form_for,
    place_of,
    plan_of,
    values_of,
)
from eti_events.agenda.views.manage.differing import differences
from eti_events.agenda.views.manage.writing import write
from eti_events.agenda.wording import ROLES
from eti_events.errors import Refusal
from eti_events.events.forms import LANGUAGE_NAMES
from eti_events.forms import given

STEPS = {
    "unplace": editing.unplace_session,
    "cancel": editing.cancel_session,
    "restore": editing.restore_session,
    "delete": editing.delete_session,
}


@bp.get("/sessions/new")
def new(slug: str) -> str:
    """Ask for what a new session is."""
    return _page(form_for(current_event(), None, empty=True))


@bp.post("/sessions/new")
def create(slug: str) -> ResponseReturnValue:
    """Make a session, placed or to be placed."""
    form = form_for(current_event(), None)
    if not form.validate():
        return _page(form), 422

    def refused(refusal: Refusal) -> str:
        form.refuse(refusal)
        return _page(form)

    return write(
        slug,
        lambda event, **who: editing.create_session(
            event, plan_of(event, form), place=place_of(event, form), **who
        ),
        refused,
        back=".index",
    )


@bp.get("/sessions/<uuid:public_id>")
def edit(slug: str, public_id: UUID) -> str:
    """Show one session for changing."""
    session = get_session(current_event(), public_id)
    return _page(form_for(current_event(), session, empty=True), session)


@bp.post("/sessions/<uuid:public_id>")
def save(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Write one session, on the version that was seen."""
    form = form_for(current_event(), get_session(current_event(), public_id))
    if not form.validate():
        return _page(form, get_session(current_event(), public_id)), 422
    shown = form.version.data or ""

    def act(event: Any, **who: Any) -> None:
        session = get_session(event, public_id, for_update=True)
        plan, place = plan_of(event, form), place_of(event, form)
        version = int(shown) if shown.isdecimal() else 0
        editing.write_session(event, session, plan, place=place, version=version, **who)

    return write(slug, act, lambda no: _refused(form, public_id, no), back=".index")


@bp.post("/sessions/<uuid:public_id>/<word>")
def step(slug: str, public_id: UUID, word: str) -> ResponseReturnValue:
    """Take a session back to be placed, cancel it, hold it after all, delete it."""
    form = StepForm()
    if word not in STEPS or not form.validate():
        abort(404)

    def act(event: Any, **who: Any) -> None:
        session = get_session(event, public_id, for_update=True)
        STEPS[word](event, session, version=given(form.version), **who)

    def refused(refusal: Refusal) -> str:
        session = get_session(current_event(), public_id)
        shown = form_for(current_event(), session, empty=True)
        shown.refuse(refusal)
        return _page(shown, session)

    return write(slug, act, refused, back=".index")


def _refused(form: SessionForm, public_id: UUID, refusal: Refusal) -> str:
    """Show what was typed, and beside it what a colleague wrote."""
    form.refuse(refusal)
    session = get_session(current_event(), public_id)
    theirs: Sequence[tuple[str, str]] = ()
    if isinstance(refusal, ChangedMeanwhile):
        theirs = differences(form, values_of(current_event(), session))
        form.version.data = str(refusal.version)  # both are shown: saving is meant
    return _page(form, session, theirs)


def _page(
    form: SessionForm,
    session: Session | None = None,
    theirs: Sequence[tuple[str, str]] = (),
) -> str:
    return render_template(
        "agenda/manage/session.html",
        event=current_event(),
        form=form,
        session=session,
        theirs=theirs,
        texts=TEXTS,
        language_names=LANGUAGE_NAMES,
        roles=ROLES,
    )
