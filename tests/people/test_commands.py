"""The roster on the command line, as other programs call it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.people.files import DATA, HEADERS, csv_file, expert, truth
from tests.stored import environment

CLEAN = DATA / "roster" / "roster.xlsx"
FAULTY = DATA / "roster_with_faults" / "roster.csv"


class Terminal:
    """Runs the program in a process of its own, on one database."""

    def __init__(self, url: str, folder: Path) -> None:
        self.settings = environment(url, folder, LC_ALL="en_GB.UTF-8")

    def run(self, *words: str | Path, **more: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [
                *(sys.executable, "-c", "from eti_events.commands import main; main()"),
                *map(str, words),
            ],
            env=self.settings | more,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def terminal(database_url: str, tmp_path: Path) -> Terminal:
    return Terminal(database_url, tmp_path)


def test_the_roster_is_tried_imported_and_counted(terminal: Terminal) -> None:
    new = {"new": 481, "changed": 0, "gone": 0, "faults": []}

    tried = terminal.run("roster", "import", CLEAN, "--dry-run", "--json")
    imported = terminal.run("roster", "import", CLEAN, "--json")
    again = terminal.run("roster", "import", CLEAN, "--json")
    code, out, _ = terminal.run("stats", "--at", "2024-12-31", "--json")

    assert (tried[0], json.loads(tried[1])) == (0, new)
    assert (imported[0], json.loads(imported[1])) == (0, new)
    assert (again[0], json.loads(again[1])) == (0, {**new, "new": 0})
    assert (code, json.loads(out)["stock"]) == (0, 394)


@pytest.mark.one_engine
def test_faulty_rows_are_named_and_stop_the_import_unless_left_aside(
    terminal: Terminal,
) -> None:
    refused, out, error = terminal.run("roster", "import", FAULTY, "--json")
    skipped, skipped_out, _ = terminal.run(
        "roster", "import", FAULTY, "--json", "--skip-faulty"
    )

    named = {(f["row"], f["code"]) for f in json.loads(out)["faults"]}
    assert named == {
        (f["row"], f["kind"]) for f in truth("roster_with_faults")["faults"]
    }
    assert (refused, error) == (1, "eti: nothing was imported\n")
    assert (skipped, json.loads(skipped_out)["new"]) == (0, 441)


@pytest.mark.one_engine
def test_a_person_reads_what_is_wrong_in_words(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "roster.csv"
    long = {"start": "09/09/2024", "end": "10/09/2027"}
    rows = [expert(1), expert(2, country="ZZ"), expert(3, **long)]
    file.write_bytes(csv_file(rows))

    _, out, _ = terminal.run("roster", "import", file, "--dry-run")

    assert out.splitlines() == [
        "2 new, 0 changed, 0 unchanged, 0 no longer in the file",
        "Row 3, Pays (ZZ): Unknown country. Two-letter ISO code; Kosovo: XK.",
        "To check; these rows are no faults:",
        "Row 4, Fin de mission (10/09/2027): Mission longer than three years. "
        "Check the two dates.",
    ]


@pytest.mark.one_engine
def test_a_file_that_cannot_be_read_is_refused_in_one_line(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "roster.xlsx"
    file.write_bytes(b"not a workbook")

    code, out, error = terminal.run("roster", "import", file, "--json")

    assert (code, out, error.count("\n")) == (1, "", 1)
    assert error.startswith("eti: The content of this file is not what its name says.")


@pytest.mark.one_engine
def test_two_columns_of_one_title_are_refused_where_nobody_can_choose(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(csv_file([[*expert(), "x"]], headers=[*HEADERS, "Ville"]))

    code, _, error = terminal.run("roster", "import", file, "--dry-run", "--json")

    assert code == 1
    assert error.startswith("eti: More than one column bears the title of: City")


@pytest.mark.one_engine
def test_a_refusal_speaks_the_language_of_the_terminal(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "roster.csv"
    file.write_bytes(csv_file([]))

    _, _, unread = terminal.run("roster", "import", file, LC_ALL="fr_FR.UTF-8")
    _, _, refused = terminal.run("roster", "import", FAULTY, LC_ALL="fr_FR.UTF-8")

    assert unread.startswith("eti: Ce fichier n’a aucune ligne sous ses titres.")
    assert refused == "eti: rien n’a été importé\n"


@pytest.mark.one_engine
def test_wrong_usage_is_told_apart_from_a_refusal(terminal: Terminal) -> None:
    assert terminal.run("roster", "import", "nowhere.csv")[0] == 2
    assert terminal.run("stats", "no-such-event")[0] == 2
