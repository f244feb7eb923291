"""Publishing the agenda, and its versions."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event
from eti_events.agenda import changes as changing
from eti_events.agenda.actions.publishing import acknowledged_before, go_back
from eti_events.agenda.actions.publishing import publish as publish_version
from eti_events.agenda.changes import Change, changes
from eti_events.agenda.forms import PublishForm
from eti_events.agenda.models import AgendaVersion
from eti_events.agenda.queries.sessions import people_by_id
from eti_events.agenda.queries.versions import get_version, list_versions
from eti_events.agenda.reading import parse
from eti_events.agenda.refusals import ConflictsOpen
from eti_events.agenda.telling import concerned_by
from eti_events.agenda.views.blueprint import bp
from eti_events.agenda.views.manage.board import about
from eti_events.agenda.views.manage.writing import write
from eti_events.agenda.wording import CHANGES, CONFLICTS, change_in_words, rooms_of
from eti_events.agenda.working import work_on
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.forms import given
from eti_events.pages import language


@bp.get("/publish")
def publish(slug: str) -> str:
    """Show what the next version brings, to whom, and with which conflicts."""
    return _publish_page(PublishForm(formdata=None))


@bp.post("/publish")
def confirm(slug: str) -> ResponseReturnValue:
    """Publish the working copy as it was read."""
    form = PublishForm()
    if not form.validate():
        return _publish_page(form), 422

    def refused(refusal: Refusal) -> str:
        form.refuse(refusal)
        return _publish_page(form)

    return write(
        slug,
        lambda event, **who: publish_version(
            event,
            based_on=given(form.based_on),
            acknowledged=form.accepted.data or (),
            note=form.note.data or "",
            **who,
        ),
        refused,
        back=".versions",
        said=_("The version is published."),
    )


@bp.get("/versions")
def versions(slug: str) -> str:
    """Show every version that was published."""
    event = current_event()
    rows = list_versions(event.id)
    return render_template(
        "agenda/manage/versions.html",
        event=event,
        versions=rows,
        people=people_by_id({row.published_by for row in rows if row.published_by}),
    )


@bp.get("/versions/<int:number>")
def version(slug: str, number: int) -> str:
    """Show what a version brought, and the way back to it."""
    row = get_version(current_event().id, number)
    return _version_page(row, PublishForm(formdata=None))


@bp.post("/versions/<int:number>")
def return_to(slug: str, number: int) -> ResponseReturnValue:
    """Make the agenda again what a version was, and publish that."""
    form = PublishForm()
    if not form.validate():
        return _version_page(get_version(current_event().id, number), form), 422

    def refused(refusal: Refusal) -> str:
        form.refuse(refusal)
        open_ones = refusal.conflicts if isinstance(refusal, ConflictsOpen) else ()
        row = get_version(current_event().id, number)
        return _version_page(row, form, open_ones)

    return write(
        slug,
        lambda event, **who: go_back(
            event,
            number=number,
            based_on=given(form.based_on),
            acknowledged=form.accepted.data or (),
            **who,
        ),
        refused,
        back=".versions",
        said=_("The older version is in force again, under a new number."),
    )


def _publish_page(form: PublishForm) -> str:
    event = current_event()
    work = work_on(event)
    form.based_on.data = work.number
    concerned = concerned_by(work.changes, work.before, work.draft)
    told = people_by_id({one.person for one in concerned})
    rooms = rooms_of(work.before, work.draft)
    return render_template(
        "agenda/manage/publish.html",
        event=event,
        work=work,
        form=form,
        changes=_in_words(event, work.changes, rooms),
        told=sorted(told.values(), key=lambda person: person.search_key),
        known=acknowledged_before(event.id),
        names=CONFLICTS,
        **about(work),
    )


def _version_page(row: AgendaVersion, form: PublishForm, open_ones: Any = ()) -> str:
    event = current_event()
    work = work_on(event)
    held, now = parse(row), work.before
    form.based_on.data = work.number
    brought = [changing.from_json(change) for change in row.changes]
    before = parse(get_version(event.id, row.number - 1)) if row.number > 1 else None
    rooms = rooms_of(before, held, now)
    return render_template(
        "agenda/manage/version.html",
        event=event,
        work=work,
        version=row,
        held=held,
        form=form,
        brought=_in_words(event, brought, rooms),
        back=_in_words(event, changes(now, held), rooms),
        open_ones=open_ones,
        names=CONFLICTS,
        **about(work),
    )


def _in_words(
    event: Event, found: list[Change], rooms: dict[Any, Any]
) -> list[tuple[str, Change, str]]:
    """Return what each change is called, the change, and what it says."""
    return [
        (str(CHANGES[one.kind]), one, change_in_words(one, event, rooms, language()))
        for one in found
    ]
