"""The one shape in which the organisers' pages write."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import get_event

Refused = Callable[[Refusal], str]


def write(
    slug: str,
    act: Callable[..., object],
    refused: Refused,
    *,
    back: str,
    said: str = "",
) -> ResponseReturnValue:
    """Act on the locked event; a refusal shows the page that ``refused`` makes."""
    try:
        with transaction():
            event = get_event(slug, for_update=True)
            act(event, by=current_person_id(), at=utcnow())
    except Refusal as refusal:
        return refused(refusal), 409
    flash(said or _("Saved."))
    return redirect(url_for(back, slug=slug))
