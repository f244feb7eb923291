"""Which files are refused, how fast, and that the server does not feel it."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eti_events.people import unreadable
from eti_events.people.spreadsheet import (
    MAX_BYTES,
    Table,
    column_letters,
    read_spreadsheet,
)
from eti_events.people.titles import recognise
from tests.people.files import (
    HEADERS,
    MAIN,
    OFFICE,
    csv_file,
    expert,
    raw_workbook,
    roster,
    sheet_xml,
    text_cell,
    workbook,
)

MEGABYTE = 1024 * 1024
WHOLE = {
    "xlsx": workbook(Experts=[HEADERS, expert(), expert(2)]),
    "csv": csv_file([expert(), expert(2)]),
}


def working_seconds() -> float:
    """Return the processor time of this process and its children so far.

    Not the time on the wall, which other tests stretch.
    """
    whole = os.times()
    return whole.user + whole.system + whole.children_user + whole.children_system


def read(content: bytes, name: str = "roster.csv") -> Table:
    return read_spreadsheet(content, name, recognise)


def _zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _merged() -> bytes:
    body = "".join(
        f'<row r="{n}">{text_cell(f"A{n}", "Nom")}{text_cell(f"B{n}", "Pays")}</row>'
        for n in (1, 2)
    )
    after = '<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>'
    return raw_workbook(sheet_xml(body, after=after))


def _cells(references: Iterator[str]) -> str:
    return "<row>" + "".join(text_cell(r, "x") for r in references) + "</row>"


def _wide(columns: int) -> bytes:
    references = (f"{column_letters(n)}1" for n in range(columns))
    return raw_workbook(sheet_xml(_cells(references)))


def _far(row: int) -> bytes:
    last = f'<row r="{row}">{text_cell(f"B{row}", "x")}</row>'
    return raw_workbook(sheet_xml(_cells(iter(["A1", "B1"])) + last))


def _lying_sizes() -> bytes:
    """A part of 200 MB whose directory entry says 100 bytes."""
    content = bytearray(
        raw_workbook(
            sheet_xml(""), parts={"xl/sharedStrings.xml": b" " * 200 * MEGABYTE}
        )
    )
    real = (200 * MEGABYTE).to_bytes(4, "little")
    while (place := content.find(real)) >= 0:
        content[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(content)


LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
ONE_ROW = f'<row r="1">{text_cell("A1", "&x;")}{text_cell("B1", "Pays")}</row>'
SHEETS = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    + "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, 5000))
    + "</sheets></workbook>"
).encode()
EMPTY_CELLS = "<c/>" * 5_000_000
STRINGS = f"<sst>{'<si><t>x</t></si>' * 1_500_000}</sst>".encode()
LONG_STRING = f"<sst><si><t>{'x' * 30_000}</t></si></sst>".encode()
SHARED = "".join(
    f'<row r="{r}">'
    + "".join(f'<c r="{column_letters(c)}{r}" t="s"><v>0</v></c>' for c in range(100))
    + "</row>"
    for r in range(1, 2001)
)
HOSTILE = {
    "nothing": ("a.csv", b"", unreadable.Empty),
    "blanks only": ("a.csv", b" \r\n \r\n", unreadable.Empty),
    "headers only": ("a.csv", csv_file([]), unreadable.Empty),
    "empty workbook": ("a.xlsx", raw_workbook(sheet_xml("")), unreadable.Empty),
    "wrong extension": ("a.pdf", b"%PDF-1.7", unreadable.WrongExtension),
    "no extension": ("roster", b"Nom;Pays", unreadable.WrongExtension),
    "old Excel": ("a.xls", b"\xd0\xcf\x11\xe0", unreadable.WrongExtension),
    "password": ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), unreadable.Locked),
    "text named xlsx": ("a.xlsx", csv_file([expert()]), unreadable.WrongContent),
    "workbook named csv": ("a.csv", roster("roster", "xlsx"), unreadable.WrongContent),
    "picture named csv": ("a.csv", b"\x89PNG\r\n\x1a\n", unreadable.WrongContent),
    "11 MB": ("a.csv", b"Nom;Pays\n" * (11 * MEGABYTE // 9), unreadable.TooLarge),
    "truncated": ("a.xlsx", roster("roster", "xlsx")[:30_000], unreadable.Unreadable),
    "no workbook": ("a.xlsx", _zip(a=b"x"), unreadable.Unreadable),
    "macros": (
        "a.xlsx",
        raw_workbook(sheet_xml(""), parts={"xl/vbaProject.bin": b"x"}),
        unreadable.WithMacros,
    ),
    "bomb of 200 MB": (
        "a.xlsx",
        raw_workbook(sheet_xml(" " * 200 * MEGABYTE)),
        unreadable.TooLargeUnpacked,
    ),
    "dense 20 MB": (
        "a.xlsx",
        raw_workbook(sheet_xml(" " * 20 * MEGABYTE)),
        unreadable.TooDense,
    ),
    "thousands of sheets in one part": (
        "a.xlsx",
        raw_workbook(sheet_xml(ONE_ROW), parts={"xl/workbook.xml": SHEETS}),
        unreadable.TooManySheets,
    ),
    "lying sizes": ("a.xlsx", _lying_sizes(), unreadable.Unreadable),
    "5,000 parts": (
        "a.xlsx",
        raw_workbook(sheet_xml(""), parts={f"x/{n}": b"" for n in range(5000)}),
        unreadable.TooManyParts,
    ),
    "100,000 parts": (
        "a.xlsx",
        raw_workbook(sheet_xml(""), parts={f"x/{n}": b"" for n in range(70_000)}),
        unreadable.TooManyParts,
    ),
    "entities": (
        "a.xlsx",
        raw_workbook(LAUGHS + sheet_xml(ONE_ROW)),
        unreadable.WithEntities,
    ),
    "outside entity": (
        "a.xlsx",
        raw_workbook(OUTSIDE + sheet_xml(ONE_ROW)),
        unreadable.WithEntities,
    ),
    "entities in strings": (
        "a.xlsx",
        raw_workbook(
            sheet_xml(""), parts={"xl/sharedStrings.xml": f"{LAUGHS}<sst/>".encode()}
        ),
        unreadable.WithEntities,
    ),
    "5 million empty cells": (
        "a.xlsx",
        raw_workbook(sheet_xml(EMPTY_CELLS), parts={"x": os.urandom(MEGABYTE)}),
        unreadable.TooManyCells,
    ),
    "1.5 million strings": (
        "a.xlsx",
        raw_workbook(
            sheet_xml(""),
            parts={"xl/sharedStrings.xml": STRINGS, "x": os.urandom(MEGABYTE)},
        ),
        unreadable.Empty,
    ),
    "one long string 200,000 times": (
        "a.xlsx",
        raw_workbook(sheet_xml(SHARED), parts={"xl/sharedStrings.xml": LONG_STRING}),
        unreadable.TooHeavy,
    ),
    "six million characters": (
        "a.csv",
        csv_file([["x" * 900] * 80] * 90),
        unreadable.TooMuchText,
    ),
    "10,000 columns": ("a.xlsx", _wide(10_000), unreadable.TooManyColumns),
    "101 columns": ("a.xlsx", _wide(101), unreadable.TooManyColumns),
    "10,000 columns of text": (
        "a.csv",
        csv_file([["x"] * 10_000]),
        unreadable.TooManyColumns,
    ),
    "5 million delimiters": (
        "a.csv",
        b";" * 5_000_000 + b"x\n",
        unreadable.TooManyColumns,
    ),
    "last row": ("a.xlsx", _far(1_048_576), unreadable.RowsTooFar),
    "2,001 rows": (
        "a.csv",
        csv_file([expert(n) for n in range(2001)]),
        unreadable.TooManyRows,
    ),
    "a million rows": ("a.csv", b"a;b\n" * 1_000_000, unreadable.TooManyRows),
    "merged": ("a.xlsx", _merged(), unreadable.Merged),
    "bad reference": (
        "a.xlsx",
        raw_workbook(sheet_xml(f"<row>{text_cell('ZZZZZ99999999999', 'x')}</row>")),
        unreadable.Unreadable,
    ),
    "not XML": ("a.xlsx", raw_workbook("<worksheet>"), unreadable.Unreadable),
    "NUL in XML": (
        "a.xlsx",
        raw_workbook(sheet_xml(text_cell("A1", "&#0;"))),
        unreadable.Unreadable,
    ),
    "binary": ("a.csv", bytes(range(256)) * 400, unreadable.Unreadable),
    "zeros": ("a.csv", bytes(100_000), unreadable.Unreadable),
    "undecodable": (
        "a.csv",
        b"Nom;Pays\nS\x81n\xc9gal;x\n",
        unreadable.UnknownEncoding,
    ),
    "two encodings": (
        "a.csv",
        csv_file([expert()], encoding="utf-8") + "Genêt;x".encode("cp1252"),
        unreadable.MixedEncoding,
    ),
    "cut UTF-16": (
        "a.csv",
        csv_file([expert()], encoding="utf-16") + b"x",
        unreadable.MixedEncoding,
    ),
    "decoded wrongly below the headers": (
        "a.csv",
        csv_file([]) + csv_file([expert()], encoding="utf-8").decode("cp1252").encode(),
        unreadable.DamagedText,
    ),
    "decoded wrongly": (
        "a.csv",
        csv_file([expert()], encoding="utf-8").decode("cp1252").encode(),
        unreadable.DamagedText,
    ),
    "open quote": (
        "a.csv",
        csv_file([expert()]) + b'ETI-2;"M.;Sauge\r\n' * 40 + b'"',
        unreadable.UnclosedQuote,
    ),
    "one cell of 9 MB": (
        "a.csv",
        b"a;b\n" + b"x" * 9 * MEGABYTE,
        unreadable.EndlessCell,
    ),
}


WORST = (
    "bomb of 200 MB",
    "lying sizes",
    "one long string 200,000 times",
    "5 million empty cells",
    "5 million delimiters",
    "a million rows",
)


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_quickly_in_clear_words(case: str) -> None:
    name, content, reason = HOSTILE[case]

    start = working_seconds()
    # On a machine that is busy otherwise, the clock may run out before the reason.
    with pytest.raises((reason, unreadable.TooHeavy)) as refused:
        read(content, name)

    assert working_seconds() - start < 5
    assert str(refused.value).endswith(".")
    assert "%" not in str(refused.value)


def test_hostile_files_leave_the_memory_of_the_machine_alone(tmp_path: Path) -> None:
    for number, case in enumerate(WORST):
        name, content, _ = HOSTILE[case]
        (tmp_path / f"{number}-{name}").write_bytes(content)
    program = """
import resource, sys
from pathlib import Path
from eti_events.people.spreadsheet import read_spreadsheet
from eti_events.people.unreadable import Unreadable
from eti_events.people.titles import recognise
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        read_spreadsheet(path.read_bytes(), path.name, recognise)
        sys.exit(f"{path} was read")
    except Unreadable:
        pass
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(after - before + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(done.stdout) * 1024 < 150 * MEGABYTE


def test_the_largest_file_allowed_is_read_in_time_and_memory() -> None:
    rows = [[f"{r} {c} {'é' * 10}" for c in range(100)] for r in range(2000)]
    content = csv_file(rows, headers=[*HEADERS, *map(str, range(76))])
    before = psutil.Process().memory_info().rss

    start = working_seconds()
    table = read(content)

    assert len(table.rows) == 2000
    assert len(content) < MAX_BYTES
    assert working_seconds() - start < 5
    assert psutil.Process().memory_info().rss - before < 150 * MEGABYTE


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_file_altered_anywhere_is_read_or_refused_never_an_error(
    data: st.DataObject,
) -> None:
    extension = data.draw(st.sampled_from(["xlsx", "csv"]))
    content = bytearray(WHOLE[extension])
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(
            st.binary(max_size=3)
        )

    with suppress(unreadable.Unreadable):
        assert read(bytes(content), f"roster.{extension}").headers
