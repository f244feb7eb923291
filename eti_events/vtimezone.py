"""A zone's clock changes, as calendar files tell them (RFC 5545, 3.6.5).

They are taken from the zone database itself, year by year: by rule where every year
follows it, and otherwise one by one for the years that a file needs.
"""

from calendar import monthrange
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
RULED = range(2020, 2038)  # told in every file where one rule holds all through


class Change(NamedTuple):
    """A change of a zone's clock: ``onset`` is read on the clock before it."""

    before: timedelta
    after: timedelta
    name: str
    onset: datetime


@lru_cache(maxsize=128)
def vtimezone(zone: str, first: int, last: int) -> bytes:
    """Return the VTIMEZONE that is right from the year ``first`` to the year ``last``.

    It begins a year earlier, so that some change has come before whatever it dates.
    """
    clock = ZoneInfo(zone)
    wide = range(min(first - 1, RULED[0]), max(last, RULED[-1]) + 1)
    observances = _by_rule(clock, wide) or _one_by_one(
        clock, range(first - 1, last + 1)
    )
    lines = (f"BEGIN:VTIMEZONE\nTZID:{zone}", *observances, "END:VTIMEZONE\n")
    return "\n".join(lines).replace("\n", "\r\n").encode()


def _by_rule(zone: tzinfo, years: range) -> list[str]:
    """Tell of a clock that is never moved, or by the same rules in all these years."""
    kinds = [list(alike) for _, alike in groupby(_changes(zone, years), key=_kind)]
    if not kinds:
        return [_observance(_as_it_was(zone, years))]
    rules = [_rule([change.onset for change in alike], years) for alike in kinds]
    if not all(rules):
        return []
    return [_observance(kind[0], rule) for kind, rule in zip(kinds, rules, strict=True)]


def _one_by_one(zone: tzinfo, years: range) -> list[str]:
    changes = [_as_it_was(zone, years), *_changes(zone, years)]
    return [_observance(change) for change in changes]


def _changes(zone: tzinfo, years: range) -> list[Change]:
    """Return the clock changes of these years, sorted by kind, then by time."""
    start, end = (
        datetime(year, 1, 1, tzinfo=UTC) for year in (years[0], years[-1] + 1)
    )
    days = [start + timedelta(days=day) for day in range((end - start).days + 1)]
    offsets = [_offset(zone, day) for day in days]
    return sorted(
        _change(zone, day)
        for day, (before, after) in zip(days, pairwise(offsets), strict=False)
        if before != after
    )


def _change(zone: tzinfo, day: datetime) -> Change:
    """Find the one second of the day at which the clock is moved."""
    before = _offset(zone, day)
    low, high = 0, 24 * 60 * 60
    while high - low > 1:
        middle = (low + high) // 2
        moved = _offset(zone, day + timedelta(seconds=middle)) != before
        low, high = (low, middle) if moved else (middle, high)
    moment = day + timedelta(seconds=high)
    onset = (moment + before).replace(tzinfo=None)
    local = moment.astimezone(zone)
    return Change(before, _offset(zone, moment), str(local.tzname()), onset)


def _as_it_was(zone: tzinfo, years: range) -> Change:
    """Return the clock with which these years begin."""
    since = datetime(years[0], 1, 1, tzinfo=UTC).astimezone(zone)
    offset = since.utcoffset() or timedelta(0)
    return Change(offset, offset, str(since.tzname()), since.replace(tzinfo=None))


def _kind(change: Change) -> tuple[timedelta, timedelta, str]:
    return change.before, change.after, change.name


def _offset(zone: tzinfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _observance(change: Change, rule: str = "") -> str:
    kind = "DAYLIGHT" if change.after > change.before else "STANDARD"
    lines = [
        f"BEGIN:{kind}",
        f"DTSTART:{change.onset:%Y%m%dT%H%M%S}",
        *([f"RRULE:{rule}"] if rule else []),
        f"TZOFFSETFROM:{_signed(change.before)}",
        f"TZOFFSETTO:{_signed(change.after)}",
        f"TZNAME:{change.name}",
        f"END:{kind}",
    ]
    return "\n".join(lines)


def _rule(onsets: list[datetime], years: range) -> str:
    """Return the rule that the changes follow, one in each year, or nothing."""
    month, weekday, _time = _habit(onsets[0])
    if [onset.year for onset in onsets] != list(years):
        return ""
    if any(_habit(onset) != _habit(onsets[0]) for onset in onsets):
        return ""
    weeks = set.intersection(*map(_weeks, onsets))
    if not weeks:
        return ""
    week = min(weeks)  # the last one, rather than the fourth
    return f"FREQ=YEARLY;BYMONTH={month};BYDAY={week}{WEEKDAYS[weekday]}"


def _habit(onset: datetime) -> tuple[int, int, time]:
    return onset.month, onset.weekday(), onset.time()


def _weeks(onset: datetime) -> set[int]:
    """Return which of its weekday in the month a day is, also counted from the end."""
    _, days = monthrange(onset.year, onset.month)
    return {(onset.day - 1) // 7 + 1, *([LAST] if onset.day + 7 > days else [])}


def _signed(offset: timedelta) -> str:
    sign = "-" if offset < timedelta(0) else "+"
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02}{minutes:02}" + (f"{seconds:02}" if seconds else "")
