"""Where the programme can be taken away, and calendars kept up to date."""

from urllib.parse import urlsplit

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import current_event
from eti_events.agenda.exports.keeping import leaf_for
from eti_events.agenda.views.blueprint import programme_bp as bp
from eti_events.agenda.views.public.viewer import current_viewer, turn_away
from eti_events.events.models import AgendaVisibility
from eti_events.messages.letterhead import letterhead
from eti_events.pages import language


@bp.get("/events/<slug>/agenda/downloads")
def downloads(slug: str) -> ResponseReturnValue:
    """Offer the files, and to subscribe where calendars may read without a session."""
    event = current_event()
    viewer = current_viewer(event)
    leaf = leaf_for(event, viewer, language=language())
    if leaf is None:
        return turn_away(event, viewer)
    setting = event.agenda_visibility
    hides_rooms = setting is AgendaVisibility.PUBLIC_WITHOUT_ROOMS
    is_public = setting is not AgendaVisibility.CONFIRMED
    return render_template(
        "agenda/public/downloads.html",
        event=event,
        leaf=leaf,
        feed=_feed(slug) if is_public else None,
        without_rooms=hides_rooms and not viewer.confirmed,
    )


def _feed(slug: str) -> dict[str, str]:
    """Return the address that calendars read, and the one that has them ask for it."""
    path = url_for("programme.calendar", slug=slug, lang=language())
    address = f"{letterhead.take().base_url}{path}"
    return {
        "address": address,
        "subscribe": address.replace(urlsplit(address).scheme, "webcal", 1),
    }
