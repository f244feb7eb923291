"""Every row of a roster checked: typed values, or faults by row and column."""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eti_events.names import fold
from eti_events.people.columns import cell_at, require_columns
from eti_events.people.countries import find_country
from eti_events.people.dates import YEARS, date_parts, last_day, read_date
from eti_events.people.faults import Fault, Problem
from eti_events.people.models import (
    Commissioner,
    Language,
    Region,
    RiskLevel,
    Status,
    Theme,
)
from eti_events.people.roster import (
    CIVILITIES,
    LENGTHS,
    Field,
    RosterRow,
    find_choice,
)
from eti_events.people.rows import RowReading
from eti_events.people.spreadsheet import Row, Table
from eti_events.people.titles import ROSTER

CHOICES: Mapping[Field, type[enum.StrEnum]] = {
    Field.STATUS: Status,
    Field.COMMISSIONER: Commissioner,
    Field.REGION: Region,
    Field.THEME: Theme,
}
SIGNED = (Field.PHONE, Field.START_ON, Field.END_ON)  # a sign there makes no sum
LONGEST_YEARS = 3
MAX_RENEWAL = 9


@dataclass
class Checked:
    """What the rows of a table hold: valid rows, faults, warnings."""

    rows: list[RosterRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def faulty_rows(self) -> set[int]:
        """Numbers of the rows that cannot be taken."""
        return {fault.row for fault in self.faults}


def check(table: Table, mapping: Mapping[int, Field]) -> Checked:
    """Return every row as values or as faults; raise MissingColumns."""
    require_columns(mapping, ROSTER)
    checked = Checked()
    columns = {held: column for column, held in mapping.items()}
    seen = _Seen()
    for row in table.rows:
        reading = _Reading(table, columns, row)
        values = reading.values()
        seen.check(reading, values["email_key"])
        checked.faults += reading.in_order()
        if not reading.faults:
            checked.rows.append(RosterRow(row=row.number, **values))
            checked.warnings += reading.warnings()
    return checked


class _Reading(RowReading[Field]):
    """One row of a roster being read."""

    def __init__(self, table: Table, columns: Mapping[Field, int], row: Row) -> None:
        super().__init__(table, columns, row, LENGTHS, SIGNED)

    def values(self) -> dict[str, Any]:
        """Return the values of the row, None where there is a fault."""
        self.check_width()
        read = {held: self.texts.get(held, "") for held in Field}
        return {
            **{held.value: text for held, text in read.items()},
            **{held.value: self._choice(held) for held in CHOICES},
            **self._names(),
            **self._dates(),
            "identifier": self._identifier(),
            "civility": CIVILITIES.get(read[Field.CIVILITY].lower(), ""),
            "email_key": self.address_key(Field.EMAIL),
            "phone": read[Field.PHONE].removeprefix("'"),
            "language": self.choice(Field.LANGUAGE, Language, Language.FRENCH),
            "country": self._country(),
            "renewal_no": self._renewal(),
            "first_departure": self.yes_no(Field.FIRST_DEPARTURE),
            "risk_level": self._risk_level(),
            "sensitive": self.yes_no(Field.SENSITIVE),
        }

    def warnings(self) -> list[Fault]:
        """Return what an organiser may want to check in a valid row."""
        start, end = self._cell_date(Field.START_ON), self._cell_date(Field.END_ON)
        if start and end and end > _years_later(start):
            column = self.table.headers[self.columns[Field.END_ON]]
            shown_end = self.shown(Field.END_ON)
            return [Fault(self.row.number, column, Problem.MISSION_LONG, shown_end)]
        return []

    def _cell_date(self, held: Field) -> date | None:
        return read_date(cell_at(self.row.cells, self.columns[held]))

    def _identifier(self) -> str:
        text = self.texts[Field.IDENTIFIER]
        if not text:
            self.fault(Field.IDENTIFIER, Problem.IDENTIFIER_MISSING)
        return text

    def _names(self) -> dict[str, str]:
        return {n.value: self.name(n) for n in (Field.FAMILY_NAME, Field.GIVEN_NAME)}

    def _choice(self, held: Field) -> enum.StrEnum | None:
        choices = CHOICES[held]
        choice = find_choice(choices, self.texts[held])
        if choice is None:
            problem = Problem.VALUE_UNKNOWN
            if held is Field.COMMISSIONER:
                problem = Problem.COMMISSIONER_UNKNOWN
            self.fault(held, problem, choices=", ".join(choices))
        return choice

    def _risk_level(self) -> RiskLevel | None:
        text = self.texts.get(Field.RISK_LEVEL, "")
        level = find_choice(RiskLevel, text)
        if text and level is None:
            choices = ", ".join(RiskLevel)
            self.fault(Field.RISK_LEVEL, Problem.VALUE_UNKNOWN, choices=choices)
        return level

    def _country(self) -> str:
        code = find_country(self.texts[Field.COUNTRY])
        if code is None:
            self.fault(Field.COUNTRY, Problem.COUNTRY_UNKNOWN)
        return code or ""

    def _dates(self) -> dict[str, date | None]:
        start, end = self._date(Field.START_ON), self._date(Field.END_ON)
        if start and end and end < start:
            self.fault(Field.END_ON, Problem.DATES_REVERSED, start=f"{start:%d/%m/%Y}")
        return {"start_on": start, "end_on": end}

    def _date(self, held: Field) -> date | None:
        text = self.texts[held]
        found = read_date(text)
        if found is None:
            self._bad_date(held, text)
        elif found.year not in YEARS:
            self.fault(held, Problem.DATE_YEAR)
            return None
        return found

    def _bad_date(self, held: Field, text: str) -> None:
        parts = date_parts(text)
        last = last_day(parts) if parts else None
        if not text:
            self.fault(held, Problem.DATE_MISSING)
        elif last:
            shown_last = f"{last:%d/%m/%Y}"
            self.fault(held, Problem.DATE_DAY, days=last.day, last=shown_last)
        else:
            self.fault(held, Problem.DATE_FORM)

    def _renewal(self) -> int:
        text = self.texts.get(Field.RENEWAL_NO, "") or "0"
        if not re.fullmatch("[0-9]", text):
            self.fault(Field.RENEWAL_NO, Problem.NUMBER)
            return 0
        return int(text)


class _Seen:
    """Addresses and identifiers met so far, with the row they belong to."""

    def __init__(self) -> None:
        self.addresses: dict[str, _Reading] = {}
        self.identifiers: dict[str, _Reading] = {}

    def check(self, reading: _Reading, address: str) -> None:
        """Name the later of two rows that cannot both be right."""
        if address:
            self._check_address(reading, address)
        self._check_identifier(reading)

    def _check_address(self, reading: _Reading, address: str) -> None:
        first = self.addresses.setdefault(address, reading)
        if _are_two(first, reading):
            name, other = _person(first), first.row.number
            reading.fault(Field.EMAIL, Problem.ADDRESS_TAKEN, other=other, name=name)
        elif not _is_named(first):
            self.addresses[address] = reading

    def _check_identifier(self, reading: _Reading) -> None:
        key = reading.texts[Field.IDENTIFIER].casefold()
        if not key:
            return
        first = self.identifiers.setdefault(key, reading)
        if first is reading:
            return
        same = name_words(_person(first)) == name_words(_person(reading))
        problem = Problem.IDENTIFIER_REPEATED if same else Problem.IDENTIFIER_TAKEN
        reading.fault(Field.IDENTIFIER, problem, other=first.row.number)


def _person(reading: _Reading) -> str:
    """Return the name, or what of it is fit to be read."""
    given, family = reading.texts[Field.GIVEN_NAME], reading.texts[Field.FAMILY_NAME]
    return f"{given} {family}".strip()


def _is_named(reading: _Reading) -> bool:
    return all(reading.texts[n] for n in (Field.GIVEN_NAME, Field.FAMILY_NAME))


def _are_two(first: _Reading, second: _Reading) -> bool:
    """Whether the rows name two people; half a name may be whoever has that half."""
    held, found = name_words(_person(first)), name_words(_person(second))
    if _is_named(first) and _is_named(second):
        return held != found
    return not (set(held) <= set(found) or set(found) <= set(held))


def name_words(name: str) -> tuple[str, ...]:
    """Return what two spellings of one name share: words, in any order."""
    return tuple(sorted(fold(name).split()))


def _years_later(day: date) -> date:
    """Return the last day of a mission of three years that starts on ``day``."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + LONGEST_YEARS, day=28 if leap else day.day)
