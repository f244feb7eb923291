"""From the hour on the wall to the moment it means."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class NoSuchHour(Refusal):
    """Clocks jump over this hour when summer time begins."""

    message = _l(
        "This hour does not exist on that day: clocks go forward. Choose another."
    )


class HourTwice(Refusal):
    """Clocks show this hour twice when summer time ends."""

    message = _l(
        "This hour comes twice on that day: clocks go back. Choose one before or after."
    )


def at_local(wall: datetime, zone: ZoneInfo, fold: int | None = None) -> datetime:
    """Return the UTC moment at which clocks of ``zone`` show ``wall`` (naive).

    Raises NoSuchHour or HourTwice in the nights in which clocks change; ``fold`` says
    which of the two is meant: 0 the first, 1 the second.
    """
    first = wall.replace(tzinfo=zone, fold=0)
    second = wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() != second.utcoffset():
        if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
            raise NoSuchHour
        if fold is None:
            raise HourTwice
    return (second if fold else first).astimezone(UTC)


def wall_of(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what clocks of ``zone`` show at that moment, naive."""
    return moment.astimezone(zone).replace(tzinfo=None)


def is_zone(name: str) -> bool:
    """Whether ``name`` is an IANA zone that places are in."""
    return "/" in name and name in available_timezones()
