"""Columns and order of the list, and the views that keep them."""

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Query

from eti_events.accounts.models import SignInKind
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Commissioner, Person
from eti_events.reports.columns import LISTED
from eti_events.reports.filters import Sort
from eti_events.reports.models import SavedView
from tests.conftest import Selects
from tests.factories import (
    make_event,
    make_mission,
    make_person,
    make_registration,
    sign_in,
    sign_in_staff,
)
from tests.test_hostile_names import HOSTILE, alive_in


@pytest.fixture
def event(app: object) -> Event:
    return make_event()


@pytest.fixture
def organiser(client: FlaskClient, event: Event) -> Person:
    return sign_in_staff(client, event=event)


def page(client: FlaskClient, event: Event, query: str = "") -> str:
    answer = client.get(f"/manage/{event.slug}/participants?lang=en&{query}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def heads(text: str) -> list[str]:
    head = text[text.index("<thead>") : text.index("</thead>")]
    words = re.sub(r"<[^>]*>", " ", head)
    return [word.strip() for word in re.split(r"\s{2,}", words) if word.strip(" ▲▼")]


def names(text: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', text)


def participate(event: Event, name: str, body: Commissioner) -> Person:
    person = make_person(given_name="Noé", family_name=name)
    mission = make_mission(person, commissioner=body)
    make_registration(event, person, mission=mission)
    return person


@pytest.mark.usefixtures("organiser")
def test_the_columns_stand_in_the_address(client: FlaskClient, event: Event) -> None:
    participate(event, "Élan", Commissioner.AFD)

    usual = heads(page(client, event))
    assert usual[:3] == ["Name", "Organisation", "Category"]
    chosen = page(client, event, "columns=email&columns=commissioner")
    assert heads(chosen) == ["Name", "E-mail", "Commissioning body"]
    assert "AFD" in chosen[chosen.index("<tbody>") :]
    assert heads(page(client, event, "columns=commissioner.email")) == heads(chosen)
    assert heads(page(client, event, "columns=phone.nonsense")) == usual


@pytest.mark.usefixtures("organiser")
def test_every_column_and_every_order_can_be_asked(
    client: FlaskClient, event: Event
) -> None:
    participate(event, "Élan", Commissioner.AFD)
    make_registration(event, make_person(family_name="Sans mission"))
    every = ".".join(LISTED)

    for sort in Sort:
        for order in ("up", "down"):
            text = page(client, event, f"columns={every}&sort={sort}&order={order}")
            assert len(names(text)) == 2, sort


@pytest.mark.usefixtures("organiser")
def test_who_has_no_value_comes_last_in_either_order(
    client: FlaskClient, event: Event
) -> None:
    participate(event, "Élan", Commissioner.AFD)
    participate(event, "Iris", Commissioner.MEAE)
    make_registration(event, make_person(given_name="", family_name="Ajonc"))

    up = names(page(client, event, "sort=commissioner"))
    down = names(page(client, event, "sort=commissioner&order=down"))

    assert up == ["Élan, Noé", "Iris, Noé", "Ajonc"]
    assert down == ["Iris, Noé", "Élan, Noé", "Ajonc"]


@pytest.mark.usefixtures("organiser")
def test_further_columns_tell_nothing_of_a_protected_posting(
    client: FlaskClient, event: Event
) -> None:
    person = make_person(family_name="Élan", protected=True)
    make_registration(
        event, person, mission=make_mission(person, desk_officer_label="Canari")
    )

    text = page(client, event, "columns=region.desk_officer.badge_line.posting")
    body = text[text.index("<tbody>") : text.index("</tbody>")]
    assert "Canari" not in body
    assert "Africa" not in body
    assert body.count("Masked") == 3


@pytest.mark.usefixtures("organiser")
def test_further_columns_ask_no_more_questions(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    participate(event, "Élan", Commissioner.AFD)
    with selects() as usual:
        page(client, event)
    participate(event, "Iris", Commissioner.AFD)
    with selects() as every:
        page(client, event, "columns=" + ".".join(LISTED))

    assert len(every) == len(usual)


def stored_views() -> Query[SavedView]:
    db.session.rollback()  # what was read before is over
    return db.session.query(SavedView)


def save(
    client: FlaskClient, event: Event, name: str, query: str, *, shared: bool = False
) -> int:
    data = {"name": name} | ({"shared": "y"} if shared else {})
    address = f"/manage/{event.slug}/participants/views/new?{query}"
    return client.post(address, data=data).status_code


def tabs(client: FlaskClient, event: Event) -> list[str]:
    text = page(client, event)
    menu = text[text.index('<ul class="views"') :]
    found = re.findall(r"<a [^>]*>([^<]*)", menu[: menu.index("</ul>")])
    return [words.strip() for words in found][6:]


@pytest.mark.usefixtures("organiser")
def test_a_view_keeps_filters_order_and_columns(
    client: FlaskClient, event: Event
) -> None:
    query = "state=confirmed&columns=email&sort=email&order=down&x=1&page=3&region=?"
    assert save(client, event, "Courriels", query) == 302

    view = stored_views().one()
    assert view.query == "state=confirmed&columns=email&sort=email&order=down"
    assert tabs(client, event) == ["Courriels"]
    current = page(client, event, view.query)
    assert "Remove this view" in current
    again = save(client, event, "Courriels", "category=vip")
    assert (again, stored_views().one().query) == (302, "category=vip")


def test_a_view_is_its_owners_unless_shared(
    client: FlaskClient, event: Event, organiser: Person
) -> None:
    save(client, event, "À moi", "category=vip")
    save(client, event, "À tous", "category=vip", shared=True)
    number = organiser.id
    sign_in_staff(client, event=event)
    assert tabs(client, event) == ["À tous"]

    for view in stored_views().all():
        address = f"/manage/{event.slug}/participants/views/{view.public_id}/remove"
        answer = client.post(address)
        assert answer.status_code == (302 if view.shared else 404)
    assert "Only who saved this view removes it." in page(client, event)
    sign_in(client, db.session.get_one(Person, number), kind=SignInKind.STAFF)
    for view in stored_views().all():
        client.post(f"/manage/{event.slug}/participants/views/{view.public_id}/remove")
    assert tabs(client, event) == []


@pytest.mark.usefixtures("organiser")
def test_views_stay_in_their_event(client: FlaskClient, event: Event) -> None:
    save(client, event, "Ici", "category=vip", shared=True)
    view = stored_views().one().public_id
    other = make_event()
    sign_in_staff(client, event=other)

    assert tabs(client, other) == []
    address = f"/manage/{other.slug}/participants/views/{view}/remove"
    assert client.post(address).status_code == 404


@pytest.mark.usefixtures("organiser")
def test_views_have_names_and_an_end(client: FlaskClient, event: Event) -> None:
    assert save(client, event, " ", "category=vip") == 422
    for name in HOSTILE:
        assert save(client, event, name[:60], "category=vip") in (302, 422)
    held = stored_views().count()
    assert alive_in(client.get(f"/manage/{event.slug}/participants").text) == []

    answers = [save(client, event, f"V{n}", "category=vip") for n in range(21 - held)]
    assert answers[-1] == 409
    assert set(answers[:-1]) <= {302}
