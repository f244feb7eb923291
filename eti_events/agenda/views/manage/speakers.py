"""The organiser's speakers: who is asked, who has answered, who has seen."""

from collections.abc import Sequence
from io import BytesIO
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.accounts.forms import ButtonForm
from eti_events.agenda.actions.asking import (
    FEW,
    ask_to_speak,
    decide_proposal,
    remind,
    remind_all,
    take_out,
)
from eti_events.agenda.kinds import SpeakerState
from eti_events.agenda.models import Session, Speaker
from eti_events.agenda.own_words import role_in_words
from eti_events.agenda.queries.profiles import find_profile, slides_by_part
from eti_events.agenda.queries.sessions import get_session
from eti_events.agenda.queries.speaking import (
    answers_to,
    get_part,
    get_speaker,
    list_own_parts,
    list_parts,
    list_speakers,
)
from eti_events.agenda.speaker_board import Row, board, matching, to_remind
from eti_events.agenda.speaking_forms import AskForm, RemindForm
from eti_events.agenda.views.blueprint import bp
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.files.queries import find_content
from eti_events.forms import given
from eti_events.people.models import Language
from eti_events.registration.actions.walk_ins import known_or_new_person


@bp.get("/speakers")
def speakers(slug: str) -> str:
    """List the speakers, with all counts; the address says which of them."""
    return _list(current_event(), RemindForm(None))


def _list(event: Event, form: RemindForm) -> str:
    rows, show = _rows(event), request.args.get("show", "")
    shown = matching(rows, show)
    return render_template(
        "agenda/manage/speakers.html",
        event=event,
        form=form,
        rows=shown,
        due=len(to_remind(shown, utcnow())),
        few=FEW,
        counts={name: len(matching(rows, name)) for name in VIEWS},
        show=show if show in VIEWS else "",
        role=role_in_words,
    )


VIEWS = ("", "silent", "unseen", "accepted", "declined", "proposed")


def _rows(event: Event, speakers: Sequence[Speaker] | None = None) -> list[Row]:
    parts = list_parts(event.id)
    answers = answers_to([part.id for part in parts])
    return board(parts, speakers or list_speakers(event.id), answers)


@bp.get("/speakers/<uuid:public_id>")
def speaker(slug: str, public_id: UUID) -> str:
    """Show what one speaker told and sent."""
    event = current_event()
    row = get_speaker(event, public_id)
    parts = list_own_parts(event.id, row.person_id)
    return render_template(
        "agenda/manage/speaker.html",
        event=event,
        speaker=row,
        parts=parts,
        profile=find_profile(event.id, row.person_id),
        slides=slides_by_part([part.public_id for part in parts]),
        role=role_in_words,
    )


@bp.get("/speakers/<uuid:public_id>/photo.jpg")
def speaker_photo(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Give the team the photo of one speaker."""
    event = current_event()
    row = get_speaker(event, public_id)
    profile = find_profile(event.id, row.person_id)
    content = find_content(profile.photo) if profile and profile.photo else None
    if content is None:
        abort(404)
    return send_file(
        BytesIO(content),
        mimetype="image/jpeg",
        as_attachment=True,
        download_name="portrait.jpg",
    )


@bp.post("/speakers/<uuid:public_id>/remind")
def remind_speaker(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Remind one speaker of what is waited for."""
    back = redirect(url_for(".speakers", slug=slug, show=request.args.get("show")))
    if not ButtonForm().validate():
        return back
    by = current_person_id()
    try:
        with transaction():
            event = get_event(slug)
            speaker = get_speaker(event, public_id)
            remind(event, speaker, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("The reminder is on its way."))
    return back


@bp.post("/speakers/remind")
def remind_speakers(slug: str) -> ResponseReturnValue:
    """Remind all of a view; each as if alone."""
    form, show, by = RemindForm(), request.args.get("show", ""), current_person_id()
    if not form.validate():
        return _list(current_event(), form), 422
    try:
        with transaction():
            event, at, number = get_event(slug), utcnow(), form.count.data
            speakers = list_speakers(event.id, for_update=True)
            due = to_remind(matching(_rows(event, speakers), show), at)
            count = remind_all(event, due, number=number, by=by, at=at)
    except Refusal as refusal:
        form.refuse(refusal)
        return _list(current_event(), form), 409
    flash(_("Reminders on their way: %(count)s.", count=count))
    return redirect(url_for(".speakers", slug=slug, show=show or None))


@bp.get("/sessions/<uuid:public_id>/speakers")
def session_speakers(slug: str, public_id: UUID) -> str:
    """Show who has a part in a session, and ask somebody."""
    event = current_event()
    return _page(event, get_session(event, public_id), AskForm(None))


@bp.post("/sessions/<uuid:public_id>/speakers")
def ask_speaker(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Ask somebody to speak, and mail the link."""
    event, form = current_event(), AskForm()
    session = get_session(event, public_id)
    if not form.validate():
        return _page(event, session, form), 422
    by, at = current_person_id(), utcnow()
    try:
        with transaction():
            event = get_event(slug, for_update=True)
            session = get_session(event, public_id, for_update=True)
            person = known_or_new_person(
                given_name=form.given_name.data or "",
                family_name=given(form.family_name),
                organisation="",
                email=given(form.email),
                language=Language(given(form.language)),
                at=at,
            )
            ask_to_speak(event, session, person, form.plan(), by=by, at=at)
            name = person.name
    except Refusal as refusal:
        form.refuse(refusal)
        event = current_event()
        return _page(event, get_session(event, public_id), form), 409
    flash(_("%(name)s gets a mail with a link.", name=name))
    return redirect(url_for(".session_speakers", slug=slug, public_id=public_id))


@bp.post("/parts/<uuid:public_id>/remove")
def remove_part(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take somebody out of a session, and tell them."""
    by = current_person_id()
    with_form = ButtonForm().validate()
    session_id = get_part(current_event(), public_id).session.public_id
    back = redirect(url_for(".session_speakers", slug=slug, public_id=session_id))
    if not with_form:
        return back
    try:
        with transaction():
            event = get_event(slug, for_update=True)
            part = get_part(event, public_id, for_update=True)
            take_out(event, part, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("The person is no longer in this session."))
    return back


@bp.post("/parts/<uuid:public_id>/proposal/<any(ask, leave):what>")
def decide_on_proposal(slug: str, public_id: UUID, what: str) -> ResponseReturnValue:
    """Ask whom the speaker proposed, or leave it."""
    by = current_person_id()
    with_form = ButtonForm().validate()
    session_id = get_part(current_event(), public_id).session.public_id
    back = redirect(url_for(".session_speakers", slug=slug, public_id=session_id))
    if not with_form:
        return back
    try:
        with transaction():
            event = get_event(slug, for_update=True)
            session = get_session(event, session_id, for_update=True)
            part = get_part(event, public_id, for_update=True)
            asks = what == "ask"
            decide_proposal(event, session, part, ask=asks, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("The person gets a mail with a link.") if asks else _("Left as it is."))
    return back


def _page(event: Event, session: Session, form: AskForm) -> str:
    return render_template(
        "agenda/manage/session_speakers.html",
        event=event,
        session=session,
        answers=answers_to([part.id for part in session.people]),
        form=form,
        role=role_in_words,
        proposed=SpeakerState.PROPOSED_OTHER,
    )
