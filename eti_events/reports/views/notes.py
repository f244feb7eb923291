"""Notes about one person, and the tags that they bear, at one event."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.forms import given
from eti_events.registration import actions
from eti_events.registration.notes.queries import get_note, get_tag
from eti_events.reports.forms import NoteForm, TagForm
from eti_events.reports.queries.people import get_person
from eti_events.reports.views.blueprint import bp
from eti_events.reports.views.person import show_person


@bp.post("/participants/<uuid:public_id>/notes")
def write_note(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Keep a note about the person, for this event."""
    form = NoteForm()
    if not form.validate():
        return show_person(public_id, note_form=form), 422
    with transaction():
        event = current_event()
        person = get_person(event, public_id)
        by, at = current_person_id(), utcnow()
        actions.write_note(event, person, given(form.text), by=by, at=at)
    flash(_("The note is kept."))
    return _back(slug, public_id, "notes")


@bp.post("/participants/<uuid:public_id>/notes/<uuid:note_id>/delete")
def delete_note(slug: str, public_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Delete one's own note."""
    try:
        with transaction():
            event = current_event()
            person = get_person(event, public_id)
            note = get_note(event, person.id, note_id)
            actions.delete_note(note, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return _back(slug, public_id, "notes")
    flash(_("The note is deleted."))
    return _back(slug, public_id, "notes")


@bp.post("/participants/<uuid:public_id>/tags")
def tag_person(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Put a tag on the person."""
    form = TagForm()
    if not form.validate():
        return show_person(public_id, tag_form=form), 422
    try:
        with transaction():
            event = current_event()
            person = get_person(event, public_id)
            by, at = current_person_id(), utcnow()
            actions.tag_person(event, person, given(form.tag), by=by, at=at)
    except Refusal as refusal:
        form.tag.errors = [str(refusal)]
        return show_person(public_id, tag_form=form), 409
    return _back(slug, public_id, "tags")


@bp.post("/participants/<uuid:public_id>/tags/<uuid:tag_id>/remove")
def untag_person(slug: str, public_id: UUID, tag_id: UUID) -> ResponseReturnValue:
    """Take a tag off the person."""
    with transaction():
        event = current_event()
        person, tag = get_person(event, public_id), get_tag(event, tag_id)
        by, at = current_person_id(), utcnow()
        actions.untag_person(event, person, tag, by=by, at=at)
    return _back(slug, public_id, "tags")


def _back(slug: str, public_id: UUID, anchor: str) -> ResponseReturnValue:
    there = url_for(".person", slug=slug, public_id=public_id, _anchor=anchor)
    return redirect(there)
