"""Half-days as people write them in a cell: “all”, “27 août matin”, “Thursday”, “1”."""

import re
from collections.abc import Sequence

from eti_events import typography
from eti_events.events.models import Event, HalfDay, Period
from eti_events.names import fold
from eti_events.registration.wording import PERIODS

ALL = {
    *("tous", "toutes", "tout", "all", "everything"),
    *("tous les jours", "toutes les demi journees", "all days", "all half days"),
}
WORDS = {
    Period.MORNING: ("matin", "matinee", "morning", "am"),
    Period.AFTERNOON: ("apres midi", "afternoon", "pm"),
    Period.EVENING: ("soir", "soiree", "evening"),
}
PARTS = re.compile(r"[,;+&]|\bet\b|\band\b", re.I)
LEADING = re.compile(r"^(le|on) ")


class HalfDayWords:
    """What the half-days of one event may be called."""

    def __init__(self, event: Event, offered: Sequence[HalfDay]) -> None:
        self.offered = offered
        self._named: dict[str, list[HalfDay]] = {}
        for number, half_day in enumerate(offered, 1):
            self._name(str(number), half_day)
            on = half_day.starts_at.astimezone(event.zone).date()
            days = {
                fold(f"{on:{shape}}") for shape in ("%d/%m/%Y", "%d/%m", "%Y-%m-%d")
            }
            for language in PERIODS:
                days.add(fold(typography.day(on, language)))
                days.add(fold(typography.day(on, language, weekday=False)))
                days.add(fold(typography.day(on, language, weekday=False, year=True)))
                days.add(fold(typography.day(on, language)).split()[0])
            for day in days:
                self._name(day, half_day)
                for period in WORDS[half_day.period]:
                    self._name(f"{day} {period}", half_day)

    def _name(self, words: str, half_day: HalfDay) -> None:
        self._named.setdefault(words, []).append(half_day)

    def find(self, text: str) -> list[HalfDay] | None:
        """Return the half-days that the cell names, in order; None if one is none.

        An empty cell names none of them, which the caller takes for all.
        """
        if not text or fold(text) in ALL:
            return []
        found: list[HalfDay] = []
        day = ""
        for part in map(fold, PARTS.split(text)):
            words = LEADING.sub("", part)
            if words not in self._named and day:  # “27 août matin et après-midi”
                words = f"{day} {words}"
            if words not in self._named:
                return None
            found += self._named[words]
            day = self._day_of(words)
        return [half_day for half_day in self.offered if half_day in found]

    def _day_of(self, words: str) -> str:
        periods = [p for several in WORDS.values() for p in several]
        ending = next((p for p in periods if words.endswith(f" {p}")), "")
        return words.removesuffix(ending).strip()
