"""An event as a whole: the list, a new one, its texts and state."""

from zoneinfo import available_timezones

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_event, current_person_id, granted_scopes
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events import actions, queries
from eti_events.events.forms import (
    FURTHER_LANGUAGES,
    KINDS,
    LANGUAGE_NAMES,
    TEXTS,
    EventForm,
    NewEventForm,
    event_form_for,
    text_of,
)
from eti_events.events.hours import wall_of
from eti_events.events.models import Event, EventState
from eti_events.events.views.blueprint import bp, write
from eti_events.events.views.carrying import earlier_events, event_choices
from eti_events.events.views.conflict import differences
from eti_events.forms import given, options
from eti_events.navigation import first_page
from eti_events.pages import language
from eti_events.people.countries import country_choices
from eti_events.policy import may

STATES = {
    "open": EventState.OPEN,
    "close": EventState.CLOSED,
    "archive": EventState.ARCHIVED,
    "draft": EventState.DRAFT,
}


@bp.get("/")
def list_mine() -> str:
    """List the events that the person works for."""
    events = queries.list_events(granted_scopes())
    return render_template(
        "events/list.html",
        events=events,
        can_create=may("events.new"),
        starts={event.slug: first_page(event) for event in events},
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
    if form.earlier.data:
        there = url_for(".take_over", slug=slug, earlier=form.earlier.data)
        return redirect(there)
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
    details, shown = _details(form), form.version.data or ""
    version = int(shown) if shown.isdecimal() else 0
    return write(
        slug,
        lambda event, **who: actions.change_event(
            event, details, version=version, **who
        ),
        form,
        _edit_page,
        back=".edit",
    )


@bp.post("/<slug>/state/<word>")
def set_state(slug: str, word: str) -> ResponseReturnValue:
    """Open the event to those invited, close it, or take it back to a draft."""
    if word not in STATES:
        abort(404)
    return write(
        slug,
        lambda event, **who: actions.set_state(event, STATES[word], **who),
        _event_form(fill=True),
        _edit_page,
        back=".edit",
    )


def _new_form() -> NewEventForm:
    form = NewEventForm()
    form.country.choices = options(country_choices(language()))
    form.edition.choices = event_choices(queries.list_editions())
    form.earlier.choices = event_choices(earlier_events())
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
    event = current_event()
    stale = str(form.version.data) != str(event.version)
    capacity = queries.get_capacity(event.id)
    theirs = differences(form, _values(event)) if stale else []
    form.version.data = str(
        event.version
    )  # both are on the page: saving again is meant
    return render_template(
        "events/edit.html",
        form=form,
        event=event,
        theirs=theirs,
        capacity=capacity,
        languages=_languages_of(form),
        language_names=LANGUAGE_NAMES,
        texts=TEXTS,
        draft=event.state is EventState.DRAFT,
        kinds=dict(KINDS),
        states=_state_tags(),
        moves=_moves(event, taken=capacity.taken),
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


def _state_tags() -> dict[EventState, tuple[str, str]]:
    """Return the kind and the words of the tag that shows a state."""
    return {
        EventState.DRAFT: ("", _("Draft")),
        EventState.OPEN: ("ok", _("Open")),
        EventState.CLOSED: ("warn", _("Closed")),
        EventState.ARCHIVED: ("", _("Archived")),
    }


def _moves(event: Event, *, taken: int) -> list[tuple[str, str]]:
    """Return where the event can go from its state, and what the button says."""
    reopen = ("open", _("Open again"))
    draft = [] if taken else [("draft", _("Back to draft"))]
    moves = {
        EventState.DRAFT: [("open", _("Open to those invited"))],
        EventState.OPEN: [("close", _("Close registration")), *draft],
        EventState.CLOSED: [reopen, ("archive", _("Archive"))],
        EventState.ARCHIVED: [reopen],
    }
    return moves[event.state]
