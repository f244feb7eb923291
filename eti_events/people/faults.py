"""What can be wrong with a row of the roster, in words that say how to mend it."""

import enum
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l


class Code(enum.StrEnum):
    """The kinds of faults that other programs read; never renamed."""

    BAD_DATE = "bad_date"
    BAD_EMAIL = "bad_email"
    CONTROL_CHAR = "control_char"
    DUPLICATE_EMAIL = "duplicate_email"
    EMPTY_NAME = "empty_name"
    END_BEFORE_START = "end_before_start"
    FORMULA = "formula"
    NO_EMAIL = "no_email"
    UNKNOWN_COMMISSIONER = "unknown_commissioner"
    UNKNOWN_COUNTRY = "unknown_country"
    BAD_NUMBER = "bad_number"
    BAD_YES_NO = "bad_yes_no"
    DUPLICATE_IDENTIFIER = "duplicate_identifier"
    EXTRA_CELLS = "extra_cells"
    NO_IDENTIFIER = "no_identifier"
    TOO_LONG = "too_long"
    UNKNOWN_VALUE = "unknown_value"
    LONG_MISSION = "long_mission"
    ANSWERED_NO = "answered_no"
    KNOWN_OTHERWISE = "known_otherwise"
    NO_PLACE = "no_place"


class Problem(enum.StrEnum):
    """A kind of fault as a person is told it; several can share a code."""

    ADDRESS_COMMA = "address_comma"
    ADDRESS_KNOWN = "address_known"
    ADDRESS_FORM = "address_form"
    ADDRESS_MISSING = "address_missing"
    ADDRESS_NO_AT = "address_no_at"
    ADDRESS_SEVERAL = "address_several"
    ADDRESS_SPACE = "address_space"
    ADDRESS_TAKEN = "address_taken"
    ANSWERED_NO = "answered_no"
    CELLS_EXTRA = "cells_extra"
    CHARACTER_CONTROL = "character_control"
    CHARACTER_DIRECTION = "character_direction"
    CHARACTER_INVISIBLE = "character_invisible"
    CHARACTER_LINE = "character_line"
    COMMISSIONER_UNKNOWN = "commissioner_unknown"
    COUNTRY_UNKNOWN = "country_unknown"
    DATE_DAY = "date_day"
    DATE_FORM = "date_form"
    DATE_MISSING = "date_missing"
    DATE_YEAR = "date_year"
    DATES_REVERSED = "dates_reversed"
    FORMULA = "formula"
    HALF_DAY_UNKNOWN = "half_day_unknown"
    IDENTIFIER_KNOWN = "identifier_known"
    IDENTIFIER_MISSING = "identifier_missing"
    IDENTIFIER_REPEATED = "identifier_repeated"
    IDENTIFIER_TAKEN = "identifier_taken"
    MISSION_LONG = "mission_long"
    NAME_ADDRESS = "name_address"
    NAME_MISSING = "name_missing"
    NO_PLACE = "no_place"
    NO_PLACE_THERE = "no_place_there"
    NUMBER = "number"
    PERSON_KNOWN = "person_known"
    PERSON_REPEATED = "person_repeated"
    TOO_LONG = "too_long"
    VALUE_UNKNOWN = "value_unknown"
    YES_NO = "yes_no"


class Wording(NamedTuple):
    """The code of a problem, what it is, and what to do in the file."""

    code: Code
    message: Any
    remedy: Any


WORDINGS: dict[Problem, Wording] = {
    Problem.ADDRESS_COMMA: Wording(
        Code.BAD_EMAIL,
        _l("Comma in the address"),
        _l("Replace the comma by a full stop"),
    ),
    Problem.ADDRESS_FORM: Wording(
        Code.BAD_EMAIL,
        _l("Not an e-mail address"),
        _l("Write one address, such as name@example.org"),
    ),
    Problem.ADDRESS_KNOWN: Wording(
        Code.DUPLICATE_EMAIL,
        _l("Already the address of %(name)s"),
        _l("Correct the address, or the name"),
    ),
    Problem.ADDRESS_MISSING: Wording(
        Code.NO_EMAIL, _l("No e-mail address"), _l("Add the person’s address")
    ),
    Problem.ADDRESS_NO_AT: Wording(
        Code.BAD_EMAIL,
        _l("No @ in the address"),
        _l("Write one address, such as name@example.org"),
    ),
    Problem.ADDRESS_SEVERAL: Wording(
        Code.BAD_EMAIL,
        _l("More than one address"),
        _l("Keep one address per row"),
    ),
    Problem.ADDRESS_SPACE: Wording(
        Code.BAD_EMAIL, _l("Space in the address"), _l("Remove the space")
    ),
    Problem.ADDRESS_TAKEN: Wording(
        Code.DUPLICATE_EMAIL,
        _l("Already in row %(other)s, under the name %(name)s"),
        _l("Give each person an address of their own"),
    ),
    Problem.ANSWERED_NO: Wording(
        Code.ANSWERED_NO,
        _l("Has declined or cancelled, or was refused"),
        _l("Decide on the person’s page"),
    ),
    Problem.CELLS_EXTRA: Wording(
        Code.EXTRA_CELLS,
        _l("More cells than there are columns"),
        _l("Put quotation marks around the cell that holds the separator"),
    ),
    Problem.CHARACTER_CONTROL: Wording(
        Code.CONTROL_CHAR,
        _l("Control character (%(character)s)"),
        _l("Retype the cell"),
    ),
    Problem.CHARACTER_DIRECTION: Wording(
        Code.CONTROL_CHAR,
        _l("Invisible character that changes the direction of writing (%(character)s)"),
        _l("Retype the cell"),
    ),
    Problem.CHARACTER_INVISIBLE: Wording(
        Code.CONTROL_CHAR,
        _l("Invisible character (%(character)s)"),
        _l("Retype the cell"),
    ),
    Problem.CHARACTER_LINE: Wording(
        Code.CONTROL_CHAR,
        _l("Line break or tab inside the cell"),
        _l("Write the value on one line"),
    ),
    Problem.COMMISSIONER_UNKNOWN: Wording(
        Code.UNKNOWN_COMMISSIONER, _l("Not in the list"), "%(choices)s"
    ),
    Problem.COUNTRY_UNKNOWN: Wording(
        Code.UNKNOWN_COUNTRY,
        _l("Unknown country"),
        _l("Two-letter ISO code; Kosovo: XK"),
    ),
    Problem.DATE_DAY: Wording(
        Code.BAD_DATE,
        _l("This month has only %(days)s days"),
        _l("Write %(last)s or the real date"),
    ),
    Problem.DATE_FORM: Wording(
        Code.BAD_DATE,
        _l("Not a date"),
        _l("Write the date as 31/12/2027"),
    ),
    Problem.DATE_MISSING: Wording(
        Code.BAD_DATE, _l("No date"), _l("Write the date as 31/12/2027")
    ),
    Problem.DATE_YEAR: Wording(
        Code.BAD_DATE, _l("Improbable year"), _l("Check the year of the date")
    ),
    Problem.DATES_REVERSED: Wording(
        Code.END_BEFORE_START,
        _l("Before the first day (%(start)s)"),
        _l("Check the two dates"),
    ),
    Problem.FORMULA: Wording(
        Code.FORMULA,
        _l("Formula instead of text"),
        _l("Replace the formula by its value"),
    ),
    Problem.HALF_DAY_UNKNOWN: Wording(
        Code.UNKNOWN_VALUE,
        _l("Not a half-day of this event"),
        _l("Write “all”, or some of these, parted by commas: %(choices)s"),
    ),
    Problem.IDENTIFIER_KNOWN: Wording(
        Code.DUPLICATE_IDENTIFIER,
        _l("Already a mission of %(name)s"),
        _l("Correct the identifier, or the name"),
    ),
    Problem.IDENTIFIER_MISSING: Wording(
        Code.NO_IDENTIFIER, _l("Required"), _l("Fill in")
    ),
    Problem.IDENTIFIER_REPEATED: Wording(
        Code.DUPLICATE_IDENTIFIER,
        _l("Already in row %(other)s"),
        _l("Keep only one of the two rows"),
    ),
    Problem.IDENTIFIER_TAKEN: Wording(
        Code.DUPLICATE_IDENTIFIER,
        _l("Already in row %(other)s, with another name"),
        _l("Keep only one of the two rows"),
    ),
    Problem.MISSION_LONG: Wording(
        Code.LONG_MISSION,
        _l("Mission longer than three years"),
        _l("Check the two dates"),
    ),
    Problem.NAME_ADDRESS: Wording(
        Code.UNKNOWN_VALUE, _l("Web address in a name"), _l("Write only the name")
    ),
    Problem.NAME_MISSING: Wording(Code.EMPTY_NAME, _l("Required"), _l("Fill in")),
    Problem.NO_PLACE: Wording(
        Code.NO_PLACE,
        _l("No place is left"),
        _l("Raise the number of places, or leave the row aside"),
    ),
    Problem.NO_PLACE_THERE: Wording(
        Code.NO_PLACE,
        _l("No place is left for an answer that the person chose"),
        _l("Raise the places of that answer, or leave the row aside"),
    ),
    Problem.NUMBER: Wording(Code.BAD_NUMBER, _l("Not a number"), _l("Write 0, 1 or 2")),
    Problem.PERSON_KNOWN: Wording(
        Code.KNOWN_OTHERWISE,
        _l("Known as %(name)s"),
        _l("Check that it is the same person: their own name stays"),
    ),
    Problem.PERSON_REPEATED: Wording(
        Code.DUPLICATE_EMAIL,
        _l("Already in row %(other)s"),
        _l("Keep only one of the two rows"),
    ),
    Problem.TOO_LONG: Wording(
        Code.TOO_LONG,
        _l("Longer than %(limit)s characters"),
        _l("Shorten the text"),
    ),
    Problem.VALUE_UNKNOWN: Wording(
        Code.UNKNOWN_VALUE, _l("Not in the list"), "%(choices)s"
    ),
    Problem.YES_NO: Wording(
        Code.BAD_YES_NO, _l("Neither yes nor no"), _l("Write “oui” or “non”")
    ),
}


@dataclass(frozen=True)
class Fault:
    """One thing to mend: row of the file, header of its column, what was read."""

    row: int
    column: str
    problem: Problem
    value: str = ""
    facts: dict[str, int | str] = field(default_factory=dict, hash=False)

    @property
    def code(self) -> Code:
        """The kind, for programs."""
        return WORDINGS[self.problem].code

    @property
    def message(self) -> str:
        """What is wrong, in the reader's language."""
        return str(WORDINGS[self.problem].message) % self.facts

    @property
    def remedy(self) -> str:
        """What to do in the file, in the reader's language."""
        return str(WORDINGS[self.problem].remedy) % self.facts
