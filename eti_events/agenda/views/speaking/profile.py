"""What a speaker tells of themselves: biography, photo, wishes, hours."""

from io import BytesIO

from flask import abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_person_id
from eti_events.accounts.forms import ButtonForm
from eti_events.accounts.queries import get_person
from eti_events.agenda.actions.profiles import remove_photo, write_profile
from eti_events.agenda.queries.profiles import find_profile
from eti_events.agenda.speaking_forms import MOST_TIMES, ProfileForm, profile_data
from eti_events.agenda.views.blueprint import speaking_bp
from eti_events.agenda.views.speaking.who import Served, served
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event
from eti_events.files.queries import find_content


@speaking_bp.get("/speaker/<slug>/profile")
def profile(slug: str) -> str:
    """Show what the speaker told."""
    who = served()
    known = find_profile(who.event.id, who.person.id)
    zone = who.event.zone
    return _page(who, ProfileForm(None, zone=zone, data=profile_data(known, zone)))


@speaking_bp.post("/speaker/<slug>/profile")
def save_profile(slug: str) -> ResponseReturnValue:
    """Keep what the speaker tells."""
    who = served()
    form, by, person_id = (
        ProfileForm(zone=who.event.zone),
        current_person_id(),
        who.person.id,
    )
    if not form.validate():
        return _page(who, form), 422
    version = form.version.data or ""
    seen = int(version) if version.isdecimal() else -1
    try:
        plan = form.plan()  # makes the photo anew: before anybody waits for the lock
        with transaction():
            event, person = get_event(slug), get_person(person_id)
            write_profile(event, person, plan, version=seen, by=by, at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        who = served()
        known = find_profile(who.event.id, who.person.id)
        form.version.data = str(known.version if known else 0)
        return _page(who, form), 409
    flash(_("Your profile is saved."))
    return redirect(url_for(".profile", slug=slug))


@speaking_bp.get("/speaker/<slug>/photo.jpg")
def photo(slug: str) -> ResponseReturnValue:
    """Give the speaker the copy of their photo that we keep."""
    who = served()
    known = find_profile(who.event.id, who.person.id)
    content = find_content(known.photo) if known and known.photo else None
    if content is None:
        abort(404)
    return send_file(
        BytesIO(content),
        mimetype="image/jpeg",
        as_attachment=True,
        download_name="portrait.jpg",
    )


@speaking_bp.post("/speaker/<slug>/photo/remove")
def forget_photo(slug: str) -> ResponseReturnValue:
    """Erase the speaker's photo."""
    who, by = served(), current_person_id()
    person_id, back = who.person.id, redirect(url_for(".profile", slug=slug))
    if not ButtonForm().validate():
        return back
    try:
        with transaction():
            event, person = get_event(slug), get_person(person_id)
            remove_photo(event, person, by=by, at=utcnow())
    except Refusal as refusal:
        flash(str(refusal), "error")
        return back
    flash(_("Your photo is erased."))
    return back


def _page(who: Served, form: ProfileForm) -> str:
    if len(form.times) < MOST_TIMES and all(row.form.starts.data for row in form.times):
        form.times.append_entry()
    known = find_profile(who.event.id, who.person.id)
    return render_template(
        "agenda/speaking/profile.html",
        event=who.event,
        form=form,
        has_photo=bool(known and known.photo),
    )
