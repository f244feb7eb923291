"""What the pages of this package share."""

from collections.abc import Callable, Hashable

from flask import Blueprint, abort
from markupsafe import Markup

from eti_events.accounts.access import current_event, current_person_id
from eti_events.pages import language
from eti_events.registration import queries
from eti_events.registration.models import Registration

bp = Blueprint("registration", __name__)

MOST_KEPT = 500  # parts of pages: languages × events × a handful
_kept: dict[tuple[Hashable, ...], Markup] = {}


@bp.app_template_global()
def kept(*key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """Return a part of a page, written once for each language and key.

    Only for what is the same for everybody: half of the form's cost is such parts.
    """
    whole = (language(), *key)
    if whole not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[whole] = caller()
    return _kept[whole]


def own_registration_or_404() -> Registration:
    """Return the signed-in person's registration for the event of the address."""
    found = queries.find_registration(current_event().id, current_person_id())
    return found or abort(404)
