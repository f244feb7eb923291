"""Counting who tries to come in, before anything is done for them."""

from datetime import timedelta

from werkzeug.exceptions import TooManyRequests

from eti_events.accounts.access import network_address
from eti_events.accounts.limits import (
    ALL_SIGN_INS,
    SIGN_INS_OF_AN_ADDRESS,
    Limit,
    take_each,
)
from eti_events.clock import utcnow
from eti_events.database import transaction


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
