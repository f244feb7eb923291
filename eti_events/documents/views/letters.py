"""Visa letters, drawn up by a reader of passports, on a page or as a PDF."""

from uuid import UUID

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from eti_events.accounts.access import (
    ask_for_check,
    current_event,
    current_person_id,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.documents import actions, queries
from eti_events.documents.convocation import Paper
from eti_events.documents.letters import letter_of
from eti_events.documents.models import ConvocationSettings
from eti_events.documents.views.blueprint import as_file, bp, comings_of, edition_of
from eti_events.formalities.actions import open_blocks
from eti_events.formalities.fields import unpacked
from eti_events.formalities.models import Block
from eti_events.formalities.readers import readable_blocks
from eti_events.pages import LANGUAGES, language
from eti_events.registration.models import RegistrationState
from eti_events.registration.queries import get_registration

LETTER = "letter"  # why the passport is opened, as the log keeps it


@bp.post("/manage/<slug>/formalities/<uuid:public_id>/letter")
def visa_letter(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Draw up a visa letter from what the person gave; the log knows."""
    event = current_event()
    if Block.VISA not in readable_blocks(g.grants, event):
        abort(404)
    registration = get_registration(event, public_id)
    if registration.state is not RegistrationState.CONFIRMED:
        abort(404)
    here = url_for("formalities.of_registration", slug=slug, public_id=public_id)
    if (answer := ask_for_check(goal=here)) is not None:
        return answer
    settings = queries.find_settings(event.root_id)
    if settings is None:
        flash(str(actions.NobodySigns.message), "warning")
        return redirect(here)
    paper = _paper(public_id, settings)
    if paper is None:
        flash(str(actions.NoPassport.message), "warning")
        return redirect(here)
    if request.form.get("as") == "pdf":
        return as_file([paper], f"visa-{slug}.pdf", paper.title, paper.language)
    return render_template(
        "documents/letter.html", event=event, paper=paper, public_id=public_id
    )


def _paper(public_id: UUID, settings: ConvocationSettings) -> Paper | None:
    """Open the passport for its reader, and write the letter; None without one."""
    by, at = current_person_id(), utcnow()
    with transaction():
        registration = get_registration(current_event(), public_id)
        person_id = registration.person_id
        rows = open_blocks(registration, [Block.VISA], reason=LETTER, by=by, at=at)
        passport = next((unpacked(row.text) for row in rows if row.needed), None)
    if passport is None:
        return None
    [coming] = comings_of([person_id])
    asked = request.form.get("in", "")
    spoken = asked if asked in LANGUAGES else language()
    with force_locale(spoken):
        edition = edition_of(current_event())
        return letter_of(edition, coming, settings, passport, spoken, at=at)
