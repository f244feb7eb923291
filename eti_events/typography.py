"""How text, days and hours are written, in French and in English."""

import re
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_SPACES = "[ \u00a0\u202f]*"
_SIGNS = re.compile(
    r"(?P<kept>https?://[^\s«»]*[^\s«»;:!?,.]"  # addresses
    r"|[^\s«»]+@[\w.-]*\w"
    r"|&#?\w+;"  # entities, in text that is already HTML
    r"|\d{1,2}:\d{2})"  # hours as machines write them
    r"|(?<=\w)(?P<apostrophe>')(?=\w)"
    rf"|(?P<opening>«){_SPACES}(?=\S)"
    rf"|(?<=[^\s(\[«]){_SPACES}(?P<sign>[;:!?]+|»)(?=[\s)\]»;:!?.,…]|$)"
)


def typo(text: str, language: str) -> str:
    """Put the narrow no-break spaces that French asks for; leave other text alone.

    They stand before ``; : ! ? »`` and after ``«``; addresses, entities and hours
    such as 09:15 are kept as they are. A straight apostrophe between two letters is
    curved. Applying it twice changes nothing more.
    """
    return _SIGNS.sub(_spaced, text) if language == "fr" else text


def _spaced(match: re.Match[str]) -> str:
    if match["apostrophe"]:
        return "’"
    if match["opening"]:
        return f"«{NARROW}"
    return match["kept"] or f"{NARROW}{match['sign']}"


def hour(moment: datetime | time, language: str) -> str:
    """Write an hour: ``9 h 15`` (no-break spaces) in French, ``09:15`` otherwise.

    The moment is written as it stands: bring it into the event's zone first.
    """
    if language != "fr":
        return f"{moment:%H:%M}"
    minutes = f"{NO_BREAK}{moment:%M}" if moment.minute else ""
    return f"{moment.hour}{NO_BREAK}h{minutes}"


@lru_cache(maxsize=1024)
def day(
    on: date,
    language: str,
    *,
    weekday: bool = True,
    year: bool = False,
    short: bool = False,
) -> str:
    """Write a day: ``jeudi 27 août``, ``Thursday 27 August``; short: ``27 nov.``."""
    month = "d MMM" if short else "d MMMM"
    shape = ("EEEE " if weekday else "") + month + (" y" if year else "")
    text: str = format_date(on, shape, locale=language)
    return _first_of_month(text) if language == "fr" and on.day == 1 else text


def day_range(first: date, last: date, language: str) -> str:
    """Write the days of an event: ``27 et 28 août 2026``, ``27–28 August 2026``."""
    if first == last:
        return day(first, language, weekday=False, year=True)
    end = day(last, language, weekday=False, year=True)
    if (first.year, first.month) == (last.year, last.month):
        start = str(first.day) if first.day > 1 or language != "fr" else "1er"
    else:
        start = day(first, language, weekday=False, year=first.year != last.year)
    return f"{start}{_joint((last - first).days, language)}{end}"


def _joint(nights: int, language: str) -> str:
    if language != "fr":
        return "–" if nights > 1 else " and "
    return " et " if nights == 1 else " au "


def _first_of_month(text: str) -> str:
    return re.sub(r"\b1 (?=\D)", "1er ", text, count=1)


def city(zone: ZoneInfo | str, language: str) -> str:
    """Name the city that stands for a time zone: ``Paris``, ``Skopje``."""
    key = str(zone)
    known = Locale.parse(language).time_zones.get(key, {})
    return str(known.get("city") or key.rpartition("/")[2].replace("_", " "))
