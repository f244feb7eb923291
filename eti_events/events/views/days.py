"""The days of an event and their hours."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import current_event
from eti_events.events import days as day_actions
from eti_events.events import queries
from eti_events.events.forms import (
    DayForm,
    HoursForm,
)
from eti_events.events.hours import wall_of
from eti_events.events.models import Event, EventDay, Period
from eti_events.events.views.blueprint import bp, write
from eti_events.forms import given

# The fields that hold where each half-day begins and ends.
BOUNDS = {
    Period.MORNING: ("opens", "turns"),
    Period.AFTERNOON: ("turns", "closes"),
    Period.EVENING: ("closes", "evening"),
}


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
    return write(
        slug,
        lambda event, **who: day_actions.set_hours(
            event, queries.get_day(event, public_id), form.hours, **who
        ),
        form,
        page,
        back=".days",
    )


@bp.post("/<slug>/days")
def add_day(slug: str) -> ResponseReturnValue:
    """Add one day."""
    form = DayForm()
    if not form.validate():
        return _days_page(form), 422
    return write(
        slug,
        lambda event, **who: day_actions.add_day(event, given(form.on), **who),
        form,
        _days_page,
        back=".days",
    )


@bp.post("/<slug>/days/<uuid:public_id>/remove")
def remove_day(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Take one day out."""
    return write(
        slug,
        lambda event, **who: day_actions.remove_day(
            event, queries.get_day(event, public_id), **who
        ),
        DayForm(formdata=None),
        _days_page,
        back=".days",
    )


def _days_page(new_day: DayForm, typed: dict[UUID, HoursForm] | None = None) -> str:
    event = current_event()
    shown = queries.list_days(event.id)
    hours = {day.public_id: _hours_form(event, day) for day in shown} | (typed or {})
    return render_template(
        "events/days.html", event=event, days=shown, hours=hours, new_day=new_day
    )


def _hours_form(event: Event, day: EventDay) -> HoursForm:
    values = {}
    for half in day.half_days:
        begins, ends = BOUNDS[half.period]
        values[begins] = wall_of(half.starts_at, event.zone).time()
        values[ends] = wall_of(half.ends_at, event.zone).time()
    return HoursForm(formdata=None, prefix=str(day.public_id), data=values)
