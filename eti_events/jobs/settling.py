"""Settling: each package compares what should be with what is, and repairs it."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from eti_events.database import transaction

log = logging.getLogger(__name__)

Settler = Callable[[int, datetime], None]  # an action: it runs inside a transaction


def settle(event_id: int, at: datetime, settlers: Iterable[Settler]) -> None:
    """Run every settler for the event, in order, each in a transaction of its own.

    One that fails keeps no other from its work; the first error is raised at the
    end, so that the whole is tried again. Settlers are idempotent.
    """
    errors = []
    for settler in settlers:
        try:
            with transaction():
                settler(event_id, at)
        except Exception as error:
            log.exception("settling event %s", event_id)
            errors.append(error)
    if errors:
        raise errors[0]
