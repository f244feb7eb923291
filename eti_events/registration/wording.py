"""A registration in the words of a mail, in its reader's language, not the page's."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from eti_events import typography
from eti_events.events.models import Event, HalfDay, Period

PERIODS = {
    "fr": {
        Period.MORNING: "matin",
        Period.AFTERNOON: "après-midi",
        Period.EVENING: "soirée",
    },
    "en": {
        Period.MORNING: "morning",
        Period.AFTERNOON: "afternoon",
        Period.EVENING: "evening",
    },
}
AND = {"fr": " et ", "en": " and "}


def half_days_in_words(
    event: Event, half_days: Iterable[HalfDay], language: str
) -> str:
    """Return ``27 août matin et après-midi, 28 août matin``."""
    days = groupby(half_days, lambda half_day: _day_of(event, half_day))
    return ", ".join(
        f"{typography.day(on, language, weekday=False)} {_periods(rows, language)}"
        for on, rows in days
    )


def moment_in_words(event: Event, at: datetime, language: str) -> str:
    """Return ``jeudi 27 août à 9 h 15 (heure de Paris)``."""
    local = at.astimezone(event.zone)
    on = typography.day(local.date(), language)
    city = typography.city(event.zone, language)
    hour = typography.hour(local, language)
    if language == "fr":
        return f"{on} à {hour} (heure de {city})"
    return f"{on} at {hour} ({city} time)"


def _day_of(event: Event, half_day: HalfDay) -> date:
    return half_day.starts_at.astimezone(event.zone).date()


def _periods(half_days: Iterable[HalfDay], language: str) -> str:
    words = PERIODS.get(language, PERIODS["en"])
    return AND.get(language, AND["en"]).join(words[row.period] for row in half_days)
