"""The agenda day by day, its conflicts, and one's own steps back and forth."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.agenda.actions.arranging import set_measures
from eti_events.agenda.actions.undoing import redo, undo
from eti_events.agenda.forms import MeasuresForm, PublishForm
from eti_events.agenda.models import AgendaRules, Session
from eti_events.agenda.queries.sessions import (
    find_redoable,
    find_rules,
    find_undoable,
    people_by_id,
)
from eti_events.agenda.views.blueprint import bp
from eti_events.agenda.views.manage.explained import explained
from eti_events.agenda.views.manage.writing import write
from eti_events.agenda.wording import CHANGES, CONFLICTS, KINDS, STEPS
from eti_events.agenda.working import Work, work_on
from eti_events.clock import utcnow
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import list_days
from eti_events.forms import given


@bp.get("")
def index(slug: str) -> str:
    """Show the agenda day by day, and what is still to be placed."""
    return _index_page()


@bp.post("/undo")
def take_back(slug: str) -> ResponseReturnValue:
    """Take back one's own last step."""
    return write(slug, undo, _index_page, back=".index", said=_("Taken back."))


@bp.post("/redo")
def do_again(slug: str) -> ResponseReturnValue:
    """Do again what one took back last."""
    return write(slug, redo, _index_page, back=".index", said=_("Done again."))


@bp.get("/conflicts")
def conflicts(slug: str) -> str:
    """Show every conflict, and what they are measured with."""
    return _conflicts_page(_measures(current_event()))


@bp.post("/conflicts")
def measure(slug: str) -> ResponseReturnValue:
    """Change what conflicts are measured with."""
    form = MeasuresForm()
    if not form.validate():
        return _conflicts_page(form), 422

    def refused(refusal: Refusal) -> str:
        form.refuse(refusal)
        return _conflicts_page(form)

    return write(
        slug,
        lambda event, **who: set_measures(
            event,
            far_minutes=given(form.far_minutes),
            break_after=given(form.break_after),
            **who,
        ),
        refused,
        back=".conflicts",
    )


def told(work: Work) -> dict[UUID, list[str]]:
    """Return the names of the conflicts of each session."""
    names: dict[UUID, list[str]] = defaultdict(list)
    for conflict in work.conflicts:
        for session in conflict.sessions:
            names[session].append(str(CONFLICTS[conflict.kind]))
    return names


def by_day(event: Event, sessions: Sequence[Session]) -> dict[date, list[Session]]:
    """Sort what is placed under the days of the event; other days follow."""
    days: dict[date, list[Session]] = {day.on: [] for day in list_days(event.id)}
    for session in sessions:
        if session.starts_at:
            on = session.starts_at.astimezone(event.zone).date()
            days.setdefault(on, []).append(session)
    return dict(sorted(days.items()))


def _index_page(refusal: Refusal | None = None) -> str:
    event = current_event()
    work = work_on(event)
    changed = defaultdict(list)
    for change in work.changes:
        changed[change.session].append(str(CHANGES[change.kind]))
    by = current_person_id()
    return render_template(
        "agenda/manage/index.html",
        event=event,
        work=work,
        days=by_day(event, work.sessions),
        unplaced=[session for session in work.sessions if session.hours is None],
        clashing=told(work),
        changed=changed,
        kinds=KINDS,
        steps=STEPS,
        undoable=find_undoable(event.id, by),
        redoable=find_redoable(event.id, by),
        refusal=refusal,
        running=event.starts_at <= utcnow() <= event.ends_at,
        form=PublishForm(formdata=None, based_on=work.number),
    )


def _measures(event: Event) -> MeasuresForm:
    rules = find_rules(event.id) or AgendaRules(far_minutes=10, break_after=180)
    values = {"far_minutes": rules.far_minutes, "break_after": rules.break_after}
    return MeasuresForm(formdata=None, data=values)


def _conflicts_page(form: MeasuresForm) -> str:
    event = current_event()
    work = work_on(event)
    return render_template(
        "agenda/manage/conflicts.html",
        event=event,
        work=work,
        form=form,
        names=CONFLICTS,
        clashes=explained(work),
    )


def about(work: Work) -> dict[str, Any]:
    """Return whom and what the conflicts are about."""
    ids = {one.person for one in work.conflicts if one.person is not None}
    return {
        "people": people_by_id(ids),
        "rooms": {room.public_id: room for room in work.rooms},
    }
