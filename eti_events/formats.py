"""Days and hours as people read them, in the event's zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_interval, get_timezone_location

NARROW = "\N{NARROW NO-BREAK SPACE}"


def hour(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """Return ``9 h 15`` in French, ``09:15`` elsewhere."""
    local = moment.astimezone(zone)
    if language != "fr":
        return f"{local:%H:%M}"
    minutes = f"{NARROW}{local:%M}" if local.minute else ""
    return f"{local.hour}{NARROW}h{minutes}"


def day(on: date, language: str, form: str = "EEEE d MMMM y") -> str:
    """Return ``jeudi 27 août 2026``; ``form`` is a CLDR date pattern."""
    return format_date(on, form, locale=language)


def short_day(on: date, language: str) -> str:
    """Return ``jeu. 27 août``."""
    return format_date(on, "E d MMM", locale=language)


def days(first: date, last: date, language: str) -> str:
    """Return ``27–28 août 2026``, as short as the language allows."""
    if first == last:
        return format_date(first, "d MMMM y", locale=language)
    return format_interval(first, last, "yMMMMd", locale=language)


def zone_city(zone: ZoneInfo, language: str) -> str:
    """Return the city whose hour it is: ``Paris``."""
    return get_timezone_location(zone.key, locale=language, return_city=True)


def moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Return the day and the hour: ``jeudi 27 août 2026, 9 h 15``."""
    local = at.astimezone(zone).date()
    return f"{day(local, language)}, {hour(at, zone, language)}"
