"""Convocations: whom they convene to what, in versions that say what has changed."""

from datetime import timedelta
from io import BytesIO
from typing import TypeVar
from uuid import uuid4

import pdfplumber
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pdfminer.pdftypes import resolve1

from eti_events.accounts.models import Role, SignInKind
from eti_events.audit.models import AuditLine
from eti_events.database import Base, db, transaction
from eti_events.documents.models import Convocation
from eti_events.events.models import Event, HalfDay
from eti_events.messages.models import Mail
from eti_events.people.models import (
    DeskOfficer,
    Language,
    Mission,
    Organisation,
    OrganisationKind,
    Person,
)
from eti_events.registration.models import Registration, RegistrationState
from tests.conftest import Selects
from tests.documents.convening import convene
from tests.factories import (
    make_event,
    make_mission,
    make_person,
    make_registration,
    saved,
    sign_in,
    sign_in_staff,
)
from tests.registration.steps import invited, make_course, submit, write_mails

Row = TypeVar("Row", bound=Base)

pytestmark = pytest.mark.one_engine  # but for the versions, see below


@pytest.fixture
def edition(app: Flask) -> Event:
    event = make_event()
    convene(event)
    return event


def client_of(app: Flask, person: Person) -> FlaskClient:
    client = app.test_client()
    sign_in(client, person, kind=SignInKind.MAIL)
    return client


def somebody(event: Event, **known: object) -> Registration:
    person = make_person(family_name="Fougère", **known)  # type: ignore[arg-type]  # a test names what it is about
    mission = make_mission(person)
    with transaction():
        mission.title, mission.identifier = (
            "Conseillère budget",
            f"ETI-{uuid4().hex[:8]}",
        )
        person.civility = "Mme"
    return make_registration(event, person, mission=mission)


def owner(registration: Registration) -> Person:
    return db.session.get_one(Person, registration.person_id)


def page_of(app: Flask, registration: Registration, event: Event) -> str:
    client = client_of(app, owner(registration))
    return client.get(f"/me/{event.slug}/convocation").text


def stored(kind: type[Row], **values: object) -> list[Row]:
    """Read rows anew: a request has written them."""
    db.session.rollback()
    return list(db.session.query(kind).filter_by(**values))


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(BytesIO(pdf)) as file:
        return "\n".join(page.extract_text() for page in file.pages)


def plain(text: str) -> str:
    return " ".join(text.split())


def test_it_names_event_place_hours_mission_and_who_signs(
    app: Flask, edition: Event
) -> None:
    text = plain(page_of(app, somebody(edition), edition))

    for words in (
        *("Mme Alix Fougère", "Conseillère budget", "Mission ETI-"),
        "Commanditaire : ministère de l’Europe et des Affaires étrangères",
        *("Jeudi 30 août 2096", "8 h – 13 h", "Institut (fictif)"),
        *("Hélène Vasseur", "directrice", "Pris en charge", "Paris, le"),
        *("contact@exemple.invalid", "Toutes les heures sont celles de Paris"),
    ):
        assert words in text


def test_page_and_pdf_say_the_same(app: Flask, edition: Event) -> None:
    client = client_of(app, owner(somebody(edition)))

    page = client.get(f"/me/{edition.slug}/convocation?in=en").text
    answer = client.get(f"/me/{edition.slug}/convocation.pdf?in=en")

    assert "Ms Alix Fougère" in page
    assert answer.headers["Cache-Control"] == "no-store"
    drawn = plain(text_of(answer.data))
    for words in ("Version 1 of", "Pris en charge (EN)", "08:00 – 13:00", "Afternoon"):
        assert words in plain(page)
        assert words in drawn


def test_a_course_stands_on_the_same_sheet(app: Flask, edition: Event) -> None:
    course = make_course(edition)
    registration = somebody(edition)
    make_registration(course, owner(registration))

    client = client_of(app, owner(registration))
    of_edition = client.get(f"/me/{edition.slug}/convocation").text
    of_course = client.get(f"/me/{course.slug}/convocation").text

    assert plain(of_edition).count("2096") >= 4
    assert "Mardi 28 août 2096" in of_edition
    assert len(stored(Convocation)) == 1
    assert "Mardi 28 août 2096" in of_course


def test_it_is_in_the_person_s_language_with_a_way_to_the_other(
    app: Flask, edition: Event
) -> None:
    client = client_of(app, owner(somebody(edition, language=Language.ENGLISH)))

    assert (
        "You are required to attend"
        in client.get(f"/me/{edition.slug}/convocation").text
    )
    other = client.get(f"/me/{edition.slug}/convocation?in=fr").text
    assert 'lang="fr" aria-label="Convocation"' in other
    assert "Votre présence est requise" in other


def test_a_protected_person_s_names_no_post(app: Flask, edition: Event) -> None:
    text = page_of(app, somebody(edition, protected=True), edition)

    assert "Mission ETI-" in text
    assert "Conseillère budget" not in text


def test_a_protected_person_s_names_no_host(app: Flask, edition: Event) -> None:
    host = saved(Organisation(name="Mairie de Kiev", kind=OrganisationKind.HOST))
    registration = make_registration(edition, make_person(protected=True))
    with transaction():
        registration.organisation_id = host.id

    assert "Mairie de Kiev" not in page_of(app, registration, edition)


def test_a_second_look_gives_the_same_version(app: Flask, edition: Event) -> None:
    registration = somebody(edition)

    for _ in range(2):
        assert "Version 1 du" in plain(page_of(app, registration, edition))
    assert len(stored(Convocation)) == 1
    assert len(stored(AuditLine, action="convocation.issued")) == 1


def test_a_changed_fact_gives_a_version_that_says_so(
    app: Flask, edition: Event
) -> None:
    registration = somebody(edition)
    page_of(app, registration, edition)

    with transaction():
        event = db.session.get_one(Event, edition.id)
        event.address = "2 avenue de l’Observatoire"
        half_day = db.session.query(HalfDay).filter_by(event_id=edition.id).first()
        assert half_day
        half_day.starts_at += timedelta(minutes=15)
    text = plain(page_of(app, registration, edition))

    assert "Version 2 du" in text
    assert "Elle remplace la version 1 du" in text
    assert "ce qui a changé : les demi-journées, le lieu." in text
    versions = stored(Convocation)
    assert [row.number for row in versions] == [1, 2]
    assert len({row.reference for row in versions}) == 1


def test_who_cancelled_is_told_that_it_no_longer_stands(
    app: Flask, edition: Event
) -> None:
    registration = somebody(edition)
    page_of(app, registration, edition)
    with transaction():
        db.session.get_one(
            Registration, registration.id
        ).state = RegistrationState.CANCELLED
    client = client_of(app, owner(registration))

    assert "n’est plus valable" in client.get(f"/me/{edition.slug}/convocation").text
    pdf = client.get(f"/me/{edition.slug}/convocation.pdf", follow_redirects=True)
    assert "n’est plus valable" in pdf.text


def test_without_a_signature_it_is_not_ready(app: Flask) -> None:
    event = make_event()
    text = page_of(app, make_registration(event), event)

    assert "n’ont pas encore indiqué qui signe" in text
    assert len(stored(Convocation)) == 0


def test_nobody_reads_another_s(app: Flask, edition: Event) -> None:
    client = client_of(app, make_person())

    assert client.get(f"/me/{edition.slug}/convocation").status_code == 404


def test_the_confirmation_mail_leads_to_it(app: Flask, edition: Event) -> None:
    submit(edition, invited(edition))
    write_mails()

    mail = db.session.query(Mail).one()
    assert f"http://localhost/me/{edition.slug}/convocation".encode() in (
        mail.body or b""
    )


def test_the_pdf_says_what_its_parts_are(app: Flask, edition: Event) -> None:
    answer = client_of(app, owner(somebody(edition))).get(
        f"/me/{edition.slug}/convocation.pdf"
    )

    with pdfplumber.open(BytesIO(answer.data)) as file:
        catalogue = file.doc.catalog
        tree = file.structure_tree
        marked = {
            char["mcid"] for char in file.pages[0].chars if char["mcid"] is not None
        }
    assert catalogue["Lang"] == b"fr"
    assert resolve1(catalogue["MarkInfo"]) == {"Marked": True}
    [document] = tree
    [section] = document["children"]
    roles = [child["type"] for child in section["children"]]
    assert roles.count("H1") == roles.count("Table") == roles.count("L") == 1
    table = next(x for x in section["children"] if x["type"] == "Table")
    cells = [cell["type"] for cell in table["children"][1]["children"]]
    assert cells == ["TH", "TD", "TD", "TD"]
    assert marked == set(mcids(document))


def mcids(element: dict[str, object]) -> list[int]:
    own = element.get("mcids", [])
    below = element.get("children", [])
    assert isinstance(own, list)
    assert isinstance(below, list)
    return [*own, *(number for child in below for number in mcids(child))]


def test_an_organiser_opens_anybody_s_and_all_at_once(
    app: Flask, edition: Event
) -> None:
    registrations = [somebody(edition) for _ in range(3)]
    client = app.test_client()
    sign_in_staff(client, Role.ORGANISER, edition)
    here = f"/manage/{edition.slug}/convocations"

    one = client.get(f"{here}/{registrations[0].public_id}")
    person = client.get(
        f"/manage/{edition.slug}/participants/{owner(registrations[0]).public_id}"
    )
    many = client.get(f"{here}.pdf")

    assert "Mme Alix Fougère" in one.text
    assert f"{here}/{registrations[0].public_id}" in person.text
    assert text_of(many.data).count("Hélène Vasseur") == 3
    [line] = stored(AuditLine, action="convocations.printed")
    assert line.detail["count"] == 3


def test_one_commissioning_body_s_can_be_chosen(app: Flask, edition: Event) -> None:
    somebody(edition)
    client = app.test_client()
    sign_in_staff(client, Role.ORGANISER, edition)
    here = f"/manage/{edition.slug}/convocations.pdf"

    assert client.get(f"{here}?commissioner=AFD").status_code == 409
    assert client.get(f"{here}?commissioner=MEAE").mimetype == "application/pdf"


def test_a_desk_officer_gets_their_own_experts_alone(
    app: Flask, edition: Event
) -> None:
    mine, other = somebody(edition), somebody(edition)
    client = app.test_client()
    officer = sign_in_staff(client, Role.DESK_OFFICER, edition)
    saved(DeskOfficer(label="Les miens", person_id=officer.id))
    with transaction():
        owner(mine).given_name = "Vesna"
        db.session.get_one(Mission, mine.mission_id).desk_officer_label = "Les miens"

    pdf = client.get(f"/manage/{edition.slug}/my-experts/convocations.pdf")
    text = text_of(pdf.data)

    assert "Vesna Fougère" in text
    assert "Alix Fougère" not in text
    here = f"/manage/{edition.slug}/my-experts/convocations.pdf"
    asked = client.get(f"{here}?person={owner(other).public_id}")
    assert asked.status_code == 302


def test_reading_many_asks_no_more_of_the_database(
    app: Flask, edition: Event, selects: Selects
) -> None:
    client = app.test_client()
    sign_in_staff(client, Role.ORGANISER, edition)
    address = f"/manage/{edition.slug}/convocations.pdf"
    counts = []
    for _ in range(2):
        somebody(edition)
        client.get(address)
        with selects() as asked:
            client.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1]


TYPED = {
    "version": "1",
    "signatory": "Inès Sureau",
    "function_fr": "cheffe de pôle",
    "function_en": "head of unit",
    "body_fr": "Expertise (fictive)",
    "body_en": "Expertise (fictional)",
}


def test_a_specimen_shows_what_was_typed_and_saves_nothing(
    app: Flask, edition: Event
) -> None:
    somebody(edition)
    client = app.test_client()
    sign_in_staff(client, Role.ORGANISER, edition)

    page = client.post(
        f"/manage/{edition.slug}/convocations", data=TYPED | {"preview": "en"}
    ).text

    assert "head of unit" in page
    assert "Specimen: it convenes nobody." in page
    assert "Inès Sureau" not in client.get(f"/manage/{edition.slug}/convocations").text
    assert len(stored(Convocation)) == 0


def test_what_is_said_is_said_in_both_languages(app: Flask, edition: Event) -> None:
    client = app.test_client()
    sign_in_staff(client, Role.ORGANISER, edition)

    answer = client.post(
        f"/manage/{edition.slug}/convocations", data=TYPED | {"meals_fr": "Déjeuners"}
    )

    assert answer.status_code == 422
    assert "dans les deux langues" in answer.text
    assert 'value="Déjeuners"' in answer.text


def test_a_colleague_s_words_are_not_overwritten_unseen(
    app: Flask, edition: Event
) -> None:
    client = app.test_client()
    sign_in_staff(client, Role.ORGANISER, edition)
    convene(edition, version=1, signatory="Quelqu’un d’autre")

    first = client.post(f"/manage/{edition.slug}/convocations", data=TYPED)
    again = client.post(
        f"/manage/{edition.slug}/convocations", data=TYPED | {"version": "2"}
    )

    assert first.status_code == 409
    assert "Inès Sureau" in first.text
    assert again.status_code == 302


def test_who_organises_a_course_gets_its_people_alone(
    app: Flask, edition: Event
) -> None:
    course = make_course(edition)
    here, elsewhere = somebody(edition), somebody(edition)
    make_registration(course, owner(here))
    with transaction():
        owner(here).given_name, owner(elsewhere).given_name = "Vesna", "Ilir"
    client = app.test_client()
    sign_in_staff(client, Role.ORGANISER, course)
    address = f"/manage/{course.slug}/convocations"

    text = text_of(client.get(f"{address}.pdf").data)
    specimen = client.post(address, data=TYPED | {"preview": "fr"})

    assert "Vesna Fougère" in text
    assert "Ilir Fougère" not in text
    assert "1 personne est confirmée." in plain(client.get(address).text)
    assert specimen.status_code == 404


def test_who_organises_a_course_signs_nothing_for_the_edition(
    app: Flask, edition: Event
) -> None:
    course = make_course(edition)
    client = app.test_client()
    sign_in_staff(client, Role.ORGANISER, course)
    address = f"/manage/{course.slug}/convocations"

    page, answer = client.get(address), client.post(address, data=TYPED)

    assert answer.status_code == 404
    assert 'name="signatory"' not in page.text
    assert "Ce sont les organisateurs de l’édition" in plain(page.text)
