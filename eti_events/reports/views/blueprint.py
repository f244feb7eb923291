"""What the reading pages share."""

from flask import Blueprint, url_for

from eti_events import policy
from eti_events.events.models import Event

bp = Blueprint("reports", __name__, url_prefix="/manage/<slug>")
network_bp = Blueprint("network", __name__, url_prefix="/manage")


def address(endpoint: str, event: Event | None = None) -> str:
    """Return where a page of the event, or of the network, is; '' if it is closed.

    A page is closed to whom no role opens it.
    """
    if not policy.may(endpoint, event):
        return ""
    return url_for(endpoint, slug=event.slug) if event else url_for(endpoint)
