"""Which rows of a roster are faulty, and what exactly is said of them."""

import random
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eti_events.people.checking import Checked, check
from eti_events.people.columns import chosen, propose
from eti_events.people.spreadsheet import Row, Table, read_spreadsheet
from eti_events.people.titles import ROSTER, recognise
from tests.people.files import (
    HEADERS,
    csv_file,
    expert,
    read_csv,
    read_xlsx,
    roster,
    truth,
    workbook,
)


def checked(table: Table) -> Checked:
    return check(table, chosen(propose(table, {}, ROSTER), ROSTER))


def table_of(rows: Sequence[Sequence[Any]]) -> Table:
    """Return the rows as a table, from row 2 of a file with the usual headers."""
    numbered = (Row(number, tuple(cells)) for number, cells in enumerate(rows, 2))
    return Table("", tuple(HEADERS), 1, tuple(numbered))


def codes(*rows: list[Any]) -> list[tuple[int, str]]:
    """Return (row, code) of the faults of these rows."""
    return [(fault.row, fault.code) for fault in checked(table_of(rows)).faults]


def code(**changed: Any) -> list[str]:
    """Return the codes of the faults of one row, otherwise clean."""
    return [found for _, found in codes(expert(**changed))]


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
@pytest.mark.parametrize("kind", ["roster", "roster_with_faults"])
def test_the_rosters_give_exactly_the_faults_they_hold(
    kind: str, extension: str
) -> None:
    name = f"roster.{extension}"
    table = read_spreadsheet(roster(kind, extension), name, recognise)

    found = checked(table)

    facts = truth(kind)
    named = [(fault.row, fault.code.value) for fault in found.faults]
    assert sorted(named) == sorted((f["row"], f["kind"]) for f in facts["faults"])
    assert len(found.rows) == facts["rows"] - len(facts["faults"])


def test_both_formats_give_the_same_values() -> None:
    of = [
        checked(read_spreadsheet(roster("roster", x), f"a.{x}", recognise)).rows
        for x in ("xlsx", "csv")
    ]

    assert of[0] == of[1]


def test_a_clean_row_becomes_typed_values() -> None:
    row = checked(read_csv([expert(email="Alix.GENET@Exemple.invalid")])).rows[0]

    assert row.row == 2
    assert (row.email, row.email_key) == (
        "Alix.GENET@Exemple.invalid",
        "alix.genet@exemple.invalid",
    )
    assert (row.start_on, row.end_on) == (date(2025, 9, 9), date(2027, 9, 28))
    assert (row.status, row.commissioner, row.region) == ("ETI", "MEAE", "Afrique")
    assert (row.first_departure, row.sensitive, row.renewal_no) == (True, False, 0)


@pytest.mark.parametrize(
    "changed",
    [
        {"country": "sn"},
        {"country": "Sénégal"},
        {"country": "XK"},
        {"commissioner": "MEAE "},
        {"commissioner": "dg tresor"},
        {"commissioner": "\u00a0AFD\u00a0"},
        {"commissioner": "Other"},
        {"phone": "'+33 1 99 00 36 09"},
        {"phone": "+33-1-99-00-36-09"},
        {"phone": "+33 (0)1 99 00 36 09"},
        {"phone": ""},
        {"host": "- Ministère (annexe)"},
        {"host": "a = b"},
        {"host": "C++ & Co"},
        {"city": "'t Veld"},
        {"city": ""},
        {"family_name": "d'Églantine"},
        {"family_name": "Ó Genêt"},
        {"family_name": "de La Fontaine-aux-Coquelicots"},
        {"given_name": "Thị"},
        {"given_name": "نور"},
        {"given_name": "می\u200cخواهم"},
        {"given_name": "O"},
        {"email": "A.B+c@EXEMPLE.invalid"},
        {"email": "x@éxemple.invalid"},
        {"email": "x@exemple.test"},
        {"email": "x@maison.local"},
        {"email": "x@sub.domain.exemple.org"},
        {"start": "9/9/2025"},
        {"start": "2025-09-09"},
        {"start": "09.09.2025"},
        {"start": "09-09-2025"},
        {"start": "2025-09-09T00:00:00"},
        {"start": "09/09/2025 00:00"},
        {"start": "29/02/2024"},
        {"start": "28/09/2027"},
        {"renewal": ""},
        {"first_departure": "OUI"},
        {"first_departure": "Yes"},
        {"first_departure": ""},
        {"risk": ""},
        {"risk": "Rouge"},
        {"language": ""},
        {"civility": "Dr"},
        {"co_funder": "UE"},
    ],
)
def test_what_people_may_write_is_no_fault(changed: dict[str, Any]) -> None:
    assert code(**changed) == []


FAULTS: dict[str, Sequence[dict[str, Any]]] = {
    "formula": [
        {"host": '=HYPERLINK("http://evil.invalid","x")'},
        {"host": "=1+1"},
        {"city": "=cmd|' /C calc'!A0"},
        {"desk_officer": "=A1"},
        {"city": "="},
        {"family_name": " =SUM(A1:A9)"},
        {"city": "＝1+1"},
        {"host": "@SUM(1+1)*cmd|' /C calc'!A0"},
        {"host": "+cmd|' /C calc'!A0"},
        {"host": "-2+3+cmd|' /C calc'!A0"},
        {"host": "-1+1"},
        {"host": '+HYPERLINK("http://evil.invalid")'},
        {"identifier": "=ROW()"},
        {"email": '="a"&"@b.org"'},
        {"start": "=TODAY()"},
        {"phone": "=1"},
    ],
    "control_char": [
        {"city": "Ville\u202eX"},
        {"city": "Da\x00kar"},
        {"city": "Dakar\x07"},
        {"city": "\u200eDakar"},
        {"city": "Dakar\u200f"},
        {"given_name": "Al\u2066ix\u2069"},
        {"given_name": "Al\u200bix"},
        {"given_name": "Al\u200dix"},
        {"family_name": "Ge\u202anêt"},
        {"family_name": "Ge\u202bnêt"},
        {"host": "A\nB"},
        {"host": "A\tB"},
        {"host": "A\x1fB"},
        {"host": "A\x7fB"},
        {"host": "A\x85B"},
        {"host": "A\u2028B"},
        {"host": "A\ufeffB"},
        {"host": "A\u061cB"},
        {"host": "Dé\u00adveloppement"},
        {"host": "A\U000e0041"},
        {"host": "A\ufdd0"},
        {"email": "alix\u200b@exemple.invalid"},
        {"identifier": "ETI\u202e1"},
        {"desk_officer": "Référent\x1b[31m"},
        {"country": "S\u200eN"},
    ],
    "no_email": [{"email": ""}, {"email": "  "}, {"email": "\u00a0"}, {"email": "-"}],
    "bad_email": [
        {"email": "alix at exemple.invalid"},
        {"email": "alix.exemple.invalid"},
        {"email": "alix@@exemple.invalid"},
        {"email": "a@b@exemple.invalid"},
        {"email": "alix genet@exemple.invalid"},
        {"email": "alix@exemple,invalid"},
        {"email": "alix,genet@exemple.invalid"},
        {"email": "alix@exemple.invalid."},
        {"email": "alix.@exemple.invalid"},
        {"email": ".alix@exemple.invalid"},
        {"email": "alix..genet@exemple.invalid"},
        {"email": "alix@exemple"},
        {"email": "alix@.invalid"},
        {"email": "@exemple.invalid"},
        {"email": "alix@"},
        {"email": "alix@exem ple.invalid"},
        {"email": "a@exemple.invalid; b@exemple.invalid"},
        {"email": "Alix <alix@exemple.invalid>"},
        {"email": "mailto:alix@exemple.invalid"},
        {"email": "alix@-exemple.invalid"},
        {"email": "alix@127.0.0.1"},
        {"email": "alix(a)exemple.invalid"},
        {"email": "à compléter"},
        {"email": "aïx@exemple.invalid"},
        {"email": "x" * 65 + "@exemple.invalid"},
    ],
    "bad_date": [
        {"start": "le 32/13/2024"},
        {"start": "31/02/2024"},
        {"start": "29/02/2023"},
        {"start": "2024-13-01"},
        {"start": "2024-02-30"},
        {"start": "00/00/0000"},
        {"start": "bientôt"},
        {"start": ""},
        {"end": ""},
        {"end": "31/09/2027"},
        {"end": "12/31/2027"},
        {"start": "01/09/25"},
        {"start": "45307"},
        {"start": "1er septembre 2025"},
        {"start": "01/09/0025"},
        {"end": "01/01/9999"},
        {"start": "01/09-2025"},
        {"start": "-01/09/2025"},
        {"start": "09/09/2025 14:30"},
        {"start": "2025"},
        {"start": "٠١/٠٩/٢٠٢٥"},
    ],
    "end_before_start": [
        {"end": "08/09/2025"},
        {"start": "29/09/2027"},
        {"start": "2028-01-01"},
        {"end": "01/01/2000"},
    ],
    "unknown_country": [
        {"country": "ZZ"},
        {"country": "XX"},
        {"country": "Wakanda"},
        {"country": ""},
        {"country": "UK"},
        {"country": "EU"},
        {"country": "S"},
        {"country": "SN, ML"},
    ],
    "unknown_commissioner": [
        {"commissioner": "Ministère inconnu"},
        {"commissioner": "Ministere X"},
        {"commissioner": "MEAE ?!x"},
        {"commissioner": ""},
        {"commissioner": "MEA"},
        {"commissioner": "AFD/MEAE"},
    ],
    "empty_name": [
        {"family_name": ""},
        {"family_name": "   "},
        {"family_name": "-"},
        {"family_name": "???"},
        {"given_name": ""},
        {"family_name": "12"},
    ],
    "no_identifier": [{"identifier": ""}],
    "bad_yes_no": [{"first_departure": "peut-être"}, {"sensitive": "?"}],
    "bad_number": [{"renewal": "beaucoup"}, {"renewal": "-1"}, {"renewal": "12"}],
    "unknown_value": [
        {"status": "VIE"},
        {"region": "Atlantide"},
        {"theme": ""},
        {"risk": "violet"},
        {"language": "tlh"},
        {"family_name": "voir http://evil.invalid"},
    ],
    "too_long": [
        {"city": "x" * 101},
        {"family_name": "x" * 101},
        {"host": "x" * 5000},
        {"theme": "x" * 5000},
    ],
}
CASES = [(kind, changed) for kind, many in FAULTS.items() for changed in many]


@pytest.mark.parametrize(("kind", "changed"), CASES)
def test_each_way_to_be_wrong_is_one_fault_of_its_kind(
    kind: str, changed: dict[str, Any]
) -> None:
    found = codes(expert(1), expert(2, **changed), expert(3))

    assert found == [(3, kind)]


@pytest.mark.parametrize(("kind", "changed"), CASES)
def test_every_fault_says_what_is_wrong_and_what_to_do(
    kind: str, changed: dict[str, Any]
) -> None:
    fault = checked(table_of([expert(**changed)])).faults[0]

    assert fault.column in HEADERS
    assert len(fault.value) <= 100
    for sentence in (fault.message, fault.remedy):
        assert sentence
        assert "%" not in sentence


@pytest.mark.parametrize(
    ("changed", "message", "remedy"),
    [
        (
            {"email": "a@exemple,invalid"},
            "Comma in the address",
            "Replace the comma by a full stop",
        ),
        (
            {"end": "31/09/2027"},
            "This month has only 30 days",
            "Write 30/09/2027 or the real date",
        ),
        (
            {"end": "01/09/2025"},
            "Before the first day (09/09/2025)",
            "Check the two dates",
        ),
        (
            {"city": "A\u202eB"},
            "Invisible character that changes the direction of writing (U+202E)",
            "Retype the cell",
        ),
        (
            {"commissioner": "MEAE ?"},
            "Not in the list",
            "MEAE, DG Trésor, AFD, MIOM, Autre",
        ),
        (
            {"commissioner": "X"},
            "Not in the list",
            "MEAE, DG Trésor, AFD, MIOM, Autre",
        ),
    ],
)
def test_the_wording_fits_the_fault(
    changed: dict[str, Any], message: str, remedy: str
) -> None:
    faults = checked(table_of([expert(**changed)])).faults

    assert [(f.message, f.remedy) for f in faults] == [(message, remedy)]


def test_the_same_address_under_another_name_is_a_fault_of_the_later_row() -> None:
    first = expert(1, given_name="Ana", family_name="Sauge", email="a@exemple.invalid")
    second = expert(2, given_name="Mila", email=" A@Exemple.INVALID ")

    assert codes(first, second) == [(3, "duplicate_email")]
    assert codes(second, first) == [(3, "duplicate_email")]


@pytest.mark.parametrize(
    ("given", "family"),
    [("João", "Łąka"), ("JOAO", "LAKA"), ("Łąka", "João"), ("joão ", " łąka")],
)
def test_the_same_address_under_the_same_name_is_a_further_mission(
    given: str, family: str
) -> None:
    first = expert(1, given_name="João", family_name="Łąka", email="j@exemple.invalid")
    second = expert(2, given_name=given, family_name=family, email="j@exemple.invalid")

    assert codes(first, second) == []


@pytest.mark.parametrize(
    ("given", "family", "fault"),
    [
        ("Ana", "", []),
        ("", "Sauge", []),
        ("Ana", "Sa\u202euge", []),
        ("Mila", "", ["duplicate_email"]),
        ("", "Thym", ["duplicate_email"]),
    ],
)
def test_half_a_name_tells_people_apart_by_that_half(
    given: str, family: str, fault: list[str]
) -> None:
    whole = expert(1, given_name="Ana", family_name="Sauge", email="a@exemple.invalid")
    half = expert(2, given_name=given, family_name=family, email="a@exemple.invalid")

    for first, later in ((whole, half), (half, whole)):
        found = [c for row, c in codes(first, later) if row == 3]
        assert [c for c in found if c == "duplicate_email"] == fault


def test_a_row_without_a_name_hides_no_double() -> None:
    email = "a@exemple.invalid"
    rows = [
        expert(1, given_name="", family_name="", email=email),
        expert(2, given_name="Ana", family_name="Sauge", email=email),
        expert(3, given_name="Mila", family_name="Thym", email=email),
    ]

    assert (4, "duplicate_email") in codes(*rows)


def test_the_same_identifier_is_a_fault_of_the_later_row() -> None:
    found = checked(read_csv([expert(1), expert(2), expert(3, identifier="eti-0001")]))

    assert [(f.row, f.code, f.message) for f in found.faults] == [
        (4, "duplicate_identifier", "Already in row 2, with another name")
    ]


def test_a_mission_of_more_than_three_years_is_only_a_warning() -> None:
    long = checked(read_csv([expert(start="09/09/2024", end="10/09/2027")]))
    just = checked(read_csv([expert(start="09/09/2024", end="09/09/2027")]))

    assert (len(long.rows), [w.code for w in long.warnings]) == (1, ["long_mission"])
    assert just.warnings == []


def test_one_row_can_have_several_faults_and_one_cell_only_one() -> None:
    row = expert(1, email="=a@", start="31/02/2024", end="", city="A\x00\u202e")

    assert codes(row) == [
        (2, "formula"),
        (2, "control_char"),
        (2, "bad_date"),
        (2, "bad_date"),
    ]


def test_a_delimiter_that_was_not_quoted_is_a_fault_of_its_row() -> None:
    content = csv_file([expert(1)]) + (";".join(expert(2)) + ";Sauge\r\n").encode()

    found = checked(read_spreadsheet(content, "a.csv", recognise))

    assert [(fault.row, fault.code) for fault in found.faults] == [(3, "extra_cells")]


def test_a_column_that_is_not_imported_may_hold_anything() -> None:
    rows = [[*expert(1), "=1+1"], [*expert(2), "\u202e"]]

    found = checked(read_csv(rows, headers=[*HEADERS, "Obs."]))

    assert found.faults == []


@pytest.mark.parametrize("column", ["Ville", "Début de mission", "Courriel"])
def test_a_formula_with_a_fine_value_is_a_fault(column: str) -> None:
    table = read_csv([expert(1), expert(2)])
    place = (3, HEADERS.index(column) + 1)
    computed = Table(**{**vars(table), "formulas": frozenset({place})})

    assert [(f.row, f.column, f.code) for f in checked(computed).faults] == [
        (3, column, "formula")
    ]


def test_typed_dates_are_checked_like_written_ones() -> None:
    rows = [
        HEADERS,
        expert(1, start=date(2025, 9, 9), end=date(2025, 9, 8)),
        expert(2, start=date(1900, 1, 1)),
        expert(3, start=date(2025, 9, 9)),
    ]

    found = checked(read_xlsx(workbook(Experts=rows))).faults

    assert [(f.row, f.code) for f in found] == [
        (2, "end_before_start"),
        (3, "bad_date"),
    ]


# -- files altered at random ------------------------------------------------------

TEN = (
    *("formula", "control_char", "no_email", "bad_email", "bad_date"),
    *("end_before_start", "unknown_country", "unknown_commissioner", "empty_name"),
    "duplicate_email",
)
KEYS = [
    *("identifier", "civility", "family_name", "given_name", "email", "phone"),
    *("language", "status", "commissioner", "co_funder", "host", "host_kind", "city"),
    *("country", "region", "theme", "secondary_theme", "start", "end", "renewal"),
    *("first_departure", "risk", "sensitive", "desk_officer"),
]
TEXT_COLUMNS = ("city", "host", "desk_officer", "secondary_theme", "co_funder")
STRANGE = "\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x80\x9f\u200b\u200e\u200f\u202a\u202b"
STRANGE += "\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"

CLEAN = [
    list(row.cells)
    for row in read_spreadsheet(roster("roster", "csv"), "a.csv", recognise).rows
]
Change = Callable[[dict[str, Any], random.Random], None]


def _insert(row: dict[str, Any], rng: random.Random) -> None:
    column = rng.choice([*TEXT_COLUMNS, "family_name", "given_name", "phone"])
    place = rng.randint(0, len(row[column]))
    row[column] = row[column][:place] + rng.choice(STRANGE) + row[column][place:]


def _compute(row: dict[str, Any], rng: random.Random) -> None:
    body = rng.choice(["1+1", "A1", 'HYPERLINK("x")', "cmd|'x'!A0", "", "é", '"a"'])
    row[rng.choice([*TEXT_COLUMNS, "family_name", "email", "country"])] = f"={body}"


def _spoil_address(row: dict[str, Any], rng: random.Random) -> None:
    name, _, domain = row["email"].partition("@")
    row["email"] = rng.choice(
        [
            f"{name} at {domain}",
            f"{name}{domain}",
            f"{name}@@{domain}",
            f"{name}@",
            f"@{domain}",
            f"{name}@{domain}.",
            f"{name}@{domain.replace('.', ',')}",
            f"{name} x@{domain}",
            f"{name}@{domain}, autre@{domain}",
            name,
        ]
    )


def _spoil_date(row: dict[str, Any], rng: random.Random) -> None:
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2020, 2028)
    row[rng.choice(["start", "end"])] = rng.choice(
        [
            f"le {day + 31}/{month + 12}/{year}",
            f"{day + 31}/{month:02}/{year}",
            f"{day:02}/{month + 12}/{year}",
            f"{year}-{month + 12}-{day:02}",
            f"31/{rng.choice(['02', '04', '06', '09', '11'])}/{year}",
            f"{day:02}/{month:02}",
            rng.choice(["", "bientôt", "?", "n. c.", "en cours"]),
        ]
    )


def _reverse(row: dict[str, Any], rng: random.Random) -> None:
    start = date(rng.randint(2021, 2027), rng.randint(1, 12), rng.randint(2, 28))
    end = start.replace(day=start.day - 1, year=start.year - rng.randint(0, 3))
    row["start"], row["end"] = f"{start:%d/%m/%Y}", f"{end:%d/%m/%Y}"


def _set(column: str, *values: str) -> Change:
    def change(row: dict[str, Any], rng: random.Random) -> None:
        row[column] = rng.choice(values)

    return change


ALTER: dict[str, Change] = {
    "formula": _compute,
    "control_char": _insert,
    "no_email": _set("email", "", " ", "\u00a0", "-"),
    "bad_email": _spoil_address,
    "bad_date": _spoil_date,
    "end_before_start": _reverse,
    "unknown_country": _set("country", "ZZ", "XX", "", "Wakanda", "QQ", "Syldavie"),
    "unknown_commissioner": _set("commissioner", "Ministère X", "", "MEAEE", "ONU"),
    "empty_name": _set("family_name", "", "  ", "\u00a0", "-", "."),
}


def _alter(seed: int, kinds: dict[int, str]) -> list[list[Any]]:
    """Return the clean roster with these rows (from 2) altered in these ways."""
    rng = random.Random(seed)
    rows = [dict(zip(KEYS, row, strict=True)) for row in CLEAN]
    untouched = [n for n in range(len(rows)) if n + 2 not in kinds]
    for number, kind in sorted(kinds.items()):
        row = rows[number - 2]
        if kind == "duplicate_email":
            earlier = [n for n in untouched if n < number - 2]
            email = str(rows[rng.choice(earlier)]["email"])
            row["email"] = rng.choice([email, email.upper(), f" {email}"])
        else:
            ALTER[kind](row, rng)
    return [list(row.values()) for row in rows]


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32),
    st.dictionaries(st.integers(12, 482), st.sampled_from(TEN), max_size=60),
)
def test_exactly_the_altered_rows_are_named_with_their_kind(
    seed: int, kinds: dict[int, str]
) -> None:
    found = checked(table_of(_alter(seed, kinds)))

    assert sorted((f.row, f.code.value) for f in found.faults) == sorted(kinds.items())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=24, max_size=24))
def test_any_text_at_all_is_a_value_or_a_fault(cells: list[str]) -> None:
    found = checked(table_of([cells]))

    assert bool(found.rows) != bool(found.faults)
    assert all(fault.message and fault.remedy for fault in found.faults)
