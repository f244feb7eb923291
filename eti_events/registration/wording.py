"""A registration in the words of a mail, in its reader's language, not the page's."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from eti_events import typography
from eti_events.events.models import Event, HalfDay, Period
from eti_events.registration.models import RequestKind

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
REQUESTS = {
    "fr": {
        RequestKind.HALF_DAYS: "venir à d’autres demi-journées",
        RequestKind.CANCEL: "annuler votre inscription",
    },
    "en": {
        RequestKind.HALF_DAYS: "to come on other half-days",
        RequestKind.CANCEL: "to cancel your registration",
    },
}
AND = {"fr": " et ", "en": " and "}
SEMICOLON = {"fr": f"{typography.NARROW}; ", "en": "; "}

Days = list[tuple[date, list[tuple[str, HalfDay]]]]


def half_days_in_words(
    event: Event, half_days: Iterable[HalfDay], language: str
) -> str:
    """Return ``27 août matin, après-midi et soirée ; 28 août matin``."""
    return SEMICOLON.get(language, SEMICOLON["en"]).join(
        f"{typography.day(on, language, weekday=False)} {_periods(rows, language)}"
        for on, rows in by_day(event, half_days, language)
    )


def by_day(event: Event, half_days: Iterable[HalfDay], language: str) -> Days:
    """Return each day with its half-days, each under its name: ``matin``."""
    words = PERIODS.get(language, PERIODS["en"])
    days = groupby(half_days, lambda half_day: _day_of(event, half_day))
    return [(on, [(words[row.period], row) for row in rows]) for on, rows in days]


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


def _periods(half_days: Sequence[tuple[str, HalfDay]], language: str) -> str:
    *others, last = (period for period, _ in half_days)
    joint = AND.get(language, AND["en"])
    return joint.join([", ".join(others), last] if others else [last])
