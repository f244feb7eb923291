"""Desk officers offer slots, book for their experts, and print their day."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eti_events.accounts.access import current_event, current_person_id, roles_for
from eti_events.accounts.models import Role
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import find_room, get_event, list_days, list_rooms
from eti_events.forms import options
from eti_events.meetings import actions, queries
from eti_events.meetings.actions import SeriesPlan
from eti_events.meetings.forms import BookForm, CancelForm, CountryForm, SeriesForm
from eti_events.meetings.models import MeetingSeries
from eti_events.meetings.queries import Guest
from eti_events.meetings.views.blueprint import bp
from eti_events.pages import in_language, language
from eti_events.people.countries import country_choices, country_name
from eti_events.people.models import Person
from eti_events.registration.experts.queries import list_experts, list_labels
from eti_events.registration.wording import moment_in_words
from eti_events.typography import day


@bp.get("/manage/<slug>/meetings")
def index(slug: str) -> str:
    """List the series, and offer a new one."""
    return _list_page(_series_form(empty=True))


@bp.post("/manage/<slug>/meetings")
def open_series(slug: str) -> ResponseReturnValue:
    """Offer a series of slots."""
    form = _series_form()
    if not form.validate():
        return _list_page(form), 422
    officers = {str(one.public_id): one for one in _officers(current_event())}

    def act(event: Event) -> None:
        plan = SeriesPlan(
            officer=officers[form.officer.data],
            room=find_room(event, form.room.data),
            video_link=form.video_link.data or None,
            hours=form.hours(),
            minutes=form.minutes.data or 0,
            pause=form.pause.data or 0,
            country=form.country.data or None,
        )
        actions.open_series(event, plan, by=current_person_id(), at=utcnow())

    if refusal := _try(slug, act):
        form.refuse(refusal)
        return _list_page(form), 409
    flash(_("Saved."))
    return redirect(url_for(".index", slug=slug))


@bp.get("/manage/<slug>/meetings/<uuid:public_id>")
def series(slug: str, public_id: UUID) -> str:
    """Show a series by day, to be worked with and printed."""
    return _page(_series(public_id))


@bp.post("/manage/<slug>/meetings/<uuid:public_id>/book")
def book_for(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Book a slot for an expert."""
    row = _series(public_id)
    form = _book_form(row)
    if not form.validate():
        return _page(row, book=form), 422
    guest = next(
        one for one in _followed(row) if str(one.public_id) == form.person.data
    )
    slot = UUID(form.slot.data)

    def act(event: Event) -> None:
        actions.book(event, slot, guest.id, by=current_person_id(), at=utcnow())

    if refusal := _try(slug, act):
        form.refuse(refusal)
        return _page(_series(public_id), book=form), 409
    return _done(slug, public_id)


@bp.post("/manage/<slug>/meetings/<uuid:public_id>/country")
def book_country(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Book the next free slots for all those posted in a country."""
    row = _series(public_id)
    form = _country_form(row)
    if not form.validate():
        return _page(row, country=form), 422
    followed, number = [one.id for one in _followed(row)], 0

    def act(event: Event) -> None:
        nonlocal number
        who = {"by": current_person_id()}
        country = form.country.data
        number = actions.book_country(
            event, public_id, country, followed, **who, at=utcnow()
        )

    if refusal := _try(slug, act):
        form.refuse(refusal)
        return _page(_series(public_id), country=form), 409
    flash(
        ngettext("%(num)s meeting is booked.", "%(num)s meetings are booked.", number)
    )
    return redirect(url_for(".series", slug=slug, public_id=public_id))


@bp.post("/manage/<slug>/meetings/<uuid:public_id>/slots/<uuid:slot_id>/cancel")
def cancel_for(slug: str, public_id: UUID, slot_id: UUID) -> ResponseReturnValue:
    """Free the slot of the person beside whom the button stands."""
    row, form = _series(public_id), CancelForm()
    if slot_id not in {slot.public_id for slot in row.slots}:
        abort(404)
    if not form.validate():
        return _page(row), 422
    person = UUID(form.person.data)

    def act(event: Event) -> None:
        by = current_person_id()
        actions.cancel(event, slot_id, person, by=by, at=utcnow())

    if refusal := _try(slug, act):
        return _page(_series(public_id), refusal=refusal), 409
    return _done(slug, public_id)


@bp.post("/manage/<slug>/meetings/<uuid:public_id>/close")
def close_series(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take back a series of which nobody booked a slot."""
    _series(public_id)

    def act(event: Event) -> None:
        actions.close_series(event, public_id, by=current_person_id(), at=utcnow())

    if refusal := _try(slug, act):
        return _page(_series(public_id), refusal=refusal), 409
    flash(_("The series is taken back."))
    return redirect(url_for(".index", slug=slug))


def _try(slug: str, act: Callable[[Event], None]) -> Refusal | None:
    """Act on the event; return why a rule says no."""
    try:
        with transaction():
            act(get_event(slug))
    except Refusal as refusal:
        return refusal
    return None


def _done(slug: str, public_id: UUID) -> ResponseReturnValue:
    flash(_("It is recorded, and the person is told by mail."))
    return redirect(url_for(".series", slug=slug, public_id=public_id))


def _officers(event: Event) -> Sequence[Person]:
    """List for whom one may act: organisers for all, others for their own desk."""
    organises = roles_for(event) & {Role.ADMIN, Role.ORGANISER}
    today = utcnow().astimezone(event.zone).date()
    return queries.list_officers(None if organises else current_person_id(), today)


def _series(public_id: UUID) -> MeetingSeries:
    event = current_event()
    row = queries.get_series(event, public_id)
    if row.officer_id not in {one.id for one in _officers(event)}:
        abort(404)
    return row


def _followed(row: MeetingSeries) -> list[Guest]:
    """List the confirmed experts of the series' desk."""
    event = current_event()
    today = utcnow().astimezone(event.zone).date()
    labels = list_labels(row.officer_id, today)
    ids = [expert.id for expert in list_experts(event, labels)]
    return queries.list_guests(event.id, ids)


def _series_form(*, empty: bool = False) -> SeriesForm:
    event, spoken = current_event(), language()
    kind = type("SeriesFormHere", (SeriesForm,), {"zone": event.zone})
    form: SeriesForm = kind(formdata=None if empty else request.form)
    form.officer.choices = options(
        (str(one.public_id), one.name) for one in _officers(event)
    )
    rooms = [
        (str(room.public_id), in_language(room.name, event))
        for room in list_rooms(event.id)
    ]
    form.room.choices = options([("", _("By video")), *rooms])
    form.days.choices = options(
        (row.on.isoformat(), day(row.on, spoken)) for row in list_days(event.id)
    )
    form.country.choices = options([("", _("Everybody")), *country_choices(spoken)])
    return form


def _book_form(row: MeetingSeries, *, empty: bool = False) -> BookForm:
    event, spoken, at = current_event(), language(), utcnow()
    form = BookForm(formdata=None if empty else request.form, prefix="book")
    form.slot.choices = options(
        (str(slot.public_id), moment_in_words(event, slot.starts_at, spoken))
        for slot in row.slots
        if slot.starts_at > at
        and (slot.person_id is None or str(slot.public_id) == form.slot.data)
    )
    form.person.choices = options(
        (str(one.public_id), one.name) for one in _followed(row)
    )
    return form


def _country_form(row: MeetingSeries, *, empty: bool = False) -> CountryForm:
    form = CountryForm(formdata=None if empty else request.form, prefix="country")
    codes = {one.country for one in _followed(row) if one.country}
    names = sorted((country_name(code, language()), code) for code in codes)
    form.country.choices = options((code, name) for name, code in names)
    return form


def _list_page(form: SeriesForm) -> str:
    event = current_event()
    mine = {one.id for one in _officers(event)}
    rows = queries.list_series(event.id)
    return render_template(
        "meetings/index.html",
        event=event,
        rows=[row for row in rows if row.officer_id in mine],
        form=form,
    )


def _page(
    row: MeetingSeries,
    *,
    book: BookForm | None = None,
    country: CountryForm | None = None,
    refusal: Refusal | None = None,
) -> str:
    event = current_event()
    days = sorted({slot.starts_at.astimezone(event.zone).date() for slot in row.slots})
    wanted = request.args.get("day", "")
    shown = [on for on in days if on.isoformat() == wanted] or days
    return render_template(
        "meetings/series.html",
        event=event,
        row=row,
        days=days,
        shown=[
            (
                on,
                [
                    s
                    for s in row.slots
                    if s.starts_at.astimezone(event.zone).date() == on
                ],
            )
            for on in shown
        ],
        waiting=queries.list_waiting(row.id),
        country_of=lambda code: country_name(code, language()),
        book=book or _book_form(row, empty=True),
        by_country=country or _country_form(row, empty=True),
        refusal=refusal,
        at=utcnow(),
    )
