"""Organisers collect the findings for the report-back, and say where slides are."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from eti_events.accounts.access import current_event, current_person_id
from eti_events.agenda.actions.findings import (
    add_link,
    missing_writers,
    remind_writers,
    remove_link,
)
from eti_events.agenda.findings import (
    owes_findings,
    reported_back,
    session_of,
    with_links,
)
from eti_events.agenda.findings_forms import FindingsForm, LinkForm
from eti_events.agenda.models import Findings
from eti_events.agenda.queries.findings import (
    find_findings,
    get_link,
    list_findings,
    list_links,
)
from eti_events.agenda.reading import programme_for, published
from eti_events.agenda.snapshot import PublishedSession
from eti_events.agenda.views.blueprint import bp
from eti_events.agenda.views.findings.page import (
    Theirs,
    stored_form,
    try_to_write,
)
from eti_events.agenda.views.manage.writing import write
from eti_events.agenda.visibility import Viewer
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event
from eti_events.forms import given

ORGANISER = Viewer(confirmed=True, everything=True)


@bp.get("/findings")
def findings(slug: str) -> str:
    """Show which workshops have handed in their page, and which have not."""
    return _list_page(None)


@bp.post("/findings/remind")
def remind_findings(slug: str) -> ResponseReturnValue:
    """Write to the rapporteurs of workshops that are over and left nothing."""
    try:
        with transaction():
            event = get_event(slug, for_update=True)
            number = remind_writers(event, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        return _list_page(refusal), 409
    flash(
        ngettext("%(num)s person is reminded.", "%(num)s people are reminded.", number)
    )
    return redirect(url_for(".findings", slug=slug))


@bp.get("/findings/report")
def report_back(slug: str) -> str:
    """Show every page that was handed in, to be read out or printed."""
    return render_template(
        "agenda/findings/report.html", event=current_event(), pages=_handed_in()
    )


@bp.get("/findings/report.txt")
def report_back_text(slug: str) -> Response:
    """Give the same as plain text."""
    text = render_template(
        "agenda/findings/report.txt", event=current_event(), pages=_handed_in()
    )
    response = Response(text, mimetype="text/plain")
    name = f'attachment; filename="{slug}-findings.txt"'
    response.headers["Content-Disposition"] = name
    return response


@bp.get("/findings/<uuid:public_id>")
def findings_of(slug: str, public_id: UUID) -> str:
    """Show what one session leaves behind."""
    return _page(_session(public_id), stored_form(public_id))


@bp.post("/findings/<uuid:public_id>")
def save_findings(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Write a workshop's page for its rapporteur."""
    session, form = _session(public_id), FindingsForm()
    if not owes_findings(session):
        abort(404)
    if failed := try_to_write(slug, public_id, form):
        return _page(session, form, theirs=failed[1]), failed[0]
    return redirect(url_for(".findings", slug=slug))


@bp.post("/findings/<uuid:public_id>/links")
def note_link(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Say where slides or a recording are."""
    session, form = _session(public_id), LinkForm(prefix="link")
    stored = stored_form(public_id)
    if not form.validate():
        return _page(session, stored, link=form), 422

    def refused(refusal: Refusal) -> str:
        form.refuse(refusal)
        return _page(session, stored, link=form)

    values = {name: given(form[name]) for name in ("kind", "label", "url")}
    answer = write(
        slug,
        lambda event, **who: add_link(event, public_id, **values, **who),
        refused,
        back=".findings",
    )
    return _back(answer, slug, public_id)


@bp.post("/findings/<uuid:public_id>/links/<uuid:link_id>/remove")
def drop_link(slug: str, public_id: UUID, link_id: UUID) -> ResponseReturnValue:
    """Show a link no longer."""
    session = _session(public_id)
    answer = write(
        slug,
        lambda event, **who: remove_link(event, get_link(event, link_id), **who),
        lambda refusal: _page(session, stored_form(public_id), refusal=refusal),
        back=".findings",
    )
    return _back(answer, slug, public_id)


def _back(
    answer: ResponseReturnValue, slug: str, public_id: UUID
) -> ResponseReturnValue:
    if isinstance(answer, tuple):
        return answer
    return redirect(url_for(".findings_of", slug=slug, public_id=public_id))


def _session(public_id: UUID) -> PublishedSession:
    return session_of(current_event().id, public_id) or abort(404)


def _handed_in() -> list[tuple[PublishedSession, Findings]]:
    """Return the pages in the order of the programme, nobody protected by name."""
    event = current_event()
    programme, pages = programme_for(event, ORGANISER), list_findings(event.id)
    return [
        (session, pages[session.id])
        for session in (reported_back(programme) if programme else ())
        if session.id in pages and pages[session.id].handed_in
    ]


def _list_page(refusal: Refusal | None) -> str:
    event, at = current_event(), utcnow()
    programme = published(event.id)
    sessions = list(with_links(programme)) if programme else []
    return render_template(
        "agenda/findings/list.html",
        event=event,
        refusal=refusal,
        workshops=[session for session in sessions if owes_findings(session)],
        others=[session for session in sessions if not owes_findings(session)],
        pages=list_findings(event.id),
        missing=len(missing_writers(event, at)),
    )


def _page(
    session: PublishedSession,
    form: FindingsForm,
    *,
    theirs: Theirs | None = None,
    link: LinkForm | None = None,
    refusal: Refusal | None = None,
) -> str:
    return render_template(
        "agenda/findings/session.html",
        event=current_event(),
        session=session,
        owed=owes_findings(session),
        form=form,
        theirs=theirs or [],
        stored=find_findings(session.id),
        links=list_links(session.id),
        link_form=link or LinkForm(formdata=None, prefix="link"),
        refusal=refusal,
    )
