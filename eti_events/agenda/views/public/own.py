"""One's own agenda: half-days, stars, parts, and what changed since one looked."""

import logging
from functools import partial
from uuid import UUID

from flask import (
    Response,
    abort,
    after_this_request,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import OperationalError

from eti_events.accounts.access import current_event, current_person_id, own_page
from eti_events.agenda.actions.reading import follow, have_read, unfollow
from eti_events.agenda.changes import Change, changes
from eti_events.agenda.mine import OwnSession, own_agenda
from eti_events.agenda.queries.readers import number_read
from eti_events.agenda.queries.versions import find_version, known_people, names_of
from eti_events.agenda.reading import parse, published
from eti_events.agenda.snapshot import named
from eti_events.agenda.timetable import by_day
from eti_events.agenda.views.blueprint import programme_bp as bp
from eti_events.agenda.views.public.programme import closed, current_clock
from eti_events.agenda.views.public.reader import (
    Reader,
    current_reader,
    reader_of,
)
from eti_events.agenda.visibility import visible_to
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.registration import queries as registrations
from eti_events.registration.forms import ButtonForm
from eti_events.registration.models import RegistrationState

log = logging.getLogger(__name__)


@bp.get("/me/<slug>/agenda")
def mine(slug: str) -> ResponseReturnValue:
    """Show one's own agenda over all days."""
    event = current_event()
    reader = _own_reader(event)
    if reader.timetable is None:
        return closed(event, reader)
    own = _own_agenda(event, reader)
    sessions = [one.session for one in own]
    return render_template(
        "agenda/public/mine.html",
        event=event,
        reader=reader,
        timetable=reader.timetable,
        days=by_day(sessions, event.zone),
        own={one.session.id: one for one in own},
        clock=current_clock(event),
    )


def _own_reader(event: Event) -> Reader:
    """Return the person as a reader of an event that they are part of, or 404."""
    reader = current_reader(event)
    person_id = current_person_id()
    if not reader.viewer.confirmed and not registrations.find_registration(
        event.id, person_id
    ):
        abort(404)
    return reader


def _own_agenda(event: Event, reader: Reader) -> list[OwnSession]:
    """Return what is one's own of the programme, restricted parts among it."""
    timetable = reader.timetable
    visible = timetable.sessions if timetable else ()
    known = {session.id for session in visible}
    hidden = [session for session in reader.own if session.id not in known]
    row = registrations.find_registration(event.id, current_person_id())
    here = row.half_days if row and row.state is RegistrationState.CONFIRMED else []
    return own_agenda(
        sorted([*visible, *hidden], key=lambda one: one.starts_at),
        parts=reader.parts,
        starred=reader.starred,
        spans=[(half_day.starts_at, half_day.ends_at) for half_day in here],
    )


@bp.post("/events/<slug>/agenda/stars")
def star(slug: str) -> ResponseReturnValue:
    """Put stars on sessions that the person may read, or take them off.

    A device that kept stars before its owner signed in hands them all over at once;
    what is no longer in the programme is left out without a word.
    """
    event = current_event()
    reader = current_reader(event)
    readable = reader.timetable.programme.session_by_id if reader.timetable else {}
    added = _named("add") & (readable.keys() | reader.parts)
    dropped = _named("drop")
    if ButtonForm().validate() and (added or dropped):
        person_id = current_person_id()
        with transaction():
            event = get_event(slug)
            follow(event, added, by=person_id, at=utcnow())
            unfollow(event, dropped, by=person_id)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(added=sorted(map(str, added)))
    home = url_for(".index", slug=slug)
    return redirect(own_page(request.form.get("next")) or home)


def _named(field: str) -> set[UUID]:
    """Read the sessions' ids of a form; what is none cannot be starred."""
    found = set()
    for text in request.form.getlist(field):
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


@bp.post("/me/<slug>/agenda/seen")
def seen(slug: str) -> ResponseReturnValue:
    """Note that the person has read what changed up to the version of the page."""
    reader = _own_reader(current_event())
    typed = request.form.get("number", "")
    newest = reader.timetable.programme.number if reader.timetable else 0
    number = min(int(typed) if typed.isdecimal() else 0, newest)
    if ButtonForm().validate() and number:
        with transaction():
            person_id = current_person_id()
            have_read(get_event(slug), number, by=person_id, at=utcnow())
    return redirect(url_for("registration.mine", slug=slug))


@bp.app_template_global()
def agenda_strip(event: Event) -> Markup:
    """Write the part of one's own space that is about the programme."""
    programme = published(event.id)
    if programme is None:
        return Markup()
    reader = reader_of(event, programme)
    timetable = reader.timetable
    if timetable is None or not reader.viewer.confirmed:
        return Markup()
    own = _own_agenda(event, reader)
    now = utcnow()
    return Markup(  # noqa: S704 -- a template of ours
        render_template(
            "agenda/public/_strip.html",
            event=event,
            timetable=timetable,
            changed=_changes_for(event, reader),
            coming=[one for one in own if one.session.ends_at > now][:3],
            own_number=len(own),
            reader=reader,
        )
    )


def _changes_for(event: Event, reader: Reader) -> list[Change]:
    """Return what changed of what the person sees since they last said they had read.

    At a first visit there is nothing to compare with: from then on there is.
    """
    if reader.timetable is None:
        return []
    programme, person_id = reader.timetable.programme, current_person_id()
    number = number_read(event.id, person_id)
    if number is None:
        after_this_request(partial(_begin_to_read, event.slug, programme.number))
    if number is None or number >= programme.number:
        return []
    version = find_version(event.id, number)
    if version is None:
        return []
    bare = parse(version)
    before = named(bare, known_people(names_of(bare.person_ids)))
    visible = visible_to(before, reader.viewer, event.agenda_visibility)
    return changes(visible, programme)


def _begin_to_read(slug: str, number: int, response: Response) -> Response:
    """Note the first visit once the page is made; a busy database waits for another."""
    try:
        with transaction():
            person_id = current_person_id()
            have_read(get_event(slug), number, by=person_id, at=utcnow())
    except OperationalError:
        log.warning("first visit to the programme of %s not noted", slug)
    return response
