"""One row of a file being read: cleaned texts, or faults by row and column."""

import enum
import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Generic, TypeVar

from eti_events.people.cells import (
    character_problem,
    is_formula,
    is_sum,
    strange_character,
)
from eti_events.people.columns import cell_at, shown
from eti_events.people.emails import email_key
from eti_events.people.faults import Fault, Problem
from eti_events.people.roster import find_choice
from eti_events.people.spreadsheet import MAX_CELL, Row, Table
from eti_events.people.vocabulary import F

YES = {"oui", "o", "yes", "y", "vrai", "true", "1", "x"}
NO = {"non", "n", "no", "faux", "false", "0", ""}
NOTHING = {"-", "–", "—", "n/a", "néant", "aucun", "aucune"}
WEB = re.compile(r"://|\bwww\.", re.I)

Choice = TypeVar("Choice", bound=enum.StrEnum)


class RowReading(Generic[F]):
    """One row being read; a cell has one fault at most.

    ``lengths`` are the characters that the database keeps; in ``signed`` fields a sign
    makes no sum.
    """

    def __init__(
        self,
        table: Table,
        columns: Mapping[F, int],
        row: Row,
        lengths: Mapping[F, int],
        signed: Collection[F] = (),
    ) -> None:
        self.table = table
        self.columns = columns
        self.row = row
        self.lengths = lengths
        self.signed = signed
        self.faults: list[Fault] = []
        self.texts = {held: self._text(held) for held in columns}

    def check_width(self) -> None:
        """Note cells that stand under no title."""
        if any(str(cell).strip() for cell in self.row.cells[len(self.table.headers) :]):
            self.faults.append(Fault(self.row.number, "", Problem.CELLS_EXTRA))

    def fault(self, held: F, problem: Problem, **facts: int | str) -> None:
        """Note a fault of the column, unless it already has one."""
        column = self.table.headers[self.columns[held]]
        if all(fault.column != column for fault in self.faults):
            self.faults.append(
                Fault(self.row.number, column, problem, self.shown(held), facts)
            )

    def in_order(self) -> list[Fault]:
        """Return the faults as the columns stand in the file."""
        headers = [*self.table.headers, ""]
        return sorted(self.faults, key=lambda fault: headers.index(fault.column))

    def shown(self, held: F) -> str:
        """Return the beginning of a cell as the file shows it."""
        return shown(cell_at(self.row.cells, self.columns[held]))[:100]

    def name(self, held: F) -> str:
        """Return a name that is required."""
        text = self.texts[held]
        if not any(map(str.isalpha, text)):
            self.fault(held, Problem.NAME_MISSING)
        elif WEB.search(text):
            self.fault(held, Problem.NAME_ADDRESS)
        return text

    def address_key(self, held: F) -> str:
        """Return the address by which the person is known, which is required."""
        text = self.texts[held]
        if not text:
            self.fault(held, Problem.ADDRESS_MISSING)
            return ""
        try:
            return email_key(text)
        except ValueError:
            self.fault(held, _address_problem(text))
            return ""

    def choice(
        self, held: F, choices: type[Choice], default: Choice | None = None
    ) -> Choice | None:
        """Return what the cell names; the default where it is empty and may be."""
        text = self.texts.get(held, "")
        if not text and default is not None:
            return default
        choice = find_choice(choices, text)
        if choice is None:
            self.fault(held, Problem.VALUE_UNKNOWN, choices=", ".join(choices))
        return choice or default

    def yes_no(self, held: F) -> bool:
        """Return whether the cell says yes; an empty one says no."""
        text = self.texts.get(held, "").lower()
        if text not in YES | NO:
            self.fault(held, Problem.YES_NO)
        return text in YES

    def _text(self, held: F) -> str:
        """Return the cleaned text of a cell, empty when it is not fit to be read."""
        column = self.columns[held]
        cell = cell_at(self.row.cells, column)
        if self.table.is_formula(self.row.number, column):
            self.fault(held, Problem.FORMULA)
            return ""
        if not isinstance(cell, str):
            return shown(cell)
        if strange := strange_character(cell):
            self.fault(
                held, character_problem(strange), character=f"U+{ord(strange):04X}"
            )
            return ""
        text = " ".join(unicodedata.normalize("NFC", cell).split())
        if is_formula(text) or (held not in self.signed and is_sum(text)):
            self.fault(held, Problem.FORMULA)
        elif len(text) > (limit := self.lengths.get(held, MAX_CELL)):
            self.fault(held, Problem.TOO_LONG, limit=limit)
        else:
            return "" if text.lower() in NOTHING else text
        return ""


def _address_problem(text: str) -> Problem:
    if text.count("@") > 1 or ";" in text:
        return Problem.ADDRESS_SEVERAL
    if "@" not in text:
        return Problem.ADDRESS_NO_AT
    if "," in text:
        return Problem.ADDRESS_COMMA
    return Problem.ADDRESS_SPACE if " " in text else Problem.ADDRESS_FORM
