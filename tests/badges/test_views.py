"""What people and organisers see of badges."""

import io
import re

import pdfplumber
import pytest
import zxingcpp
from flask.testing import FlaskClient
from pypdfium2 import PdfDocument
from sqlalchemy import select

from eti_events.accounts.models import Role
from eti_events.audit.models import AuditLine
from eti_events.database import db
from eti_events.people.models import Organisation, OrganisationKind, Person
from eti_events.registration.models import (
    Category,
    Registration,
    RegistrationState,
    Ticket,
)
from tests.badges.printing import agree_to_photos, change, make_bearer, make_ticket
from tests.conftest import Selects
from tests.factories import (
    make_event,
    make_mission,
    make_person,
    make_registration,
    saved,
    sign_in,
    sign_in_staff,
)


def test_a_person_reads_and_downloads_their_own_badge(client: FlaskClient) -> None:
    event = make_event()
    registration = make_bearer(event, civility="Mme")
    ticket = db.session.scalars(select(Ticket)).one()
    code, short_code = ticket.code, ticket.short_code
    sign_in(client, bearer(registration))

    page = client.get(f"/me/{event.slug}/badge")
    file = client.get(f"/me/{event.slug}/badge.pdf")

    assert "Vesna" in page.text
    assert f"{short_code[:4]}-{short_code[4:]}" in page.text
    assert "Experte" in page.text
    assert file.mimetype == "application/pdf"
    assert 'attachment; filename="badge-' in file.headers["Content-Disposition"]
    assert [words in text(file.data) for words in ("Vesna", "Experte")] == [True, True]
    assert codes(file.data) == [code]


def test_a_course_and_its_edition_share_one_ticket(client: FlaskClient) -> None:
    edition = make_event()
    course = make_event(parent=edition)
    person = make_person()
    make_registration(course, person)
    code = make_ticket(course, person).code
    sign_in(client, person)

    assert codes(client.get(f"/me/{course.slug}/badge.pdf").data) == [code]
    assert client.get(f"/me/{edition.slug}/badge.pdf").status_code == 404


@pytest.mark.parametrize(
    "state", set(RegistrationState) - {RegistrationState.CONFIRMED}
)
def test_who_has_no_place_has_no_badge(
    client: FlaskClient, state: RegistrationState
) -> None:
    event, person = make_event(), make_person()
    make_registration(event, person, state=state)
    make_ticket(event, person)
    sign_in(client, person)

    assert client.get(f"/me/{event.slug}/badge").status_code == 404
    assert client.get(f"/me/{event.slug}/badge.pdf").status_code == 404


def test_a_revoked_ticket_is_on_no_badge(client: FlaskClient) -> None:
    event, person = make_event(), make_person()
    make_registration(event, person)
    old = make_ticket(event, person)
    change(old, revoked_at=old.issued_at)
    sign_in(client, person)

    assert client.get(f"/me/{event.slug}/badge.pdf").status_code == 404


def test_an_organiser_prints_all_badges_by_family_name(client: FlaskClient) -> None:
    event = make_event()
    for name in ("Zinnia", "Érable", "Aubépine", "Écharde", "eryngium"):
        make_bearer(event, family_name=name)
    organiser = sign_in_staff(client, Role.ORGANISER, event)

    page = client.get(f"/manage/{event.slug}/badges")
    file = client.get(f"/manage/{event.slug}/badges.pdf")

    names = ["Aubépine", "Écharde", "Érable", "eryngium", "Zinnia"]
    assert re.findall(r'<th scope="row"><bdi>(\w+)</bdi>', page.text) == names
    printed = text(file.data)
    assert sorted(names, key=printed.index) == names
    assert len(codes(file.data)) == 5
    db.session.rollback()  # to read what the request wrote
    line = db.session.scalars(select(AuditLine)).one()
    assert (line.action, line.actor_id, line.event_id) == (
        "badges.printed",
        organiser.id,
        event.id,
    )
    assert line.detail == {"count": 5}


def test_an_organiser_prints_a_category_a_letter_or_one_person(
    client: FlaskClient,
) -> None:
    event = make_event()
    speaker = make_bearer(event, family_name="Érable", category=Category.SPEAKER)
    make_bearer(event, family_name="Éphémère")
    make_bearer(event, family_name="Sureau")
    sign_in_staff(client, Role.ORGANISER, event)

    def printed(query: str) -> list[str]:
        file = client.get(f"/manage/{event.slug}/badges.pdf?{query}").data
        return re.findall("Érable|Éphémère|Sureau", text(file))

    assert printed("category=speaker") == ["Érable"]
    assert printed("letter=E") == ["Éphémère", "Érable"]
    assert printed("letter=E&category=expert") == ["Éphémère"]
    assert printed(f"person={speaker.public_id}") == ["Érable"]
    assert printed("category=nonsense&letter=toolong") == [
        "Éphémère",
        "Érable",
        "Sureau",
    ]
    page = client.get(f"/manage/{event.slug}/badges?letter=S")
    assert "badges.pdf?letter=S" in page.text
    assert "Sureau" in page.text
    assert "Érable" not in page.text


def test_the_page_of_badges_says_what_the_pdf_says(client: FlaskClient) -> None:
    event = make_event()
    for name in ("Aubépine", "Bruyère", "Coquelicot", "Dahlia", "Érable"):
        make_bearer(event, family_name=name)
    sign_in_staff(client, Role.ORGANISER, event)

    page = client.get(f"/manage/{event.slug}/badges.html").text

    assert page.count('class="a4"') == 2
    assert page.count('class="a6"') == 5
    assert re.findall(r'class="family"[^>]*>(\w+)', page) == [
        "Aubépine",
        "Bruyère",
        "Coquelicot",
        "Dahlia",
        "Érable",
    ]


def test_a_protected_badge_tells_nothing_of_the_posting(client: FlaskClient) -> None:
    event = make_event()
    registration = make_bearer(event, protected=True)
    host = saved(
        Organisation(name="Ministère du Mali", kind=OrganisationKind.HOST, country="ML")
    )
    person = bearer(registration)
    mission = make_mission(person, country="ML")
    change(mission, host_organisation="Primature du Mali", title="Conseil, Bamako")
    change(
        registration,
        mission_id=mission.id,
        organisation_id=host.id,
        badge_line="Conseil, Bamako",
    )
    sign_in(client, person)

    page = client.get(f"/me/{event.slug}/badge").text
    file = text(client.get(f"/me/{event.slug}/badge.pdf").data)

    assert not re.search("Mali|Bamako", page + file)
    assert "MEAE" in page
    assert "MEAE" in file


def test_post_host_and_country_stand_below_the_name(client: FlaskClient) -> None:
    event = make_event()
    registration = make_bearer(event)
    person = bearer(registration)
    mission = make_mission(person, country="MK")
    change(mission, host_organisation="Ministère de la Santé")
    change(registration, mission_id=mission.id, badge_line="Conseillère budgétaire")
    sign_in(client, person)

    file = text(client.get(f"/me/{event.slug}/badge.pdf").data)

    lines = ["Vesna", "Fougère", "Conseillère budgétaire", "Ministère de la Santé"]
    assert sorted([*lines, "Macédoine du Nord"], key=file.index) == [
        *lines,
        "Macédoine du Nord",
    ]


def test_no_photo_is_printed_until_one_is_agreed_to(client: FlaskClient) -> None:
    event = make_event()
    registration = make_bearer(event)
    person = bearer(registration)
    sign_in(client, person)
    address = f"/me/{event.slug}/badge"

    before = client.get(address).text, text(client.get(f"{address}.pdf").data)
    agree_to_photos(registration)
    after = client.get(address).text, text(client.get(f"{address}.pdf").data)

    assert ["Pas de photo" in said for said in before] == [True, True]
    assert ["Pas de photo" in said for said in after] == [False, False]


def test_a_name_for_the_badge_replaces_the_roster_s(client: FlaskClient) -> None:
    event = make_event()
    registration = make_bearer(event, given_name="Marie-Ange", family_name="Genêt")
    person = bearer(registration)
    change(person, badge_name="Mila Genêt")
    sign_in(client, person)

    file = text(client.get(f"/me/{event.slug}/badge.pdf").data)

    assert "Marie" not in file
    assert file.index("Mila") < file.index("Genêt")


def test_a_desk_reads_a_name_in_another_script(client: FlaskClient) -> None:
    event = make_event()
    registration = make_bearer(event, given_name="Ѓорѓи", family_name="Љубојевиќ")
    person = bearer(registration)
    sign_in(client, person)

    page = client.get(f"/me/{event.slug}/badge").text

    assert re.search('class="latin"[^>]*>[A-Z][a-z]', page)


def test_nobody_to_print_is_said_on_the_page(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, Role.ORGANISER, event)

    answer = client.get(f"/manage/{event.slug}/badges.pdf")

    assert answer.status_code == 409
    assert "Personne ici n’a de billet" in answer.text
    assert "Pas encore de badge" in client.get(f"/manage/{event.slug}/badges").text


def test_who_has_no_ticket_yet_is_shown_and_not_printed(client: FlaskClient) -> None:
    event = make_event()
    make_bearer(event)
    make_registration(event, make_person(family_name="Sureau"))
    sign_in_staff(client, Role.ORGANISER, event)

    page = client.get(f"/manage/{event.slug}/badges").text

    assert "1 personne n’a pas encore de billet" in page
    assert "Imprimer 1 badge" in page
    assert len(codes(client.get(f"/manage/{event.slug}/badges.pdf").data)) == 1


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(
    ("page", "expected"), [("badges", 4), ("badges.pdf", 5), ("badges.html", 8)]
)
def test_pages_cost_the_same_however_many_come(
    client: FlaskClient, selects: Selects, people: int, page: str, expected: int
) -> None:
    event = make_event()
    for _ in range(people):
        make_bearer(event)
    sign_in_staff(client, Role.ORGANISER, event)
    address = f"/manage/{event.slug}/{page}"

    with selects() as sent:
        client.get(address)

    assert len(sent) == expected


def bearer(registration: Registration) -> Person:
    return db.session.get_one(Person, registration.person_id)


def text(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def codes(pdf: bytes) -> list[str]:
    document = PdfDocument(pdf)
    pictures = [page.render(scale=3, grayscale=True).to_pil() for page in document]
    document.close()
    return [code.text for pic in pictures for code in zxingcpp.read_barcodes(pic)]
