"""Spreadsheets made for tests, honest and hostile."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from eti_events.people.spreadsheet import Table, read_spreadsheet
from eti_events.people.titles import recognise

DATA = Path(__file__).parent.parent / "data"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADERS = [
    *("Identifiant", "Civilité", "Nom", "Prénom", "Courriel", "Téléphone", "Langue"),
    *("Statut", "Commanditaire", "Cofinanceur", "Organisme d'accueil"),
    *("Type d'organisme", "Ville", "Pays", "Zone", "Thématique"),
    *("Thématique secondaire", "Début de mission", "Fin de mission", "Renouvellement"),
    *("Premier départ", "Niveau de vigilance", "Poste sensible", "Référent"),
]

Values = Sequence[Any]


def roster(kind: str, extension: str) -> bytes:
    """Return a roster of the data set ``kind``."""
    return (DATA / kind / f"roster.{extension}").read_bytes()


def truth(kind: str) -> dict[str, Any]:
    """Return what is known of the data set ``kind``."""
    facts: dict[str, Any] = json.loads((DATA / kind / "truth.json").read_text())
    return facts


def expert(number: int = 1, **changed: Any) -> list[Any]:
    """Return one clean row; ``changed`` names fields by their key below."""
    values = {
        "identifier": f"ETI-{number:04}",
        "civility": "Mme",
        "family_name": f"Genêt{'abcdefghij'[number % 10]}",
        "given_name": "Alix",
        "email": f"alix.genet{number}@exemple.invalid",
        "phone": "+33 1 99 00 36 09",
        "language": "fr",
        "status": "ETI",
        "commissioner": "MEAE",
        "co_funder": "",
        "host": "Ministère des Finances",
        "host_kind": "Gouvernement",
        "city": "Dakar",
        "country": "SN",
        "region": "Afrique",
        "theme": "Développement durable",
        "secondary_theme": "",
        "start": "09/09/2025",
        "end": "28/09/2027",
        "renewal": "0",
        "first_departure": "oui",
        "risk": "jaune",
        "sensitive": "non",
        "desk_officer": "Référent Afrique",
    }
    assert changed.keys() <= values.keys()
    return list((values | changed).values())


def csv_file(
    rows: Sequence[Values],
    *,
    headers: Values = HEADERS,
    encoding: str = "utf-8-sig",
    delimiter: str = ";",
) -> bytes:
    """Return a text table."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows([headers, *rows])
    return stream.getvalue().encode(encoding)


def workbook(**sheets: Sequence[Values]) -> bytes:
    """Return a workbook with these sheets; dates are typed, all else is text."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False}
    )
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                else:
                    sheet.write(row, column, value)
    book.close()
    return stream.getvalue()


def raw_workbook(sheet: str, *, parts: dict[str, bytes] | None = None) -> bytes:
    """Return a workbook whose one sheet is this XML, with further parts."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship '
        f'Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="Experts" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**content, **(parts or {})}.items():
            archive.writestr(name, text)
    return stream.getvalue()


def sheet_xml(body: str, before: str = "", after: str = "") -> str:
    """Return the XML of a sheet around its rows."""
    return (
        f'<worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData>{after}'
        "</worksheet>"
    )


def text_cell(reference: str, text: str) -> str:
    """Return the XML of a cell of text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def read_csv(rows: Sequence[Values], **how: Any) -> Table:
    """Return the table that a text file of these rows gives."""
    return read_spreadsheet(csv_file(rows, **how), "roster.csv", recognise)


def read_xlsx(content: bytes) -> Table:
    """Return the table of a workbook."""
    return read_spreadsheet(content, "roster.xlsx", recognise)
