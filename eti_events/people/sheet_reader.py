"""Read a workbook or a text table in a process of its own, under tight limits.

Run by path, so that nothing of the application is loaded: the content comes in on
standard input, its kind (``xlsx`` or ``csv``) as the argument, and one line of JSON
goes out: the sheets, or ``{"refused": code, …facts}``. Nothing here decides what the
cells mean. XML is only ever scanned with document types refused, and calamine sees a
workbook rewritten from parts that were measured while they were unpacked.
"""

import csv
import io
import json
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

MEMORY = 120 * 1024 * 1024  # beside what the interpreter itself has mapped
OTHERWISE = 512 * 1024 * 1024
SECONDS = 3
UNPACKED = 30 * 1024 * 1024
PARTS = 500
SHEETS = 50
RATIO = 150
ROWS = 2_000
COLUMNS = 100
LAST_ROW = 5_000  # calamine fills the whole rectangle, so it may not reach far
XML_CELLS = 600_000
CHARACTERS = 5_000_000
CELL = 1_000
ENCODINGS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
FOLDERS = ("", "_rels", "xl", "xl/_rels", "xl/worksheets")
DELIMITERS = ";,\t|"
SNIFFED = 64 * 1024
DAMAGED = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x98-\x9d]")
DAMAGED_TEXT = re.compile("Ã[©¨ª«§´®¯¢¼\u00a0]|â€[™œ“]")
MANY_CONTROLS = 20

BROKEN = (
    *(KeyError, IndexError, ValueError, TypeError, EOFError, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, CalamineError),
)

Cell = str | list[str]  # a list of one holds a date


class Refused(Exception):
    """The content is refused; the parent finds the words for ``code``."""

    def __init__(self, code: str, **facts: int | str) -> None:
        self.answer = {"refused": code, **facts}


class Done(Exception):
    """The scan has seen enough."""


class SheetScan:
    """What the XML of one sheet holds: its extent, formulas and merged cells."""

    def __init__(self) -> None:
        self.formulas: list[tuple[int, int]] = []
        self.merges: list[str] = []
        self.excess: dict[str, int] = {}
        self._row = self._column = self._cells = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Follow one opening tag."""
        tag = name.rpartition(":")[2]
        if tag == "row":
            self._row = _number(attributes.get("r"), self._row + 1)
            self._column = 0
        elif tag == "c":
            self._open_cell(attributes)
        elif tag in ("v", "is", "f"):
            self._note_content(formula=tag == "f")
        elif tag == "mergeCell":
            self.merges.append(attributes.get("ref", ""))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self._cells += 1
        if self._cells > XML_CELLS:
            raise Refused("too_many_cells")
        if reference := attributes.get("r"):
            self._row, self._column = _place(reference)
        else:
            self._column += 1
        if attributes.get("t") == "e":
            self.formulas.append((self._row, self._column))

    def _note_content(self, *, formula: bool) -> None:
        if self._column > COLUMNS:
            self.excess = {"columns": self._column}
        elif self._row > LAST_ROW:
            self.excess = {"rows": self._row}
        if self.excess:
            raise Done
        if formula:
            self.formulas.append((self._row, self._column))


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not re.fullmatch("[0-9]{1,9}", text):
        raise Refused("broken")
    return int(text)


def _place(reference: str) -> tuple[int, int]:
    found = re.fullmatch("([A-Z]{1,4})([0-9]{1,9})", reference)
    if not found:
        raise Refused("broken")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _scan(xml: bytes, start: Any = None) -> None:
    """Parse ``xml`` whole; refuse document types, and so every entity."""

    def refuse(*_: object) -> None:
        raise Refused("entities")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    if start:
        parser.StartElementHandler = start
    parser.Parse(xml, True)


def _unpack(content: bytes) -> dict[str, bytes]:
    """Check the directory, then unpack what a table needs, measuring it for real."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > PARTS:
            raise Refused("too_many_parts", parts=len(entries), limit=PARTS)
        _check_sizes(sum(entry.file_size for entry in entries), len(content))
        names = [entry.filename for entry in entries]
        if len(set(names)) != len(names):
            raise Refused("broken")
        if any(name.endswith("vbaProject.bin") for name in names):
            raise Refused("macros")
        return _read_parts(archive, [entry for entry in entries if _needed(entry)])


def _check_sizes(unpacked: int, packed: int) -> None:
    if unpacked > UNPACKED:
        megabytes = -(-unpacked // (1024 * 1024))
        raise Refused("too_large_unpacked", size=megabytes, limit=UNPACKED // 1024**2)
    if unpacked > 1024 * 1024 and unpacked > RATIO * packed:
        raise Refused("too_dense", times=unpacked // packed)


def _needed(entry: zipfile.ZipInfo) -> bool:
    folder, _, name = entry.filename.lstrip("/").rpartition("/")
    return folder in FOLDERS and name.endswith((".xml", ".rels"))


def _read_parts(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]
) -> dict[str, bytes]:
    parts = {}
    for entry in entries:
        with archive.open(entry) as stream:
            parts[entry.filename.lstrip("/")] = stream.read()
    return parts


def _sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the part of every visible worksheet, by the sheet's name."""
    targets: dict[str, str] = {}
    ids: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "")
        if name.endswith("Relationship") and kind.endswith("/worksheet"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if (
            name.rpartition(":")[2] == "sheet"
            and "hidden" not in attributes.get("state", "").lower()
        ):
            key = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            ids[attributes.get("name", "")] = key

    _scan(parts["xl/_rels/workbook.xml.rels"], relation)
    _scan(parts["xl/workbook.xml"], sheet)
    return {name: _path(targets[key]) for name, key in ids.items() if key in targets}


def _path(target: str) -> str:
    target = unquote(target)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def read_workbook(content: bytes) -> dict[str, Any]:
    """Return the visible sheets of a workbook that keep within the limits."""
    parts = _unpack(content)
    paths = _sheet_paths(parts)
    if len(paths) > SHEETS:
        raise Refused("too_many_sheets", sheets=len(paths), limit=SHEETS)
    scans: dict[str, SheetScan] = {}
    for name, path in paths.items():
        scans[name] = scan = SheetScan()
        try:
            _scan(parts[path], scan.start)
        except Done:
            parts[path] = b"<worksheet><sheetData/></worksheet>"
    for name in parts.keys() - set(paths.values()):
        _scan(parts[name])
    book = CalamineWorkbook.from_filelike(_repack(parts))
    budget = Budget()
    return {"sheets": [_sheet(book, *scan, budget) for scan in scans.items()]}


def _repack(parts: dict[str, bytes]) -> io.BytesIO:
    """Return the parts as one archive; they are gone then, to hold nothing twice."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        while parts:
            archive.writestr(*parts.popitem())
    stream.seek(0)
    return stream


class Budget:
    """How much text the answer may still hold, over all sheets."""

    def __init__(self) -> None:
        self.left = CHARACTERS

    def take(self, text: str) -> str:
        """Return ``text``, one character over the limit at most."""
        text = text[: CELL + 1]
        self.left -= len(text)
        if self.left < 0:
            raise Refused("too_much_text", limit=CHARACTERS)
        return text

    def take_row(self, texts: list[str]) -> list[Cell]:
        """Return the texts of a row, each as above."""
        return [self.take(text) for text in texts]


def _sheet(
    book: CalamineWorkbook, name: str, scan: SheetScan, budget: Budget
) -> dict[str, Any]:
    if scan.excess:
        return {"name": name[:100], "excess": scan.excess, "rows": []}
    values = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    cells = ([_cell(value, budget) for value in row] for row in values)
    return {
        "name": name[:100],
        "rows": _filled(cells),
        "formulas": scan.formulas,
        "merges": [_corners(reference) for reference in scan.merges[:ROWS]],
    }


def _corners(reference: str) -> list[int]:
    first, _, last = reference.replace("$", "").partition(":")
    return [*_place(first), *_place(last or first)]


def _cell(value: Any, budget: Budget) -> Cell:
    if isinstance(value, datetime):
        return [value.date().isoformat()]
    if isinstance(value, date):
        return [value.isoformat()]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return budget.take(f"{value:.0f}")
    return budget.take(str(value))


def _filled(rows: Iterator[list[Cell]]) -> list[tuple[int, list[Cell]]]:
    """Return the rows that hold something, with their number in the file."""
    filled: list[tuple[int, list[Cell]]] = []
    for number, cells in enumerate(rows, 1):
        while cells and not (
            cells[-1] if isinstance(cells[-1], list) else cells[-1].strip()
        ):
            cells.pop()
        if not cells:
            continue
        if len(cells) > COLUMNS:
            raise Refused("too_many_columns", columns=len(cells), limit=COLUMNS)
        filled.append((number, cells))
        if len(filled) > ROWS + 20:  # a title and the headers are no experts
            raise Refused("too_many_rows", limit=ROWS)
    return filled


def read_text(content: bytes) -> dict[str, Any]:
    """Return the one table of a text file, its encoding and its delimiter."""
    encoding, start = _encoding(content)
    lines = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    if start.lower().startswith("sep="):  # Excel's own line, which it never shows
        start = start.removeprefix(lines.readline())
    delimiter = _delimiter(start)
    budget = Budget()
    rows = _filled(map(budget.take_row, _records(lines, delimiter)))
    encoding = encoding.removesuffix("-sig")
    sheet = {"name": None, "rows": rows}
    return {"sheets": [sheet], "encoding": encoding, "delimiter": delimiter}


def _encoding(content: bytes) -> tuple[str, str]:
    """Return the encoding of the whole text, and how the text starts."""
    encoding = next((e for mark, e in ENCODINGS if content.startswith(mark)), None)
    encoding = encoding or _unmarked_utf16(content) or "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8" or DAMAGED.search(content):
            raise Refused("mixed_encoding") from None
        text, encoding = _decode_windows(content), "cp1252"
    if damaged := DAMAGED_TEXT.search(text):
        raise Refused("damaged_text", row=text.count("\n", 0, damaged.start()) + 1)
    controls = re.subn("[\x00-\x08\x0e-\x1f]", "", text)[1]
    if controls > MANY_CONTROLS and controls * 100 > len(text):
        raise Refused("not_text")
    return encoding, text[:SNIFFED]


def _decode_windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise Refused("unknown_encoding") from None


def _unmarked_utf16(content: bytes) -> str | None:
    sample = content[:2000]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros and zeros.count(0) > len(zeros) * 0.8:
            return encoding
    return None


def _delimiter(text: str) -> str:
    """Return the delimiter that parts the first lines into most columns."""

    def columns(delimiter: str) -> int:
        lines = io.StringIO(text, newline="")
        reader = csv.reader(lines, delimiter=delimiter)
        return max(
            (len(row) for row, _ in zip(reader, range(20), strict=False)), default=0
        )

    try:
        return max(DELIMITERS, key=columns)
    except csv.Error:
        raise Refused("unclosed_quote", row=1) from None


def _records(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):  # noqa: B007 -- the handler names it
            yield row
    except csv.Error as error:
        code = "endless_cell" if "limit" in str(error) else "unclosed_quote"
        raise Refused(code, row=number + 1) from None


def read(kind: str, content: bytes) -> dict[str, Any]:
    """Return the answer for ``content``, whatever is wrong with it."""
    try:
        return read_workbook(content) if kind == "xlsx" else read_text(content)
    except Refused as refused:
        return refused.answer
    except MemoryError:
        return {"refused": "too_heavy"}
    except BROKEN:
        return {"refused": "broken"}


def _mapped() -> int:
    """Return the bytes of address space in use, which differ between systems."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:  # not Linux
        return OTHERWISE
    return pages * resource.getpagesize()


def main() -> None:
    """Answer for what is on standard input, within the limits of this process."""
    memory = _mapped() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = read(sys.argv[1], sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
