"""What the pages of this package share."""

from flask import Blueprint, request, session

from eti_events.accounts.devices import device_name
from eti_events.security import new_token

bp = Blueprint("accounts", __name__)


def browser() -> str:
    """Return what tells this browser from others, from before anyone signs in."""
    mark: str = session.setdefault("browser", new_token())
    return mark


def device() -> str:
    """Name the browser and its system, as its owner would."""
    return device_name(request.headers.get("User-Agent", ""))
