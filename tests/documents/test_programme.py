"""The programme on paper: two pages for a full event, and nothing lost."""

import io
import re
from typing import Any

import pdfplumber
import pytest
from flask.testing import FlaskClient

from eti_events.agenda.kinds import SessionKind
from eti_events.database import db
from eti_events.events.models import AgendaVisibility, Event
from tests.agenda.building import make_part, make_room, make_session
from tests.agenda.organising import published
from tests.agenda.showing import HOUR, set_visibility, show
from tests.factories import make_event, make_person


def full_event(sessions: int) -> Event:
    """Publish as many sessions over two days, in six rooms, with two people each."""
    event = make_event()
    set_visibility(event, AgendaVisibility.PUBLIC)
    rooms = [make_room(event, f"R{number}") for number in range(6)]
    people = [make_person(given_name="Inès") for _ in range(20)]
    for number in range(sessions):
        day, slot = divmod(number // 6, 5)
        session = make_session(
            event,
            title=f"Atelier numéro {number} sur l’eau, les sols et la santé publique",
            kind=SessionKind.WORKSHOP,
            room=rooms[number % 6],
            after=(24 * day + 1.75 * slot) * HOUR,
            minutes=90,
            interpretation=["en"],
        )
        for part in range(2):
            make_part(session, people[(number + part) % 20], function="Conseillère")
    published(event, make_person().id, 0)
    return event


def pdf_of(client: FlaskClient, event: Event, query: str = "") -> bytes:
    db.session.rollback()
    answer = client.get(f"/events/{event.slug}/agenda.pdf{query}")
    assert answer.status_code == 200
    return bytes(answer.data)


def pages_of(content: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(content)) as file:
        return [page.extract_text() for page in file.pages]


@pytest.mark.parametrize(("sessions", "pages"), [(1, 1), (60, 2), (200, 6)])
def test_sixty_sessions_stand_on_two_pages(
    client: FlaskClient, sessions: int, pages: int
) -> None:
    event = full_event(sessions)

    found = pages_of(pdf_of(client, event))

    assert len(found) == pages
    text = "\n".join(found)
    assert {*map(int, re.findall(r"Atelier numéro (\d+)", text))} == {*range(sessions)}
    assert [f"Page {n} sur {pages}" in page for n, page in enumerate(found, 1)] == [
        True
    ] * pages


def test_it_says_what_its_parts_are(client: FlaskClient) -> None:
    content = pdf_of(client, full_event(36), "?lang=en")

    with pdfplumber.open(io.BytesIO(content)) as file:
        catalog: Any = file.doc.catalog
        kinds = [element["type"] for element in walk(file.structure_tree)]
    assert catalog["Lang"] in (b"en", b"(en)")
    assert kinds.count("H1") == 1
    assert kinds.count("H2") == kinds.count("L") == 2
    assert kinds.count("LI") == kinds.count("Lbl") == 36
    assert kinds.index("H1") < kinds.index("H2") < kinds.index("LI")


def walk(elements: Any) -> list[Any]:
    found = []
    for element in elements:
        found += [element, *walk(element.get("children", ()))]
    return found


def test_it_has_the_words_of_the_programme(client: FlaskClient) -> None:
    shown = show()

    (text,) = pages_of(pdf_of(client, shown.event))

    for words in ("Forêts", "Annulé", "Inès Coquelicot, Directrice", "Salle A"):
        assert words in text
    assert "Toutes les heures sont celles de Paris" in text
    assert "Jeudi 30 août 2096" in re.sub("\\s", " ", text)


def test_an_empty_programme_has_a_page(client: FlaskClient) -> None:
    shown = show()
    both = f"?session={shown.cancelled.public_id}&theme={shown.theme.public_id}"

    assert len(pages_of(pdf_of(client, shown.event, both))) == 1
