"""Files that spreadsheet programs open: nothing in them is ever computed.

Workbooks hold text cells only. CSV knows no types, so what a program would take for
a formula gets an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import xlsxwriter

# What begins a formula, full-width forms too, and what hides one that follows.
STARTS = tuple("=+-@\t\r\n\0＝＋－＠")
WIDTH = 20
LONGEST_FOOTER = 255  # what programs take

Cells = Sequence[str]


def write_xlsx(
    titles: Cells,
    rows: Iterable[Cells],
    *,
    sheet: str,
    footer: str,
    made_at: datetime | None = None,
) -> bytes:
    """Return a workbook of text cells, written row by row; ``footer`` is printed.

    With ``made_at`` it says so, and the same cells are always the same bytes.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        made = {"created": made_at.astimezone(UTC)} if made_at else {}
        book.set_properties({"comments": footer, **made})
        bold = book.add_format({"bold": True, "bottom": 1})
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        page.set_column(0, max(len(titles) - 1, 0), WIDTH)
        page.set_footer(("&L" + footer.replace("&", "&&"))[:LONGEST_FOOTER])
        for column, title in enumerate(titles):
            page.write_string(0, column, title, bold)
        for number, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells):
                if cell:
                    page.write_string(number, column, cell)
    return stream.getvalue()


def write_csv(titles: Cells, rows: Iterable[Cells]) -> bytes:
    """Return UTF-8 with a mark that tells so, parted by semicolons, all quoted."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(titles)
    writer.writerows([harmless(cell) for cell in cells] for cells in rows)
    return stream.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Return the text so that no program computes it; spaces before hide nothing."""
    begins = cell.startswith(STARTS) or cell.lstrip().startswith(STARTS)
    return f"'{cell}" if begins else cell
