"""One's own convocation, as a page and as a PDF with the same words."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import current_event, current_person_id
from eti_events.documents import queries
from eti_events.documents.convocation import Paper
from eti_events.documents.views.blueprint import (
    as_file,
    asked_language,
    bp,
    comings_of,
    papers,
    up_to_date,
)
from eti_events.pages import language
from eti_events.registration.models import Registration
from eti_events.registration.queries import find_registration


@bp.get("/me/<slug>/convocation")
def mine(slug: str) -> str:
    """Show one's convocation, or why there is none."""
    registration = _registration_or_404()
    event, state = current_event(), registration.state
    paper = _own()
    if paper is None:
        return render_template("documents/none.html", event=event, state=state)
    return render_template("documents/mine.html", event=event, paper=paper)


@bp.get("/me/<slug>/convocation.pdf")
def mine_pdf(slug: str) -> ResponseReturnValue:
    """Give one's convocation on A4."""
    _registration_or_404()
    paper = _own()
    if paper is None:
        return redirect(url_for(".mine", slug=slug))
    return as_file([paper], f"convocation-{slug}.pdf", paper.title, paper.language)


def _registration_or_404() -> Registration:
    """Return the signed-in person's registration for the event of the address."""
    found = find_registration(current_event().id, current_person_id())
    return found or abort(404)


def _own() -> Paper | None:
    """Return the person's convocation; None while nobody convenes them."""
    settings = queries.find_settings(current_event().root_id)
    comings = comings_of([current_person_id()])
    if settings is None or not comings:
        return None
    fresh = up_to_date(comings, settings)
    return next(papers(fresh, settings, asked_language(language())), None)
