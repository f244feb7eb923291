"""Dates as rosters write them."""

import re
from calendar import monthrange
from datetime import date

from eti_events.people.spreadsheet import Cell

YEARS = range(1990, 2100)
MIDNIGHT = (
    r"([T ]0?0:00(:00(\.0+)?)?)?"  # how programs write a day they hold as a moment
)
FRENCH = re.compile(
    r"(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})" + MIDNIGHT, re.A
)
ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})" + MIDNIGHT, re.A)


def read_date(cell: Cell) -> date | None:
    """Return the date of a date cell, 31/12/2027 or 2027-12-31, else None."""
    if isinstance(cell, date):
        return cell
    parts = date_parts(cell)
    if not parts:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def date_parts(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day as written, even if no such day exists."""
    text = text.strip()
    found = FRENCH.fullmatch(text) or ISO.fullmatch(text)
    return (int(found["y"]), int(found["m"]), int(found["d"])) if found else None


def last_day(parts: tuple[int, int, int]) -> date | None:
    """Return the last day of the month, when only the day is beyond it."""
    year, month, day = parts
    if not 1 <= month <= 12 or year not in YEARS or day > 31:  # noqa: PLR2004 -- calendar
        return None
    return date(year, month, monthrange(year, month)[1])
