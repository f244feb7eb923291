"""How columns are called and their values written, on the page and in files."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _

from eti_events.accounts.wording import need_names
from eti_events.checkin.erasing import erased_at
from eti_events.events.models import Event, HalfDay
from eti_events.people.countries import country_name
from eti_events.people.wording import roster_label
from eti_events.registration.models import NeedKind
from eti_events.reports import labels
from eti_events.reports.columns import NEEDS, Column
from eti_events.reports.queries.cells import MASKED

Write = Callable[[Any], str]
C = Column
LANGUAGES = {"fr": "français", "en": "English"}


@cache
def titles(_spoken: str) -> dict[Column, str]:
    """Name the columns in the language of the page, which is ``_spoken``; once."""
    needs = {C(kind): name for kind, name in need_names().items()}
    return needs | {
        C.FAMILY_NAME: _("Family name"),
        C.GIVEN_NAME: _("Given name"),
        C.CIVILITY: _("Civility"),
        C.EMAIL: _("E-mail"),
        C.PHONE: _("Phone"),
        C.LANGUAGE: _("Language"),
        C.ORGANISATION: _("Organisation"),
        C.CATEGORY: _("Category"),
        C.FIRST_DEPARTURE: _("First departure"),
        C.POSTING: _("Posting"),
        C.HALF_DAYS: _("Half-days"),
        C.STATE: _("State"),
        C.CHANGED: _("Activity"),
        C.REASON: _("Reason"),
        C.SUBMITTED: _("Answered on"),
        C.CONFIRMED: _("Confirmed on"),
        C.ARRIVED: _("Came in on"),
        C.TAGS: _("Tags"),
        C.BADGE_LINE: _("Line on the badge"),
        C.COMMISSIONER: _("Commissioning body"),
        C.STATUS: _("Status"),
        C.THEME: _("Theme"),
        C.REGION: _("Region"),
        C.COUNTRY: _("Country"),
        C.CITY: _("City"),
        C.HOST: _("Host organisation"),
        C.TITLE: _("Post"),
        C.DESK_OFFICER: _("Desk officer"),
        C.START: _("First day of the assignment"),
        C.END: _("Last day of the assignment"),
    }


def writers(
    event: Event, half_days: Sequence[HalfDay], spoken: str, *, at: datetime
) -> dict[Column, Write]:
    """Return what writes the values of each column; each value is written once.

    Once the scans are erased, at ``at``, the hour at which somebody came is unknown.
    """
    zone, states, categories = event.zone, labels.states(), labels.categories()
    regions: dict[str, str] = {str(key): name for key, name in labels.regions().items()}
    masked, yes = _("Masked"), _("Yes")

    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""

    def came(arrived_at: datetime | None) -> str:
        written = moment(arrived_at)
        return written[: len("2026-01-01")] if at >= erased_at(event) else written

    def day(on: date | None) -> str:
        return on.isoformat() if on else ""

    def told(write: Write) -> Write:
        return lambda value: masked if value == MASKED else write(value)

    special: dict[Column, Write] = {
        C.LANGUAGE: lambda value: LANGUAGES[value],
        C.CATEGORY: lambda value: categories[value],
        C.STATE: lambda value: states[value][1],
        C.REASON: lambda value: labels.reason(value or ""),
        C.FIRST_DEPARTURE: lambda value: yes if value else "",
        C.HALF_DAYS: _half_days(event, half_days, spoken),
        C.TAGS: lambda value: ", ".join(sorted((value or "").splitlines())),
        C.COMMISSIONER: told(lambda value: roster_label(value or "")),
        C.THEME: told(lambda value: roster_label(value or "")),
        C.REGION: told(lambda value: regions.get(value or "", "")),
        C.COUNTRY: told(lambda value: country_name(value or "", spoken)),
        **dict.fromkeys((C.CHANGED, C.SUBMITTED, C.CONFIRMED), moment),
        C.ARRIVED: came,
        **dict.fromkeys((C.START, C.END), day),
        **dict.fromkeys(
            (C.CITY, C.HOST, C.TITLE, C.DESK_OFFICER, C.BADGE_LINE), told(_text)
        ),
    }
    return {column: cache(special.get(column, _text)) for column in Column}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _half_days(event: Event, offered: Sequence[HalfDay], spoken: str) -> Write:
    """Write the half-days chosen, given as their ids in one text, in their order."""
    names = {
        str(half_day.id): labels.half_day_name(event, half_day, spoken)
        for half_day in offered
    }

    def write(value: str | None) -> str:
        chosen = set((value or "").split())
        return " ; ".join(name for number, name in names.items() if number in chosen)

    return write


def readable_columns(
    columns: Sequence[Column], readable: frozenset[NeedKind]
) -> list[Column]:
    """Leave out the needs that the reader may not read."""
    return [
        column
        for column in columns
        if column not in NEEDS or NeedKind(column.value) in readable
    ]
