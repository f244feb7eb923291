"""Between a session and its form: what can be chosen, what was."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from eti_events.agenda.actions.editing import Place, SessionPlan
from eti_events.agenda.forms import TEXTS, SessionForm, session_form_for
from eti_events.agenda.kinds import Audience
from eti_events.agenda.models import Session
from eti_events.agenda.queries.sessions import list_themes, list_topics
from eti_events.events.forms import LANGUAGE_NAMES
from eti_events.events.models import Event
from eti_events.events.queries import find_room, list_days, list_rooms
from eti_events.forms import options
from eti_events.pages import in_language, language
from eti_events.people.models import Commissioner
from eti_events.registration.delegations.queries import list_delegations
from eti_events.registration.forms import CATEGORIES
from eti_events.typography import day

PLAIN = (
    *("kind", "minutes", "capacity", "min_size", "languages", "interpretation"),
    *("needs_booth", "hybrid_link", "audience", "visibility"),
)


def form_for(
    event: Event, session: Session | None, *, empty: bool = False
) -> SessionForm:
    """Return the form with its choices; ``empty``: as stored, not as sent."""
    kind = session_form_for(event.languages, event.zone)
    values = values_of(event, session) if session else _defaults(event)
    form = kind(formdata=None, data=values) if empty else kind()
    _offer(form, event)
    return form


def values_of(event: Event, session: Session) -> dict[str, Any]:
    """Return what the form shows of a session."""
    values = {name: getattr(session, name) for name in PLAIN}
    values |= {
        f"{name}_{spoken}": getattr(session, name).get(spoken, "")
        for name, *_rest in TEXTS
        for spoken in event.languages
    }
    values["version"] = session.version
    values["day"] = ""
    if session.hours:
        starts, ends = (moment.astimezone(event.zone) for moment in session.hours)
        values |= {"day": starts.date().isoformat()}
        values |= {"starts": starts.time(), "starts_fold": str(starts.fold)}
        values |= {"ends": ends.time(), "ends_fold": str(ends.fold)}
    values["room"] = str(session.room.public_id) if session.room else ""
    values["topic"] = str(session.topic.public_id) if session.topic else ""
    values["themes"] = [str(theme.public_id) for theme in session.themes]
    values["audience_values"] = [
        f"{session.audience}:{value}" for value in session.audience_values
    ]
    return values


def plan_of(event: Event, form: SessionForm) -> SessionPlan:
    """Return what was typed of a session, its place apart."""
    prefix = f"{form.audience.data}:"
    wanted = set(form.themes.data or ())
    topics = {str(topic.public_id): topic for topic in list_topics(event.id)}
    return SessionPlan(
        kind=form.kind.data,
        title=form.text("title"),
        abstract=form.text("abstract"),
        image_note=form.text("image_note"),
        languages=form.languages.data or [],
        interpretation=form.interpretation.data or [],
        needs_booth=form.needs_booth.data,
        topic=topics.get(form.topic.data),
        themes=[row for row in list_themes(event.id) if str(row.public_id) in wanted],
        minutes=form.minutes.data or 60,
        capacity=form.capacity.data,
        min_size=form.min_size.data or 0,
        hybrid_link=form.hybrid_link.data or None,
        audience=form.audience.data,
        audience_values=[
            value.removeprefix(prefix)
            for value in form.audience_values.data or ()
            if value.startswith(prefix)
        ],
        visibility=form.visibility.data,
    )


def place_of(event: Event, form: SessionForm) -> Place:
    """Return where and when the session was put."""
    if form.hours is None:
        return Place()
    starts_at, ends_at = form.hours
    room = find_room(event, form.room.data)
    return Place(room=room, starts_at=starts_at, ends_at=ends_at)


def _defaults(event: Event) -> dict[str, Any]:
    return {"languages": [event.language], "day": ""}


def _offer(form: SessionForm, event: Event) -> None:
    spoken = options((code, LANGUAGE_NAMES.get(code, code)) for code in event.languages)
    form.languages.choices = form.interpretation.choices = spoken
    form.day.choices = options([("", _("Still to be placed")), *_days(event, form)])
    form.room.choices = options([("", _("No room")), *_rooms(event)])
    form.themes.choices = options(
        (str(theme.public_id), in_language(theme.name, event))
        for theme in list_themes(event.id)
    )
    form.topic.choices = options(
        [
            ("", _("No topic")),
            *(
                (str(topic.public_id), in_language(topic.title, event))
                for topic in list_topics(event.id)
            ),
        ]
    )
    form.audience_values.choices = options(_audiences(event))


def _days(event: Event, form: SessionForm) -> Iterable[tuple[str, str]]:
    """List the event's days, and the one on which the session is now."""
    days = {one.on.isoformat(): day(one.on, language()) for one in list_days(event.id)}
    stored = form.day.object_data
    if stored and stored not in days:
        days[stored] = stored
    return sorted(days.items())


def _rooms(event: Event) -> Iterable[tuple[str, str]]:
    for room in list_rooms(event.id):
        name = in_language(room.name, event)
        words = [
            _("%(room)s, %(count)s places", room=name, count=room.capacity),
            "" if room.step_free else _("steps"),
            _("booth") if room.booth else "",
        ]
        yield str(room.public_id), ", ".join(filter(None, words))


def _audiences(event: Event) -> Iterable[tuple[str, str]]:
    for category, label in CATEGORIES:
        yield f"{Audience.CATEGORIES}:{category}", str(label)
    for commissioner in Commissioner:
        yield f"{Audience.COMMISSIONERS}:{commissioner}", commissioner.value
    for delegation in list_delegations(event.id):
        name = delegation.organisation.name
        yield (
            f"{Audience.DELEGATIONS}:{delegation.public_id}",
            _("Delegation: %(name)s", name=name),
        )
