"""Every row of a list checked: values, or faults by row and column."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from eti_events.people.columns import require_columns
from eti_events.people.faults import Fault, Problem
from eti_events.people.models import Language
from eti_events.people.rows import RowReading
from eti_events.people.spreadsheet import Row, Table
from eti_events.registration.imports.fields import (
    LENGTHS,
    LISTED,
    OFFERED,
    SIGNED,
    Field,
    ListedPerson,
    find_category,
)
from eti_events.registration.imports.half_days import HalfDayWords
from eti_events.registration.models import Category


@dataclass
class CheckedList:
    """What the rows of a list hold: valid rows, and faults."""

    rows: list[ListedPerson] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def check_list(
    table: Table,
    mapping: Mapping[int, Field],
    *,
    half_days: HalfDayWords,
    choices: str,
    category: Category,
) -> CheckedList:
    """Return every row as values or as faults; raise MissingColumns.

    ``choices`` are the event's half-days in the reader's words; ``category`` is for
    rows that name none.
    """
    require_columns(mapping, LISTED)
    checked = CheckedList()
    columns = {held: column for column, held in mapping.items()}
    seen: dict[str, int] = {}
    for row in table.rows:
        reading = _Reading(table, columns, row)
        person = reading.person(half_days, choices, category)
        if person.email_key:
            first = seen.setdefault(person.email_key, row.number)
            if first != row.number:
                reading.fault(Field.EMAIL, Problem.PERSON_REPEATED, other=first)
        checked.faults += reading.in_order()
        if not reading.faults:
            checked.rows.append(person)
    return checked


class _Reading(RowReading[Field]):
    """One row of a list being read."""

    def __init__(self, table: Table, columns: Mapping[Field, int], row: Row) -> None:
        super().__init__(table, columns, row, LENGTHS, SIGNED)

    def person(
        self, half_days: HalfDayWords, choices: str, category: Category
    ) -> ListedPerson:
        """Return the values of the row; it is not to be used where there are faults."""
        self.check_width()
        french = Language.FRENCH
        found = half_days.find(self.texts.get(Field.HALF_DAYS, ""))
        if found is None:
            self.fault(Field.HALF_DAYS, Problem.HALF_DAY_UNKNOWN, choices=choices)
        return ListedPerson(
            row=self.row.number,
            column=self.table.headers[self.columns[Field.EMAIL]],
            given_name=self._given_name(),
            family_name=self.name(Field.FAMILY_NAME),
            email=self.texts[Field.EMAIL],
            email_key=self.address_key(Field.EMAIL),
            organisation=self._organisation(),
            category=self._category(category),
            half_days=found or [],
            language=self.choice(Field.LANGUAGE, Language, french) or french,
            first_departure=self.yes_no(Field.FIRST_DEPARTURE),
            note=self.texts.get(Field.NOTE, ""),
        )

    def _given_name(self) -> str:
        if not self.texts.get(Field.GIVEN_NAME):
            return ""
        return self.name(Field.GIVEN_NAME)

    def _organisation(self) -> str:
        if not self.texts.get(Field.ORGANISATION):
            return ""
        return self.name(Field.ORGANISATION)

    def _category(self, otherwise: Category) -> Category:
        text = self.texts.get(Field.CATEGORY, "")
        found = find_category(text) if text else otherwise
        if found is None:
            choices = ", ".join(OFFERED)
            self.fault(Field.CATEGORY, Problem.VALUE_UNKNOWN, choices=choices)
        return found or otherwise
