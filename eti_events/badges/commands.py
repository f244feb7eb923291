"""Printing from the command line: any number of badges, into a file."""

from datetime import datetime
from pathlib import Path

from flask_babel import force_locale

from eti_events.badges import actions, queries
from eti_events.badges.making import (
    badges_of,
    in_order,
    occasion_of,
    printing_language,
)
from eti_events.badges.pdf import write_badges
from eti_events.database import transaction
from eti_events.events.models import Event


def print_badges(event: Event, path: Path, *, at: datetime) -> int:
    """Write all badges of an event to a file, and return how many there are."""
    language = printing_language(event)
    with force_locale(language):
        rows = in_order(queries.list_bearers(event))
        badges, occasion = (
            badges_of(rows, event, language),
            occasion_of(event, language),
        )
    with transaction():
        actions.record_printing(event, len(badges), by=None, at=at, most=None)
    with path.open("wb") as file:
        write_badges(file, badges, occasion)
    return len(badges)
