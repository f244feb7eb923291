"""What the pages of this package share."""

from flask import Blueprint, abort

from eti_events.accounts.access import current_event, current_person_id
from eti_events.registration import queries
from eti_events.registration.models import Registration

bp = Blueprint("registration", __name__)


def own_registration_or_404() -> Registration:
    """Return the signed-in person's registration for the event of the address."""
    found = queries.find_registration(current_event().id, current_person_id())
    return found or abort(404)
