"""Convocations on paper: nothing is lost, whatever the text is like."""

from dataclasses import replace
from io import BytesIO

import pdfplumber
import pytest

from eti_events.badges.fonts import width
from eti_events.documents.convocation import Paper, Row
from eti_events.documents.pdf import INNER, write_papers
from eti_events.documents.setting import BODY, set_in

PAPER = Paper(
    language="fr",
    title="Convocation",
    sender="Journées",
    body="Expertise (fictive)",
    reference="Réf. C26-ABCD-2345",
    issued="Paris, le 15 juillet 2026",
    occasion="Journées, 27 et 28 août 2026",
    name="Mme Vesna Fougère",
    about=("Mission ETI-0148",),
    opening="Votre présence est requise.",
    columns=("Date", "Matin", "Objet"),
    rows=(Row("Jeudi 27 août 2026", ("9\u00a0h\u00a0–\u00a012\u00a0h", "Journées")),),
    facts=(("Lieu", "Institut (fictif)"),),
    notes=("Toutes les heures sont celles de Paris.",),
    signed_for="Pour l’organisateur,",
    signatory="Hélène Vasseur",
    function="directrice",
    version="Version 1 du 15 juillet 2026.",
    page="Page %(number)s sur %(total)s",
)


def drawn(*papers: Paper) -> bytes:
    file = BytesIO()
    write_papers(file, papers, title="Convocation", language="fr")
    return file.getvalue()


def pages_of(content: bytes) -> list[str]:
    with pdfplumber.open(BytesIO(content)) as file:
        return [page.extract_text() for page in file.pages]


def test_many_days_go_on_over_pages_with_the_version_on_each() -> None:
    rows = tuple(Row(f"Jour {number}", ("–", "Journées")) for number in range(60))

    pages = pages_of(drawn(replace(PAPER, rows=rows)))

    assert len(pages) == 3
    assert [f"Page {n} sur 3" in page for n, page in enumerate(pages, 1)] == [True] * 3
    assert all("Version 1 du 15 juillet 2026." in page for page in pages)
    for number in range(60):
        assert f"Jour {number} –" in "\n".join(pages)


def test_each_person_begins_a_page() -> None:
    pages = pages_of(drawn(PAPER, replace(PAPER, name="M. Ilir Genêt")))

    assert ["Vesna" in page for page in pages] == [True, False]
    assert ["Ilir" in page for page in pages] == [False, True]


def test_the_same_words_give_the_same_bytes() -> None:
    assert drawn(PAPER) == drawn(PAPER)


@pytest.mark.parametrize(
    "text", ["x" * 300, "a\u0301" * 200, "mot " * 90, "9\u00a0h\u202f:\u00a0non", ""]
)
def test_no_line_is_wider_than_its_place_and_no_letter_is_lost(text: str) -> None:
    set_text = set_in(text, INNER, BODY)

    assert all(width(x, BODY.weight) * BODY.size <= INNER for x in set_text.lines)
    assert "".join(set_text.lines).replace(" ", "") == set_text.text.replace(" ", "")


def test_text_drawn_from_right_to_left_says_how_it_is_read() -> None:
    name = "محمد بن عبد الله"

    content = drawn(replace(PAPER, name=name))

    assert b"/ActualText <FEFF" + name.encode("utf-16-be").hex().encode() in content
