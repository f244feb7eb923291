"""A rapporteur's own pages of findings."""

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import current_event, current_person_id
from eti_events.agenda.findings import may_write, own_pages, session_of
from eti_events.agenda.findings_forms import FindingsForm
from eti_events.agenda.queries.findings import find_findings, list_findings
from eti_events.agenda.reading import published, viewer_of
from eti_events.agenda.snapshot import PublishedSession
from eti_events.agenda.views.blueprint import speaking_bp
from eti_events.agenda.views.findings.page import (
    Theirs,
    stored_form,
    try_to_write,
)


@speaking_bp.get("/me/<slug>/findings")
def findings(slug: str) -> str:
    """List the sessions whose page one may write."""
    event, person = current_event(), current_person_id()
    programme = published(event.id)
    sessions = own_pages(programme, person) if programme else []
    if not sessions and not viewer_of(event, person).confirmed:
        abort(404)
    return render_template(
        "agenda/findings/own.html",
        event=event,
        sessions=sessions,
        pages=list_findings(event.id),
    )


@speaking_bp.get("/me/<slug>/findings/<uuid:public_id>")
def findings_of(slug: str, public_id: UUID) -> str:
    """Show one page for writing."""
    return _page(_session(public_id), stored_form(public_id))


@speaking_bp.post("/me/<slug>/findings/<uuid:public_id>")
def write_findings(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Keep a page as a draft, or hand it in."""
    session, form = _session(public_id), FindingsForm()
    if failed := try_to_write(slug, public_id, form):
        return _page(session, form, failed[1]), failed[0]
    return redirect(url_for(".findings", slug=slug))


def _session(public_id: UUID) -> PublishedSession:
    session = session_of(current_event().id, public_id)
    if session is None or not may_write(session, current_person_id()):
        abort(404)
    return session


def _page(
    session: PublishedSession, form: FindingsForm, theirs: Theirs | None = None
) -> str:
    return render_template(
        "agenda/findings/write.html",
        event=current_event(),
        session=session,
        form=form,
        theirs=theirs or [],
        stored=find_findings(session.id),
    )
