"""An expert's own meetings: booking, waiting, cancelling."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import (
    current_event,
    current_person,
    current_person_id,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.meetings import actions, queries
from eti_events.meetings.forms import ButtonForm
from eti_events.meetings.queries import Guest
from eti_events.meetings.views.blueprint import bp


@bp.get("/me/<slug>/meetings")
def mine(slug: str) -> str:
    """Show one's meetings, and the slots that are free."""
    return _page(None)


@bp.post("/me/<slug>/meetings/slots/<uuid:public_id>/book")
def book(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Book a slot."""

    def act(event: Event, person: int) -> None:
        actions.book(event, public_id, person, by=person, at=utcnow())

    return _write(slug, act, _("Your meeting is booked."))


@bp.post("/me/<slug>/meetings/slots/<uuid:public_id>/cancel")
def cancel(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Free one's slot."""
    own = current_person().public_id

    def act(event: Event, person: int) -> None:
        actions.cancel(event, public_id, own, by=person, at=utcnow())

    return _write(slug, act, _("Your meeting is cancelled."))


@bp.post("/me/<slug>/meetings/<uuid:public_id>/wait")
def wait(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Wait for a slot of a series."""

    def act(event: Event, person: int) -> None:
        actions.join_waiting(event, public_id, person, utcnow())

    return _write(slug, act, _("You get a mail as soon as a slot is yours."))


@bp.post("/me/<slug>/meetings/<uuid:public_id>/leave")
def leave(slug: str, public_id: UUID) -> ResponseReturnValue:
    """Wait no longer."""

    def act(event: Event, person: int) -> None:
        actions.leave_waiting(event, public_id, person, utcnow())

    return _write(slug, act, _("You wait no longer."))


def _write(
    slug: str, act: Callable[[Event, int], None], said: str
) -> ResponseReturnValue:
    _guest()
    if not ButtonForm().validate():
        abort(400)
    person = current_person_id()
    try:
        with transaction():
            act(get_event(slug), person)
    except Refusal as refusal:
        return _page(refusal), 409
    flash(said)
    return redirect(url_for(".mine", slug=slug))


def _guest() -> Guest:
    """Return who asks, if they are confirmed, or answer 404."""
    guests = queries.list_guests(current_event().id, [current_person_id()])
    return guests[0] if guests else abort(404)


def _page(refusal: Refusal | None) -> str:
    event, guest, at = current_event(), _guest(), utcnow()
    rows = queries.list_series(event.id)
    return render_template(
        "meetings/mine.html",
        event=event,
        refusal=refusal,
        booked=sorted(
            (
                (slot, row)
                for row in rows
                for slot in row.slots
                if slot.person_id == guest.id
            ),
            key=lambda pair: pair[0].starts_at,
        ),
        open_rows=[
            (row, [s for s in row.slots if actions.is_open_to(s, guest, at)])
            for row in rows
            if not any(slot.person_id == guest.id for slot in row.slots)
            and any(slot.starts_at > at for slot in row.slots)
        ],
        waited_for=queries.list_waited_for(event.id, guest.id),
        at=at,
    )
