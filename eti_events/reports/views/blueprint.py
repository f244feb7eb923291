"""What the reading pages share."""

from flask import Blueprint, url_for

from eti_events import policy
from eti_events.events.models import Event

bp = Blueprint("reports", __name__, url_prefix="/manage/<slug>")


def address(endpoint: str, event: Event) -> str:
    """Return where a page of the event is, or nothing if this person may not go."""
    known = endpoint in policy.POLICY and policy.may(endpoint, event)
    return url_for(endpoint, slug=event.slug) if known else ""
