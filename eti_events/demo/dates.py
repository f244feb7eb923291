"""When the demonstration's events are, seen from today."""

import csv
import enum
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta

THURSDAY = 3
ROSTER_EDITION = date(
    2025, 8, 28
)  # the first day that the roster's dates were drawn for
SEMINAR_LATER = timedelta(days=98)  # from late August to early December
DATE_COLUMNS = ("Début de mission", "Fin de mission")
DATE_FORM = "%d/%m/%Y"


class When(enum.StrEnum):
    """Where today stands: weeks before the edition, on its first day, days after."""

    UPCOMING = "upcoming"
    TODAY = "today"
    PAST = "past"


@dataclass(frozen=True)
class Dates:
    """The days of everything, from the edition's first day."""

    first_day: date

    @property
    def last_day(self) -> date:
        """The edition has two days."""
        return self.first_day + timedelta(days=1)

    @property
    def course_first_day(self) -> date:
        """The course fills the two days before."""
        return self.first_day - timedelta(days=2)

    @property
    def course_last_day(self) -> date:
        """The eve of the edition."""
        return self.first_day - timedelta(days=1)

    @property
    def seminar_first_day(self) -> date:
        """The seminar follows in early December of the same year."""
        return self.first_day + SEMINAR_LATER

    @property
    def seminar_last_day(self) -> date:
        """Two days again."""
        return self.seminar_first_day + timedelta(days=1)

    @property
    def shift(self) -> timedelta:
        """How far every date of the roster moves."""
        return self.first_day - ROSTER_EDITION


def dates_for(when: When, today: date) -> Dates:
    """Return the days of the demonstration, seen from ``today``."""
    if when is When.TODAY:
        return Dates(today)
    if when is When.PAST:
        return Dates(_thursday(today - timedelta(days=16)))
    return Dates(_thursday(today + timedelta(days=45)))


def shifted_roster(text: str, shift: timedelta) -> str:
    """Return the roster (CSV with semicolons) with its dates moved by ``shift``."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    out = io.StringIO()
    writer = csv.DictWriter(out, reader.fieldnames or (), delimiter=";")
    writer.writeheader()
    for row in reader:
        for column in DATE_COLUMNS:
            row[column] = _moved(row[column], shift)
        writer.writerow(row)
    return out.getvalue()


def _moved(text: str, shift: timedelta) -> str:
    day = datetime.strptime(text, DATE_FORM).date()  # noqa: DTZ007 -- a date has no zone
    return (day + shift).strftime(DATE_FORM)


def _thursday(on: date) -> date:
    """Return the first Thursday from that day on: editions begin on one."""
    return on + timedelta(days=(THURSDAY - on.weekday()) % 7)
