"""The pages on which organisers make and change events."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID
from zoneinfo import available_timezones

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    current_event,
    current_person_id,
    granted_scopes,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events import actions, queries
from eti_events.events import days as day_actions
from eti_events.events import places as place_actions
from eti_events.events.forms import (
    FURTHER_LANGUAGES,
    KINDS,
    LANGUAGE_NAMES,
    TEXTS,
    DayForm,
    EventForm,
    HoursForm,
    NewEventForm,
    PointForm,
    RoomForm,
    event_form_for,
    text_of,
)
from eti_events.events.hours import wall_of
from eti_events.events.models import Event, EventDay, EventState
from eti_events.forms import Form, given, options
from eti_events.pages import in_language, language
from eti_events.people.countries import country_choices
from eti_events.policy import may

bp = Blueprint("events", __name__, url_prefix="/manage")

F = TypeVar("F", bound=Form)

BACK = {
    "events.save": ".edit",
    "events.set_state": ".edit",
    "events.save_hours": ".days",
    "events.add_day": ".days",
    "events.remove_day": ".days",
    "events.add_room": ".places",
    "events.save_room": ".places",
    "events.remove_room": ".places",
    "events.add_point": ".places",
    "events.remove_point": ".places",
}
STATES = {
    "open": EventState.OPEN,
    "close": EventState.CLOSED,
    "archive": EventState.ARCHIVED,
    "draft": EventState.DRAFT,
}


@bp.get("/")
def list_mine() -> str:
    """List the events that the person works for."""
    return render_template(
        "events/list.html",
        events=queries.list_events(granted_scopes()),
        can_create=may("events.new"),
        start="reports.dashboard",
        kinds=dict(KINDS),
        states=_state_tags(),
    )


@bp.get("/events/new")
def new() -> str:
    """Ask for what a new event needs."""
    return _new_page(_new_form())


@bp.post("/events/new")
def create() -> ResponseReturnValue:
    """Make the event, or say what stands in the way."""
    form = _new_form()
    if not form.validate():
        return _new_page(form), 422
    try:
        with transaction():
            event = actions.create_event(
                _plan(form), by=current_person_id(), at=utcnow()
            )
            slug = event.slug
    except Refusal as refusal:
        form.refuse(refusal)
        return _new_page(form), 409
    flash(_("The event is made, as a draft: only its organisers see it."))
    return redirect(url_for(".days", slug=slug))


@bp.get("/<slug>/settings")
def edit(slug: str) -> str:
    """Show the event's texts and settings."""
    return _edit_page(_event_form(fill=True))


@bp.post("/<slug>/settings")
def save(slug: str) -> ResponseReturnValue:
    """Write the event's texts and settings."""
    form = _event_form()
    if not form.validate():
        return _edit_page(form), 422
    details, version = _details(form), int(form.version.data or 0)
    return _write(
        slug,
        lambda event, **who: actions.change_event(
            event, details, version=version, **who
        ),
        form,
        _edit_page,
    )


@bp.post("/<slug>/state/<word>")
def set_state(slug: str, word: str) -> ResponseReturnValue:
    """Open the event to those invited, close it, or take it back to a draft."""
    if word not in STATES:
        abort(404)
    return _write(
        slug,
        lambda event, **who: actions.set_state(event, STATES[word], **who),
        _event_form(fill=True),
        _edit_page,
    )


@bp.get("/<slug>/days")
def days(slug: str) -> str:
    """Show the days and their hours."""
    return _days_page(DayForm(formdata=None))


@bp.post("/<slug>/days/<uuid:public_id>")
def save_hours(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Write one day's hours."""
    form = HoursForm(prefix=str(public_id))

    def page(form: HoursForm) -> str:
        return _days_page(DayForm(formdata=None), {public_id: form})

    if not form.validate():
        return page(form), 422
    return _write(
        slug,
        lambda event, **who: day_actions.set_hours(
            event, queries.get_day(event, public_id), form.hours, **who
        ),
        form,
        page,
    )


@bp.post("/<slug>/days")
def add_day(slug: str) -> ResponseReturnValue:
    """Add one day."""
    form = DayForm()
    if not form.validate():
        return _days_page(form), 422
    return _write(
        slug,
        lambda event, **who: day_actions.add_day(event, given(form.on), **who),
        form,
        _days_page,
    )


@bp.post("/<slug>/days/<uuid:public_id>/remove")
def remove_day(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take one day out."""
    return _write(
        slug,
        lambda event, **who: day_actions.remove_day(
            event, queries.get_day(event, public_id), **who
        ),
        DayForm(formdata=None),
        _days_page,
    )


@bp.get("/<slug>/places")
def places(slug: str) -> str:
    """Show the rooms and the scan points."""
    return _places_page(RoomForm(formdata=None))


@bp.post("/<slug>/rooms")
def add_room(slug: str) -> ResponseReturnValue:
    """Add a room."""
    return _save_room(slug, None, _places_page)


@bp.get("/<slug>/rooms/<uuid:public_id>")
def edit_room(slug: str, public_id: UUID) -> str:
    """Show one room for changing."""
    room = queries.get_room(current_event(), public_id)
    values = {"code": room.code, "capacity": room.capacity}
    names = {f"name_{language}": text for language, text in room.name.items()}
    return _room_page(RoomForm(step_free=room.step_free, **values, **names))


@bp.post("/<slug>/rooms/<uuid:public_id>")
def save_room(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Change a room."""
    return _save_room(slug, public_id, _room_page)


@bp.post("/<slug>/rooms/<uuid:public_id>/remove")
def remove_room(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take a room out."""
    return _write(
        slug,
        lambda event, **who: place_actions.remove_room(
            event, queries.get_room(event, public_id), **who
        ),
        RoomForm(formdata=None),
        _places_page,
    )


@bp.post("/<slug>/points")
def add_point(slug: str) -> ResponseReturnValue:
    """Add a scan point."""
    form = _point_form()

    def page(form: PointForm) -> str:
        return _places_page(RoomForm(formdata=None), form)

    if not form.validate():
        return page(form), 422
    return _write(
        slug,
        lambda event, **who: place_actions.add_point(
            event, form.name, queries.find_room(event, form.room.data), **who
        ),
        form,
        page,
    )


@bp.post("/<slug>/points/<uuid:public_id>/remove")
def remove_point(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take a scan point out."""
    return _write(
        slug,
        lambda event, **who: place_actions.remove_point(
            event, queries.get_point(event, public_id), **who
        ),
        RoomForm(formdata=None),
        _places_page,
    )


def _write(
    slug: str,
    act: Callable[..., object],
    form: F,
    page: Callable[[F], str],
) -> ResponseReturnValue:
    """Act on the locked event; a refusal shows the same page, typed text kept."""
    try:
        with transaction():
            event = queries.get_event(slug, for_update=True)
            act(event, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        form.refuse(refusal)
        return page(form), 409
    flash(_("Saved."))
    return redirect(url_for(BACK[request.endpoint or ""], slug=slug))


def _new_form() -> NewEventForm:
    form = NewEventForm()
    form.country.choices = options(country_choices(language()))
    form.edition.choices = options(
        [
            ("", ""),
            *(
                (event.slug, in_language(event.name, event))
                for event in queries.list_editions()
            ),
        ]
    )
    return form


def _new_page(form: NewEventForm) -> str:
    return render_template(
        "events/new.html", form=form, zones=sorted(available_timezones())
    )


def _plan(form: NewEventForm) -> actions.EventPlan:
    edition = form.edition.data and queries.find_event(form.edition.data)
    return actions.EventPlan(
        kind=form.kind.data,
        slug=form.slug.data or "",
        name=form.name,
        time_zone=form.time_zone.data or "",
        country=form.country.data,
        languages=form.languages,
        first_day=given(form.first_day),
        last_day=given(form.last_day),
        opens_wall=given(form.opens_wall),
        closes_wall=given(form.closes_wall),
        capacity=form.capacity.data,
        edition=edition or None,
    )


def _event_form(*, fill: bool = False) -> EventForm:
    """Return the form with a field for each text and language.

    A language ticked just now has its fields too: what was typed is kept.
    """
    event = current_event()
    ticked = request.form.getlist("more_languages")
    kind = event_form_for(list(dict.fromkeys([*event.languages, *ticked])))
    form = kind(formdata=None, data=_values(event)) if fill else kind()
    form.country.choices = options(country_choices(language()))
    return form


def _values(event: Event) -> dict[str, object]:
    values = {
        "version": event.version,
        "time_zone": event.time_zone,
        "country": event.country,
        "opens_wall": wall_of(event.registration_opens_at, event.zone),
        "closes_wall": wall_of(event.registration_closes_at, event.zone),
        "capacity": queries.get_capacity(event.id).limit,
        "more_languages": [x for x in event.languages if x in FURTHER_LANGUAGES],
        "address": event.address,
        "contact_email": event.contact_email,
        "agenda_visibility": event.agenda_visibility,
        "first_departures_only": event.first_departures_only,
    }
    texts = {
        f"{name}_{language}": getattr(event, name).get(language, "")
        for name, *_rest in TEXTS
        for language in event.languages
    }
    return values | texts


def _edit_page(form: EventForm) -> str:
    return render_template(
        "events/edit.html",
        form=form,
        event=current_event(),
        capacity=queries.get_capacity(current_event().id),
        languages=_languages_of(form),
        language_names=LANGUAGE_NAMES,
        texts=TEXTS,
        kinds=dict(KINDS),
        states=_state_tags(),
        moves=_moves(),
        zones=sorted(available_timezones()),
    )


def _languages_of(form: EventForm) -> list[str]:
    return [name[5:] for name in form._fields if name.startswith("name_")]


def _details(form: EventForm) -> actions.EventDetails:
    languages = _languages_of(form)
    return actions.EventDetails(
        name=text_of(form, "name", languages),
        summary=text_of(form, "summary", languages),
        venue=text_of(form, "venue", languages),
        address=form.address.data or "",
        country=form.country.data,
        time_zone=form.time_zone.data or "",
        languages=form.languages,
        contact_email=form.contact_email.data or "",
        agenda_visibility=form.agenda_visibility.data,
        first_departures_only=form.first_departures_only.data,
        opens_wall=given(form.opens_wall),
        closes_wall=given(form.closes_wall),
        capacity=form.capacity.data,
    )


def _days_page(new_day: DayForm, typed: dict[UUID, HoursForm] | None = None) -> str:
    event = current_event()
    shown = queries.list_days(event.id)
    hours = {day.public_id: _hours_form(event, day) for day in shown} | (typed or {})
    return render_template(
        "events/days.html", event=event, days=shown, hours=hours, new_day=new_day
    )


def _hours_form(event: Event, day: EventDay) -> HoursForm:
    ends = [wall_of(half.ends_at, event.zone).time() for half in day.half_days]
    opens = wall_of(day.half_days[0].starts_at, event.zone).time()
    values = dict(zip(("turns", "closes", "evening"), ends, strict=False))
    return HoursForm(
        formdata=None, prefix=str(day.public_id), data={"opens": opens, **values}
    )


def _point_form(*, empty: bool = False) -> PointForm:
    form = PointForm(formdata=None if empty else request.form, prefix="point")
    event = current_event()
    form.room.choices = options(
        [
            ("", _("The building")),
            *(
                (str(room.public_id), in_language(room.name, event))
                for room in queries.list_rooms(event.id)
            ),
        ]
    )
    return form


def _places_page(room_form: RoomForm, point_form: PointForm | None = None) -> str:
    event = current_event()
    return render_template(
        "events/places.html",
        event=event,
        rooms=queries.list_rooms(event.id),
        points=queries.list_points(event.id),
        room_form=room_form,
        point_form=point_form or _point_form(empty=True),
    )


def _save_room(
    slug: str, public_id: UUID | None, page: Callable[[RoomForm], str]
) -> ResponseReturnValue:
    form = RoomForm()
    if not form.validate():
        return page(form), 422
    return _write(
        slug,
        lambda event, **who: place_actions.write_room(
            event,
            queries.get_room(event, public_id) if public_id else None,
            code=form.code.data or "",
            name=form.name,
            capacity=form.capacity.data or 0,
            step_free=form.step_free.data,
            **who,
        ),
        form,
        page,
    )


def _room_page(form: RoomForm) -> str:
    return render_template("events/room.html", form=form, event=current_event())


def _state_tags() -> dict[EventState, tuple[str, str]]:
    """Return the kind and the words of the tag that shows a state."""
    return {
        EventState.DRAFT: ("", _("Draft")),
        EventState.OPEN: ("ok", _("Open")),
        EventState.CLOSED: ("warn", _("Closed")),
        EventState.ARCHIVED: ("", _("Archived")),
    }


def _moves() -> dict[EventState, list[tuple[str, str]]]:
    """Return where an event can go from each state, and what the button says."""
    reopen = ("open", _("Open again"))
    return {
        EventState.DRAFT: [("open", _("Open to those invited"))],
        EventState.OPEN: [
            ("close", _("Close registration")),
            ("draft", _("Back to draft")),
        ],
        EventState.CLOSED: [reopen, ("archive", _("Archive"))],
        EventState.ARCHIVED: [reopen],
    }
