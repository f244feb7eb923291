"""The blueprint that the modules of pages add to, and their one shape of writing."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events import queries
from eti_events.forms import Form

bp = Blueprint("events", __name__, url_prefix="/manage")

F = TypeVar("F", bound=Form)


def write(
    slug: str,
    act: Callable[..., object],
    form: F,
    page: Callable[[F], str],
    *,
    back: str,
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
    return redirect(url_for(back, slug=slug))
