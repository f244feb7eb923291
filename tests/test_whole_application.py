"""What must hold for the application as a whole, whoever adds to it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask
from jinja2 import Environment
from jinja2.meta import find_undeclared_variables

from eti_events.commands import main
from tests.stored import environment
from translations.catalogue import check, languages

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
MAILS = TEMPLATES / "mails"
MAIL_FORMS = ("fr.txt", "en.txt", "fr.html", "en.html")
ADDRESSES = ROOT / "tests/addresses.txt"
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]+)[^)]*\)")
LICENCE = re.compile(r"LICEN[CS]E-|\.LICENSE|^OFL")
HEAVY = ("reportlab", "xlsxwriter", "python_calamine", "arabic_reshaper", "PIL")


def templates() -> dict[str, str]:
    return {
        str(path.relative_to(TEMPLATES)): path.read_text()
        for path in TEMPLATES.rglob("*.html")
    }


def sources() -> str:
    paths = [*ROOT.glob("eti_events/**/*.py"), *TEMPLATES.rglob("*.html")]
    return "\n".join(path.read_text() for path in paths)


def used_by(mail: Path | str) -> set[str]:
    """Names that a template of a mail takes from what it is given."""
    return find_undeclared_variables(Environment().parse(Path(mail).read_text()))


def commands(group: click.Group, words: str = "eti") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{words} {name}")
        else:
            yield f"{words} {name}"


def test_no_address_vanishes(app: Flask) -> None:
    """People keep links: an address may be added here, and only then leaves."""
    known = set(ADDRESSES.read_text().splitlines())
    served = {f"{rule.endpoint} {rule.rule}" for rule in app.url_map.iter_rules()}

    assert known - served == set()
    assert served - known == set(), "add it with: python -m tests.addresses"


def test_every_setting_is_documented() -> None:
    read = set(re.findall(r'"(ETI_[A-Z_]+)"', (ROOT / "config.py").read_text()))
    page = (ROOT / "docs/reference/settings.md").read_text()

    assert set(re.findall(r"^\| `(ETI_[A-Z_]+)`", page, re.MULTILINE)) == read


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text()

    assert set(re.findall(r"^## `(eti [a-z ]+)", page, re.MULTILINE)) >= set(
        commands(main)
    )


def test_every_mail_is_written_in_both_languages_and_both_forms() -> None:
    forms = [path for path in MAILS.glob("*/*.*") if path.suffix != ".words"]
    written = {str(path.relative_to(MAILS)) for path in forms}
    names = {path.rsplit(".", 2)[0] for path in written}

    assert written == {f"{name}.{form}" for name in names for form in MAIL_FORMS}


def test_every_mail_says_the_same_in_both_languages() -> None:
    """As far as a machine can tell: both use the same facts."""
    facts = {str(path): used_by(path) for path in MAILS.glob("*/*.fr.*")}

    assert facts == {path: used_by(path.replace(".fr.", ".en.")) for path in facts}


def test_every_mail_is_sent_by_something() -> None:
    names = {str(path.relative_to(MAILS)) for path in MAILS.glob("*/*.fr.txt")}
    text = sources()

    assert [n for n in names if f'"{n.removesuffix(".fr.txt")}"' not in text] == []


def test_every_message_is_translated() -> None:
    assert [fault for language in languages() for fault in check(language)] == []


def test_every_template_is_used() -> None:
    text = sources()
    mails = {str(path.relative_to(TEMPLATES)) for path in MAILS.glob("*/*.html")}

    assert [
        name for name in templates().keys() - mails if f'"{name}"' not in text
    ] == []


def test_no_template_trusts_what_people_typed() -> None:
    trusting = re.compile(r"\|\s*safe\b|autoescape false")

    assert [name for name, text in templates().items() if trusting.search(text)] == []


def test_no_page_carries_style_or_script() -> None:
    carrying = re.compile(r"\sstyle=|<style|<script>|\son[a-z]+=")
    pages = {n: text for n, text in templates().items() if not n.startswith("mails/")}

    assert [name for name, text in pages.items() if carrying.search(text)] == []


@pytest.mark.parametrize(
    "page",
    sorted(ROOT.glob("docs/**/*.md")) + sorted(ROOT.glob("*.md")),
    ids=lambda page: page.name,
)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = LINK.findall((folder / "README.md").read_text())

    assert sorted(listed) == sorted(path.name for path in folder.glob("0*.md"))


def test_every_vendored_part_is_named_with_its_licence() -> None:
    notice = (ROOT / "NOTICE").read_text()
    shipped = [*ROOT.glob("eti_events/**/*"), *ROOT.glob("static/**/*")]
    licences = [path for path in shipped if LICENCE.search(path.name)]

    assert [str(path) for path in licences if path.name not in notice] == []
    assert len(licences) > 3


def test_the_server_starts_without_the_heavy_libraries(tmp_path: Path) -> None:
    program = "import sys, wsgi; print(*sys.modules)"
    settings = environment(f"sqlite:///{tmp_path / 'none.sqlite3'}", tmp_path)
    modules = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=settings,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()

    assert [name for name in HEAVY if name in modules] == []
