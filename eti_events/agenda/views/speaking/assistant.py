"""Who acts for a speaker: named and taken back by the speaker alone."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_person_id
from eti_events.accounts.forms import ButtonForm
from eti_events.accounts.queries import get_person
from eti_events.agenda.actions.asking import speaker_of
from eti_events.agenda.actions.assisting import name_assistant, withdraw_assistant
from eti_events.agenda.queries.assistants import find_assistant
from eti_events.agenda.queries.speaking import find_speaker
from eti_events.agenda.speaking_forms import AssistantForm
from eti_events.agenda.views.blueprint import speaking_bp
from eti_events.agenda.views.speaking.who import Served, served
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event


@speaking_bp.get("/speaker/<slug>/assistant")
def assistant(slug: str) -> str:
    """Show who acts for the speaker, and name somebody."""
    return _page(_themselves(), AssistantForm(None))


@speaking_bp.post("/speaker/<slug>/assistant")
def choose_assistant(slug: str) -> ResponseReturnValue:
    """Let somebody act for the speaker."""
    who, form, by = _themselves(), AssistantForm(), current_person_id()
    if not form.validate():
        return _page(who, form), 422
    try:
        with transaction():
            event = get_event(slug)
            speaker = speaker_of(event, get_person(by))
            name_assistant(event, speaker, form.plan(), by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(_themselves(), form), 409
    flash(_("Both of you get a mail."))
    return redirect(url_for(".assistant", slug=slug))


@speaking_bp.post("/speaker/<slug>/assistant/withdraw")
def drop_assistant(slug: str) -> ResponseReturnValue:
    """Let nobody act for the speaker any longer."""
    _themselves()
    by, back = current_person_id(), redirect(url_for(".assistant", slug=slug))
    if not ButtonForm().validate():
        return back
    try:
        with transaction():
            event = get_event(slug)
            speaker = speaker_of(event, get_person(by))
            withdraw_assistant(event, speaker, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("The link of your assistant opens nothing any more."))
    return back


def _themselves() -> Served:
    who = served()
    if who.assisted:
        abort(404)
    return who


def _page(who: Served, form: AssistantForm) -> str:
    speaker = find_speaker(who.event.id, who.person.id)
    return render_template(
        "agenda/speaking/assistant.html",
        event=who.event,
        form=form,
        known=find_assistant(speaker.id) if speaker else None,
    )
