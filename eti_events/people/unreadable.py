"""Why an uploaded file cannot be read; every sentence says what to do."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class Unreadable(Refusal):
    """The file cannot be taken; the sentence says why and what to do.

    ``whom`` is what the rows of such a file are: experts, people.
    """

    whom: Any = _l("rows")
    message: ClassVar[str] = _l(
        "This file could not be read: it is damaged or is not a real spreadsheet. "
        "Open it in your spreadsheet program, save it again as XLSX, and retry."
    )

    def __init__(self, **facts: int | str) -> None:
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message) % {**self.facts, "whom": self.whom}


class Empty(Unreadable):
    """There is nothing to import."""

    message = _l("This file holds no row below its headers. Choose another file.")


class TooLarge(Unreadable):
    """Tables of people are small."""

    message = _l(
        "This file is larger than 10 MB. Save only the sheet of %(whom)s, without "
        "pictures, in a new workbook."
    )


class WrongExtension(Unreadable):
    """Only two kinds of file are read."""

    message = _l(
        "Only XLSX and CSV files can be imported. In your spreadsheet program, choose "
        "“Save as” and one of these two formats."
    )


class WrongContent(Unreadable):
    """The extension says one thing, the first bytes another."""

    message = _l(
        "The content of this file is not what its name says. In your spreadsheet "
        "program, choose “Save as” and the format XLSX or CSV."
    )


class Locked(Unreadable):
    """Excel wraps workbooks with a password in its old container."""

    message = _l(
        "This workbook is protected by a password, or is an old .xls. Save it as XLSX "
        "without password, then import that file."
    )


class TooLargeUnpacked(Unreadable):
    """A small archive can hide gigabytes."""

    message = _l(
        "Unpacked, this workbook would weigh %(size)s MB; %(limit)s at most, and far "
        "less is normal. Copy the %(whom)s into a new workbook."
    )


class TooDense(Unreadable):
    """Only the same thing again and again packs so well."""

    message = _l(
        "This workbook is packed %(times)s times smaller than what it holds: no "
        "spreadsheet program does that. Copy the %(whom)s into a new workbook."
    )


class TooManyParts(Unreadable):
    """A workbook of one sheet has about ten parts."""

    message = _l(
        "This workbook is made of %(parts)s parts; %(limit)s at most. Copy the "
        "%(whom)s into a new workbook."
    )


class TooManySheets(Unreadable):
    """A workbook may hold more than the table, within reason."""

    message = _l(
        "This workbook has %(sheets)s sheets; %(limit)s at most. Copy the "
        "%(whom)s into a new workbook."
    )


class TooManyRows(Unreadable):
    """The roster has some hundred rows, a list seldom more."""

    message = _l(
        "The sheet has more than %(limit)s rows. Delete the empty or foreign rows, or "
        "split the file."
    )


class RowsTooFar(Unreadable):
    """Something lies far below the table."""

    message = _l(
        "The sheet holds something as far down as row %(rows)s. Save only the %(whom)s "
        "in a new workbook."
    )


class TooManyColumns(Unreadable):
    """The roster has some twenty columns."""

    message = _l(
        "The sheet has more than 100 columns. Save only the sheet of %(whom)s in a new "
        "workbook."
    )


class TooManyCells(Unreadable):
    """Reading every cell would take too long."""

    message = _l(
        "The sheet holds far more cells than %(whom)s need. Save only the "
        "%(whom)s in a new workbook."
    )


class TooMuchText(Unreadable):
    """The answer must fit in memory."""

    message = _l(
        "The file holds more than %(limit)s characters. Keep only the columns that "
        "are imported."
    )


class TooHeavy(Unreadable):
    """The reader ran out of time or memory."""

    message = _l(
        "Reading this file takes too much time or memory. Copy the %(whom)s into a new "
        "workbook, values only."
    )


class WithEntities(Unreadable):
    """No spreadsheet program writes document types."""

    message = _l(
        "This workbook holds declarations that no spreadsheet program writes. Copy the "
        "%(whom)s into a new workbook."
    )


class WithMacros(Unreadable):
    """Programs have no place in a table."""

    message = _l("This workbook holds macros. Save it as XLSX without macros.")


class UnknownEncoding(Unreadable):
    """Neither UTF-8, nor UTF-16, nor Windows-1252."""

    message = _l(
        "The letters of this text file cannot be decoded. Save it as “CSV UTF-8”, or "
        "as XLSX."
    )


class MixedEncoding(Unreadable):
    """Two files were pasted together."""

    message = _l(
        "This text file mixes two encodings: some accented letters would be wrong. "
        "Open it, correct them, and save it as “CSV UTF-8” or XLSX."
    )


class DamagedText(Unreadable):
    """The accents were already lost when the file was saved."""

    message = _l(
        "The accented letters of this file are damaged, first in row %(row)s (“Ã©” "
        "instead of “é”). Export it again as “CSV UTF-8” or XLSX."
    )


class NotText(Unreadable):
    """Control characters everywhere."""

    message = _l("This is not a text file. Save it as XLSX or CSV.")


class UnclosedQuote(Unreadable):
    """From there on, one cell would swallow the others."""

    message = _l(
        "From row %(row)s on, a quotation mark is misplaced or never closed. Correct "
        "it, or save the file as XLSX."
    )


class EndlessCell(Unreadable):
    """Whole books fit into one cell, or everything that follows a quotation mark."""

    message = _l(
        "A cell of row %(row)s is far too long, or a quotation mark in it is never "
        "closed. Correct it, or save the file as XLSX."
    )


class Merged(Unreadable):
    """A merged cell has one value for several people, or none."""

    message = _l(
        "Cells %(cells)s are merged. Unmerge them and write the value in every row."
    )


class FormulaInHeaders(Unreadable):
    """A computed title may change by itself."""

    message = _l("The headers in row %(row)s hold a formula. Replace it by its text.")


REFUSALS: dict[str, type[Unreadable]] = {
    "broken": Unreadable,
    "damaged_text": DamagedText,
    "endless_cell": EndlessCell,
    "entities": WithEntities,
    "macros": WithMacros,
    "mixed_encoding": MixedEncoding,
    "not_text": NotText,
    "too_dense": TooDense,
    "too_heavy": TooHeavy,
    "too_large_unpacked": TooLargeUnpacked,
    "too_many_cells": TooManyCells,
    "too_many_columns": TooManyColumns,
    "too_many_parts": TooManyParts,
    "too_many_rows": TooManyRows,
    "too_many_sheets": TooManySheets,
    "too_much_text": TooMuchText,
    "unclosed_quote": UnclosedQuote,
    "unknown_encoding": UnknownEncoding,
}
