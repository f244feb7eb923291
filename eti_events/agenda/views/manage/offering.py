"""The days and rooms that the small form of a session's place offers."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from eti_events.agenda.models import Session
from eti_events.agenda.placing import PlaceForm
from eti_events.events.models import Event, Room
from eti_events.events.queries import list_days, list_rooms
from eti_events.forms import options
from eti_events.pages import in_language, language
from eti_events.typography import day


def place_form(event: Event, session: Session | None, on: date) -> PlaceForm:
    """Return the form with its choices; with a session, as it would be put now."""
    kind = type("PlaceFormInZone", (PlaceForm,), {"zone": event.zone})
    values = _now(event, session, on) if session else {}
    form: PlaceForm = kind(formdata=None, data=values) if session else kind()
    form.day.choices = options(
        (one.on.isoformat(), day(one.on, language())) for one in list_days(event.id)
    )
    rooms = [
        (str(room.public_id), _words(room, event)) for room in list_rooms(event.id)
    ]
    form.room.choices = options([("", _("No room")), *rooms])
    return form


def _now(event: Event, session: Session, on: date) -> dict[str, Any]:
    values: dict[str, Any] = {"version": session.version, "day": on.isoformat()}
    if session.starts_at:
        starts = session.starts_at.astimezone(event.zone)
        values |= {"day": starts.date().isoformat(), "starts": starts.time()}
    values["room"] = str(session.room.public_id) if session.room else ""
    return values


def _words(room: Room, event: Event) -> str:
    name = in_language(room.name, event)
    return str(_("%(room)s, %(count)s places", room=name, count=room.capacity))
