"""The ticket on a phone: a page that works offline once opened, and a picture."""

from io import BytesIO
from pathlib import Path

from flask import Response, abort, current_app, render_template, send_file
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import current_event, current_person
from eti_events.pages import event_days, in_language
from eti_events.qr import ticket_qr
from eti_events.registration import queries
from eti_events.registration.codes import show_short_code
from eti_events.registration.models import RegistrationState, Ticket
from eti_events.registration.views.blueprint import bp, own_registration_or_404


@bp.get("/me/<slug>/ticket")
def ticket(slug: str) -> str:
    """Show the code as large as a phone can, and have the phone keep this page."""
    registration, held = own_registration_or_404(), _own_ticket()
    return render_template(
        "registration/ticket.html",
        event=current_event(),
        person=current_person(),
        registration=registration,
        symbol=ticket_qr(held.code),
        short_code=show_short_code(held.short_code),
    )


@bp.get("/me/<slug>/ticket.png")
def picture(slug: str) -> ResponseReturnValue:
    """Give the code as a picture for the phone's gallery."""
    from eti_events.registration.picture import (  # noqa: PLC0415 -- an imaging library
        ticket_picture,
    )

    event, held = current_event(), _own_ticket()
    content = ticket_picture(
        title=in_language(event.name, event),
        detail=event_days(event),
        code=held.code,
        short_code=show_short_code(held.short_code),
        name=current_person().name,
    )
    response = send_file(
        BytesIO(content),
        mimetype="image/png",
        as_attachment=True,
        download_name=f"{event.slug}.png",
    )
    response.headers["Cache-Control"] = "no-store"  # files are kept for long otherwise
    return response


@bp.get("/me/<slug>/ticket-worker.js")
def worker(slug: str) -> ResponseReturnValue:
    """Give the script that keeps the ticket's page, from an address beside it."""
    script = Path(current_app.static_folder or "") / "ticket-worker.js"
    headers = {"Cache-Control": "no-cache"}
    return Response(script.read_bytes(), mimetype="text/javascript", headers=headers)


def _own_ticket() -> Ticket:
    event, person = current_event(), current_person()
    registration = own_registration_or_404()
    if registration.state is not RegistrationState.CONFIRMED:
        abort(404)
    return queries.find_ticket(person.id, event.root_id) or abort(404)
