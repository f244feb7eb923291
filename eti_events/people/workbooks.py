"""Workbooks for organisers: faulty rows to correct, and an empty roster to fill in.

Every cell is typed as text, so that nothing in it is ever computed.
"""

import io
from collections.abc import Sequence

import xlsxwriter
from flask_babel import gettext as _

from eti_events.people.columns import shown
from eti_events.people.faults import Fault
from eti_events.people.models import Commissioner, Region, RiskLevel, Status, Theme
from eti_events.people.roster import FIELD_LABELS, HEADERS, REQUIRED, Field
from eti_events.people.spreadsheet import Table

WIDTH = 22
WIDE = 44


def faulty_rows(table: Table, faults: Sequence[Fault]) -> bytes:
    """Return the faulty rows as they are in the file, what is wrong beside them."""
    told: dict[int, list[Fault]] = {}
    for fault in faults:
        told.setdefault(fault.row, []).append(fault)
    titles = [_("Row"), _("Problems"), _("What to do in the file"), *table.headers]
    rows = [
        [
            str(row.number),
            "\n".join(f"{f.column} – {f.message}" for f in told[row.number]),
            "\n".join(fault.remedy for fault in told[row.number]),
            *map(shown, row.cells),
        ]
        for row in table.rows
        if row.number in told
    ]
    return _workbook({_("Faulty rows"): [titles, *rows]})


def template() -> bytes:
    """Return an empty roster, and beside it what each column takes."""
    choices = {
        Field.STATUS: Status,
        Field.COMMISSIONER: Commissioner,
        Field.REGION: Region,
        Field.THEME: Theme,
        Field.RISK_LEVEL: RiskLevel,
    }
    kinds = {
        Field.COUNTRY: _("Two-letter ISO code; Kosovo: XK"),
        Field.START_ON: "31/12/2027",
        Field.END_ON: "31/12/2027",
        Field.LANGUAGE: "fr, en",
        Field.FIRST_DEPARTURE: "oui, non",
        Field.SENSITIVE: "oui, non",
        Field.RENEWAL_NO: "0, 1, 2",
    }
    help_rows = [
        [
            HEADERS[field],
            str(FIELD_LABELS[field]),
            _("Required") if field in REQUIRED else "",
            ", ".join(choices[field]) if field in choices else kinds.get(field, ""),
        ]
        for field in Field
    ]
    titles = [_("Column"), _("Meaning"), _("Required"), _("Values")]
    return _workbook(
        {"Experts": [list(HEADERS.values())], _("Help"): [titles, *help_rows]}
    )


def _workbook(sheets: dict[str, Sequence[Sequence[str]]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, WIDTH)
            sheet.set_column(1, 2, WIDE if len(rows) > 1 else WIDTH)
            sheet.set_column(3, 60, WIDTH, text)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write_string(row, column, cell, bold if row == 0 else text)
    return stream.getvalue()
