"""The slides of a session: sent by its speaker, read as a file and never on a page."""

from io import BytesIO
from uuid import UUID

from flask import abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id, roles_for
from eti_events.accounts.forms import ButtonForm
from eti_events.accounts.models import Role
from eti_events.agenda.actions.profiles import remove_slides, send_slides
from eti_events.agenda.models import SpeakerSlides
from eti_events.agenda.own import OwnSession
from eti_events.agenda.queries.profiles import get_slides, slides_by_part
from eti_events.agenda.queries.speaking import get_part
from eti_events.agenda.reading import published
from eti_events.agenda.speaking_forms import SlidesForm, upload_of
from eti_events.agenda.views.blueprint import speaking_bp
from eti_events.agenda.views.public.viewer import current_viewer
from eti_events.agenda.views.speaking.who import served, speaker_meant
from eti_events.agenda.visibility import session_visible_to
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.files.queries import find_content

TEAM = frozenset({Role.ADMIN, Role.ORGANISER})


@speaking_bp.get("/speaker/<slug>/parts/<uuid:public_id>/slides")
def own_slides(slug: str, public_id: UUID) -> str:
    """Show what was sent for a session, and send something else."""
    one = _own(public_id)
    known = slides_by_part([public_id]).get(public_id)
    data = {"shared": bool(known and known.shared)}
    return _page(one, known, SlidesForm(None, data=data))


@speaking_bp.post("/speaker/<slug>/parts/<uuid:public_id>/slides")
def keep_slides(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Keep the slides of a session, and who may read them."""
    one, form, by = _own(public_id), SlidesForm(), current_person_id()
    known = slides_by_part([public_id]).get(public_id)
    if not form.validate():
        return _page(one, known, form), 422
    upload = upload_of(form.file)
    if upload is None and known is None:
        form.file.errors = [_("Choose a file.")]
        return _page(one, known, form), 422
    try:
        with transaction():
            event = get_event(slug)
            part = get_part(event, public_id, for_update=True)
            shared = form.shared.data
            send_slides(event, part, upload, shared=shared, by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        known = slides_by_part([public_id]).get(public_id)
        return _page(_own(public_id), known, form), 409
    flash(_("Your slides are here."))
    return redirect(url_for(".mine", slug=slug))


@speaking_bp.post("/speaker/<slug>/slides/<uuid:public_id>/remove")
def forget_slides(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Erase slides of one's own."""
    by, own = current_person_id(), {one.part for one in served().parts}
    if get_slides(current_event(), public_id).part.public_id not in own:
        abort(404)
    back = redirect(url_for(".mine", slug=slug))
    if not ButtonForm().validate():
        return back
    try:
        with transaction():
            event = get_event(slug)
            slides = get_slides(event, public_id)
            remove_slides(event, slides, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("Your slides are erased."))
    return back


@speaking_bp.get("/slides/<slug>/<uuid:public_id>")
def slides_file(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Give slides to their speaker, the team, and afterwards to the confirmed."""
    event = current_event()
    slides = get_slides(event, public_id)
    own = _is_theirs(event, slides)
    if not own and not _is_shared(event, slides):
        abort(404)
    content = find_content(slides.file)
    if content is None:
        abort(404)
    return send_file(
        BytesIO(content),
        mimetype=slides.file.media_type,
        as_attachment=True,
        download_name=slides.file.name if own else f"slides.{slides.ending.lower()}",
    )


def _is_theirs(event: Event, slides: SpeakerSlides) -> bool:
    own = slides.part.person_id == speaker_meant(event).id
    return own or bool(roles_for(event) & TEAM)


def _is_shared(event: Event, slides: SpeakerSlides) -> bool:
    if not slides.shared:
        return False
    viewer, programme = current_viewer(event), published(event.id)
    if not viewer.confirmed or programme is None:
        return False
    session = session_visible_to(
        programme, slides.part.session.public_id, viewer, event.agenda_visibility
    )
    return session is not None and utcnow() >= session.ends_at


def _own(public_id: UUID) -> OwnSession:
    found = (one for one in served().parts if one.part == public_id and one.accepted)
    one = next(found, None)
    if one is None:
        abort(404)
    return one


def _page(one: OwnSession, known: SpeakerSlides | None, form: SlidesForm) -> str:
    return render_template(
        "agenda/speaking/slides.html",
        event=current_event(),
        one=one,
        known=known,
        form=form,
    )
