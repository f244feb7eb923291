"""An event as anybody may read it."""

from datetime import datetime

from flask import render_template

from eti_events.accounts.access import (
    current_event,
    current_person_id,
    find_current_sign_in,
)
from eti_events.clock import utcnow
from eti_events.events.models import Event, EventState
from eti_events.events.queries import list_days
from eti_events.pages import LANGUAGES
from eti_events.registration import queries
from eti_events.registration.open_door.queries import is_open_to_all
from eti_events.registration.views.blueprint import bp


@bp.get("/events/<slug>")
def show(slug: str) -> str:
    """Say what the event is, when and where, and how to register."""
    event, at = current_event(), utcnow()
    registration = None
    if find_current_sign_in():
        registration = queries.find_registration(event.id, current_person_id())
    return render_template(
        "registration/event.html",
        event=event,
        days=list_days(event.id),
        others=_other_languages(event),
        window=window(event, at),
        registration=registration,
        open_to_all=is_open_to_all(event.id),
        course=queries.find_course(event, at),
    )


def _other_languages(event: Event) -> list[tuple[str, dict[str, str]]]:
    """Return what the event says beside the languages of the site, each by its code."""
    texts = {"name": event.name, "summary": event.summary, "venue": event.venue}
    return [
        (code, {part: text.get(code, "") for part, text in texts.items()})
        for code in event.languages
        if code not in LANGUAGES and event.name.get(code)
    ]


def window(event: Event, at: datetime) -> str:
    """Return where registration stands: early, open, closed or over."""
    if at >= event.ends_at or event.state is EventState.ARCHIVED:
        return "over"
    if event.state is not EventState.OPEN or at >= event.registration_closes_at:
        return "closed"
    return "early" if at < event.registration_opens_at else "open"
