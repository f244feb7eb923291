"""Rosters altered at random for minutes: read, refused or faulty, never an error."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eti_events.people.checking import check
from eti_events.people.columns import MissingColumns, chosen, propose
from eti_events.people.spreadsheet import Row, Table, read_spreadsheet
from eti_events.people.titles import ROSTER, recognise
from eti_events.people.unreadable import Unreadable
from tests.people.files import HEADERS, csv_file, expert, roster, workbook

pytestmark = pytest.mark.faults

LONG = settings(
    max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck)
)
WHOLE = {
    "small.xlsx": workbook(Experts=[HEADERS, expert(1), expert(2)]),
    "small.csv": csv_file([expert(1), expert(2)]),
    "whole.xlsx": roster("roster", "xlsx"),
    "whole.csv": roster("roster", "csv"),
}
NASTY = [
    "=1",
    "\x00",
    "\u202e",
    "\ufeff",
    "Ã©",
    "ﷺ" * 20,
    "İ",
    "ß",
    "\U0010ffff",
    "1e999",
]
CELLS = st.one_of(st.text(max_size=40), st.sampled_from(NASTY), st.dates())


@LONG
@given(st.data())
def test_any_alteration_of_the_bytes_is_survived(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(WHOLE)))
    content = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 20))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 40))] = data.draw(
            st.binary(max_size=40)
        )

    with suppress(Unreadable, MissingColumns):
        table = read_spreadsheet(bytes(content), name, recognise)
        found = check(table, chosen(propose(table, {}, ROSTER), ROSTER))
        assert len(found.rows) + len(found.faulty_rows) == len(table.rows)


@LONG
@given(st.lists(st.lists(CELLS, max_size=26), min_size=1, max_size=40))
def test_any_rows_at_all_are_values_or_faults(rows: list[list[str]]) -> None:
    numbered = (Row(number, tuple(cells)) for number, cells in enumerate(rows, 2))
    table = Table("", tuple(HEADERS), 1, tuple(numbered))

    found = check(table, chosen(propose(table, {}, ROSTER), ROSTER))

    assert len(found.rows) + len(found.faulty_rows) == len(table.rows)
    assert all(fault.message and fault.remedy for fault in found.faults)
