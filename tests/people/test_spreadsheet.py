"""What an uploaded file becomes."""

import io
from datetime import date

import pytest
import xlsxwriter

from eti_events.people.spreadsheet import Table, column_letters, read_spreadsheet
from eti_events.people.titles import recognise
from tests.people.files import (
    HEADERS,
    csv_file,
    expert,
    raw_workbook,
    read_csv,
    read_xlsx,
    roster,
    sheet_xml,
    text_cell,
    workbook,
)


def read(content: bytes, name: str = "roster.csv") -> Table:
    return read_spreadsheet(content, name, recognise)


def names(table: Table) -> list[str]:
    column = table.headers.index("Nom")
    return [str(row.cells[column]) for row in table.rows]


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_the_roster_is_read_whole_from_both_formats(extension: str) -> None:
    table = read(roster("roster", extension), f"roster.{extension}")

    assert len(table.rows) == 481
    assert table.headers == tuple(HEADERS)
    assert (table.header_row, table.rows[0].number, table.rows[-1].number) == (
        1,
        2,
        482,
    )


def test_dates_are_dates_in_a_workbook_and_text_in_a_text_file() -> None:
    table = read_xlsx(workbook(Experts=[HEADERS, expert(start=date(2025, 9, 9))]))

    assert table.rows[0].cells[17] == date(2025, 9, 9)
    assert read_csv([expert()]).rows[0].cells[17] == "09/09/2025"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_usual_encodings_and_delimiters_are_found_out(
    encoding: str, said: str, delimiter: str
) -> None:
    table = read_csv([expert()], encoding=encoding, delimiter=delimiter)

    assert names(table) == ["Genêtb"]
    assert (table.encoding, table.delimiter) == (said, delimiter)


def test_empty_rows_are_passed_over_and_keep_the_numbers_of_the_file() -> None:
    text = "\r\n\r\n" + csv_file([expert(1)], encoding="utf-8").decode() + ";;\r\n"
    text += ";".join(expert(2)) + "\r\n"

    table = read(text.encode())

    assert table.header_row == 3
    assert [row.number for row in table.rows] == [4, 6]


def test_a_title_above_the_headers_is_no_header() -> None:
    rows = [["Experts au 1er août", "", "2026"], [], HEADERS, expert()]

    table = read_xlsx(workbook(Experts=rows))

    assert (table.header_row, names(table)) == (3, ["Genêtb"])


def test_the_sheet_with_the_best_known_headers_is_taken_and_named() -> None:
    content = workbook(
        Notes=[["Nom", "Remarque"], ["Sauge", "à revoir"]], Experts=[HEADERS, expert()]
    )

    table = read_xlsx(content)

    assert (table.sheet, table.other_sheets) == ("Experts", ("Notes",))


def test_a_hidden_sheet_is_not_looked_at_but_hidden_rows_count() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    old, experts = book.add_worksheet("Old"), book.add_worksheet("Experts")
    for sheet in (old, experts):
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, expert())
    experts.activate()
    old.hide()
    experts.set_row(1, None, None, {"hidden": True})
    book.close()

    table = read_xlsx(stream.getvalue())

    assert (table.sheet, table.other_sheets, len(table.rows)) == ("Experts", (), 1)


def test_repeated_and_missing_titles_are_told_apart() -> None:
    table = read_xlsx(workbook(A=[["Nom", "Date", "Date", ""], ["a", "b", "c", "d"]]))

    assert table.headers == ("Nom", "Date", "Date (2)", "(D)")


def test_formulas_are_known_even_with_a_cached_value() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADERS)
    sheet.write_row(1, 0, expert())
    sheet.write_formula(1, 12, '="Da"&"kar"', None, "Dakar")
    book.close()

    table = read_xlsx(stream.getvalue())

    assert table.is_formula(2, 12)
    assert not table.is_formula(2, 11)


def test_numbers_are_written_as_people_do() -> None:
    table = read_xlsx(workbook(A=[["Nom", "Pays", "X"], [1.0, 2.5, True]]))

    assert table.rows[0].cells == ("1", "2.5", "true")


def test_a_cell_far_too_long_is_cut_and_stays_recognisably_too_long() -> None:
    assert len(str(read_csv([expert(city="x" * 5000)]).rows[0].cells[12])) == 1001


def test_the_separator_line_of_excel_is_passed_over() -> None:
    table = read(b"sep=,\r\n" + csv_file([expert()], encoding="utf-8", delimiter=","))

    assert (table.header_row, len(table.rows)) == (1, 1)


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_spreadsheets_do(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_a_lying_dimension_is_not_believed() -> None:
    row = f'<row r="1">{text_cell("A1", "Nom")}{text_cell("B1", "Pays")}</row>'
    row += f'<row r="2">{text_cell("A2", "Sauge")}{text_cell("B2", "SN")}</row>'
    lie = '<dimension ref="A1:XFD1048576"/>'

    table = read_xlsx(raw_workbook(sheet_xml(row, before=lie)))

    assert (table.headers, len(table.rows)) == (("Nom", "Pays"), 1)


def test_formatted_but_empty_cells_far_away_are_no_content() -> None:
    row = f'<row r="1">{text_cell("A1", "Nom")}{text_cell("B1", "Pays")}</row>'
    row += f'<row r="2">{text_cell("A2", "Sauge")}</row>'
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'

    assert len(read_xlsx(raw_workbook(sheet_xml(row + far))).rows) == 1


def test_cells_merged_above_the_headers_are_harmless() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Experts")
    sheet.merge_range("A1:X1", "Experts au 1er août")
    sheet.write_row(1, 0, HEADERS)
    sheet.write_row(2, 0, expert())
    book.close()

    assert names(read_xlsx(stream.getvalue())) == ["Genêtb"]
