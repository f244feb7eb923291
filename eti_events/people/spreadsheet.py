"""Uploaded spreadsheets: a file becomes tables of text and dates, or a refusal.

Size, extension and first bytes are checked here; everything else happens in a child
process (``sheet_reader``) that cannot take this one down.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from eti_events.people import unreadable

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 2_000
MAX_CELL = 1_000
SECONDS = 10
MAX_ANSWER = 64 * 1024 * 1024
TOP_ROWS = 20
READER = Path(__file__).with_name("sheet_reader.py")
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NOT_TEXT = (ZIP, OLD_EXCEL, b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")

MAX_HEADER = 200
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Cell = str | date
Recognise = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Row:
    """One row; ``number`` is its place in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """The rows below the headers; every header is unique, none is empty.

    ``repeated`` gives the title that several columns bear, by their headers.
    """

    sha256: str
    headers: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...]
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    formulas: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    repeated: Mapping[str, str] = field(default_factory=dict)

    def is_formula(self, row: int, column: int) -> bool:
        """Whether the cell (row from 1, column from 0) is computed by the sheet."""
        return (row, column + 1) in self.formulas


def read_spreadsheet(content: bytes, name: str, recognise: Recognise) -> Table:
    """Return the table whose headers are recognised best; raise Unreadable.

    ``recognise`` counts the headers it knows in a row of texts.
    """
    answer = _ask_reader(content, _kind(content, name))
    sheets = [_Sheet(sheet, recognise) for sheet in answer["sheets"]]
    if not sheets:
        raise unreadable.Empty
    best = max(sheets, key=lambda sheet: sheet.known)
    if not best.known:
        best = next((sheet for sheet in sheets if sheet.excess), best)
    best.check()
    titles = best.titles()
    headers = _unique(titles)
    return Table(
        sha256=hashlib.sha256(content).hexdigest(),
        headers=headers,
        header_row=best.header.number,
        rows=best.body(),
        sheet=best.name,
        other_sheets=tuple(s.name for s in sheets if s is not best and s.name),
        encoding=answer.get("encoding"),
        delimiter=answer.get("delimiter"),
        formulas=best.formulas,
        repeated={
            header: title
            for header, title in zip(headers, titles, strict=True)
            if titles.count(title) > 1
        },
    )


def media_type_of(name: str) -> str:
    """Return the media type of a file of that name, one of the two kinds."""
    return MEDIA_TYPES[".xlsx" if name.lower().endswith(".xlsx") else ".csv"]


def _kind(content: bytes, name: str) -> str:
    kind = Path(name).suffix.lower().removeprefix(".")
    if kind not in ("xlsx", "csv"):
        raise unreadable.WrongExtension
    if not content.strip():
        raise unreadable.Empty
    if len(content) > MAX_BYTES:
        raise unreadable.TooLarge
    if content.startswith(OLD_EXCEL):
        raise unreadable.Locked
    if content.startswith(ZIP) != (kind == "xlsx"):
        raise unreadable.WrongContent
    if kind == "csv" and content.startswith(NOT_TEXT):
        raise unreadable.WrongContent
    return kind


def _ask_reader(content: bytes, kind: str) -> dict[str, Any]:
    command = [sys.executable, "-I", str(READER), kind]
    with tempfile.TemporaryFile() as output:
        try:
            subprocess.run(  # noqa: S603 -- our own program, no shell
                command,
                input=content,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=True,
            )
        except subprocess.TimeoutExpired:
            raise unreadable.TooHeavy from None
        except subprocess.CalledProcessError as ended:
            if ended.returncode < 0:  # a signal: over its time, or out of memory
                raise unreadable.TooHeavy from None
            raise unreadable.Unreadable from None
        if os.fstat(output.fileno()).st_size > MAX_ANSWER:
            raise unreadable.TooHeavy
        output.seek(0)
        answer: dict[str, Any] = json.load(output)
    if code := answer.pop("refused", None):
        raise unreadable.REFUSALS[code](**answer)
    return answer


class _Sheet:
    """One sheet as the reader answers it, and where its headers are."""

    def __init__(self, answer: dict[str, Any], recognise: Recognise) -> None:
        name = answer["name"]
        self.name: str | None = name if name is None else printable(name)
        self.excess: dict[str, int] = answer.get("excess", {})
        self.rows = [_row(number, cells) for number, cells in answer["rows"]]
        self.formulas = frozenset((r, c) for r, c in answer.get("formulas", ()))
        self.merges: list[list[int]] = answer.get("merges", [])
        top = [_texts(row) for row in self.rows[:TOP_ROWS]]
        known = [recognise(texts) for texts in top]
        self.known = max(known, default=0)
        wide = (i for i, texts in enumerate(top) if sum(map(bool, texts)) > 1)
        self.top = known.index(self.known) if self.known else next(wide, 0)

    @property
    def header(self) -> Row:
        """The row of headers: the one most of whose texts are known."""
        return self.rows[self.top]

    def body(self) -> tuple[Row, ...]:
        """Return the rows below the headers."""
        return tuple(self.rows[self.top + 1 :])

    def check(self) -> None:
        """Raise Unreadable for what makes the whole sheet unfit."""
        if "columns" in self.excess:
            raise unreadable.TooManyColumns(**self.excess)
        if self.excess:
            raise unreadable.RowsTooFar(**self.excess)
        if not self.body():
            raise unreadable.Empty
        if len(self.body()) > MAX_ROWS:
            raise unreadable.TooManyRows(limit=MAX_ROWS)
        if any(row == self.header.number for row, _ in self.formulas):
            raise unreadable.FormulaInHeaders(row=self.header.number)
        for top, left, bottom, right in self.merges:
            if bottom >= self.header.number and (top, left) != (bottom, right):
                first, last = column_letters(left - 1), column_letters(right - 1)
                raise unreadable.Merged(cells=f"{first}{top}:{last}{bottom}")

    def titles(self) -> list[str]:
        """Return the title of every column; one without a title gets its letters.

        Only in a text file may a row be longer: there, a delimiter was not quoted.
        """
        titles = _texts(self.header)
        if self.name is not None:
            width = max(len(row.cells) for row in self.rows[self.top :])
            titles += [""] * (width - len(titles))
        return [
            " ".join(printable(text).split()) or f"({column_letters(column)})"
            for column, text in enumerate(titles)
        ]


def _unique(titles: Sequence[str]) -> tuple[str, ...]:
    """Return the titles, the second of its name with a “(2)”."""
    seen: Counter[str] = Counter()
    unique = []
    for title in titles:
        seen[title] += 1
        unique.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return tuple(unique)


def printable(text: str) -> str:
    """Return the text without control, direction and invisible characters."""
    return "".join(
        letter for letter in text if letter.isprintable() or letter.isspace()
    )


def column_letters(column: int) -> str:
    """Return the name that spreadsheets give to a column, counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _row(number: int, cells: list[Any]) -> Row:
    values = (date.fromisoformat(c[0]) if isinstance(c, list) else c for c in cells)
    return Row(number, tuple(values))


def _texts(row: Row) -> list[str]:
    return [str(cell).strip()[:MAX_HEADER] for cell in row.cells]
