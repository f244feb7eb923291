"""What the pages of this package share."""

from datetime import timedelta

from flask import Blueprint, request, session
from werkzeug.exceptions import TooManyRequests

from eti_events.accounts.access import network_address
from eti_events.accounts.devices import device_name
from eti_events.accounts.limits import (
    ALL_SIGN_INS,
    SIGN_INS_OF_AN_ADDRESS,
    Limit,
    take_each,
)
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.security import new_token

bp = Blueprint("accounts", __name__)


def browser() -> str:
    """Return what tells this browser from others, from before anyone signs in."""
    mark: str = session.setdefault("browser", new_token())
    return mark


def device() -> str:
    """Name the browser and its system, as its owner would."""
    return device_name(request.headers.get("User-Agent", ""))


def count_sign_in(*more: tuple[Limit, str]) -> None:
    """Count one try to come in; answer 429 when there were too many.

    It is counted, and kept, whatever comes of it.
    """
    limits = [(SIGN_INS_OF_AN_ADDRESS, network_address()), (ALL_SIGN_INS, ""), *more]
    with transaction():
        wait = take_each(*limits, at=utcnow())
    say_when(wait)


def say_when(wait: timedelta | None) -> None:
    """Answer 429 and say when to try again, unless there is nothing to wait for."""
    if wait is not None:
        raise TooManyRequests(retry_after=int(wait.total_seconds()))
