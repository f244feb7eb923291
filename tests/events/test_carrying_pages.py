"""The page on which organisers take over from an earlier event."""

import re

import pytest
from flask.testing import FlaskClient

from eti_events.database import db, transaction
from eti_events.events.carrying.queries import list_takeovers
from eti_events.events.models import Event, Room
from eti_events.registration.models import QuestionKind
from eti_events.registration.questions.queries import list_questions
from tests.conftest import Selects
from tests.events.test_carrying import ask, draft, options, words
from tests.events.test_views import NEW
from tests.factories import make_event, sign_in_staff
from tests.registration.steps import make_course

PARTS = ["settings", "places", "questions", "courses"]


@pytest.fixture
def earlier(client: FlaskClient) -> Event:
    event = make_event()
    with transaction():
        event.summary = words("Rendez-vous le 2 septembre 2096.")
    ask(event, "Visite", QuestionKind.ONE_OF, options=options("Serres", "Musée"))
    sign_in_staff(client)
    return event


def shown(client: FlaskClient, earlier: Event, target: Event) -> dict[str, object]:
    """Read the page as it shows what would come; return what its button sends."""
    query = {"earlier": earlier.slug, "parts": PARTS}
    page = client.get(f"/manage/{target.slug}/take-over", query_string=query)
    assert page.status_code == 200
    seen = re.search(r'name="seen" value="(\w+)"', page.text)
    return {**query, "seen": seen[1] if seen else ""}


def test_a_new_event_leads_to_the_list_of_what_would_come(
    client: FlaskClient, earlier: Event
) -> None:
    page = client.post(
        "/manage/events/new?lang=en",
        data={**NEW, "earlier": earlier.slug},
        follow_redirects=True,
    )

    assert page.request.path == "/manage/skopje-2096/take-over"
    assert "Texts and settings" in page.text
    assert "<mark>2 septembre 2096</mark>" in page.text


def test_what_was_shown_comes_and_can_be_undone(
    client: FlaskClient, earlier: Event
) -> None:
    make_course(earlier)
    target = draft()
    address = f"/manage/{target.slug}/take-over"

    done = client.post(
        address, data=shown(client, earlier, target), follow_redirects=True
    )

    assert "éléments ont été repris" in done.text
    assert "déjà ici" in done.text
    db.session.rollback()
    assert len(list_questions(target.id)) == 1
    takeover = list_takeovers(target.id)[0]
    client.post(f"{address}/{takeover.public_id}/undo")
    db.session.rollback()
    assert not list_questions(target.id)


def test_a_second_click_adds_nothing(client: FlaskClient, earlier: Event) -> None:
    target = draft()
    data = shown(client, earlier, target)

    for _click in range(2):
        page = client.post(
            f"/manage/{target.slug}/take-over", data=data, follow_redirects=True
        )

    assert "Tout était déjà ici." in page.text
    db.session.rollback()
    assert db.session.query(Room).filter_by(event_id=target.id).count() == 1


def test_what_changed_meanwhile_is_shown_again(
    client: FlaskClient, earlier: Event
) -> None:
    target = draft()
    data = shown(client, earlier, target)
    ask(earlier, "Autre question", QuestionKind.TEXT)

    page = client.post(f"/manage/{target.slug}/take-over?lang=en", data=data)

    assert page.status_code == 409
    assert "Something changed meanwhile" in page.text
    assert "Autre question" in page.text


def test_only_events_that_one_manages_are_offered(client: FlaskClient) -> None:
    other, target = make_event(), draft()
    sign_in_staff(client, event=target)

    page = client.get(f"/manage/{target.slug}/take-over")
    asked = client.get(
        f"/manage/{target.slug}/take-over",
        query_string={"earlier": other.slug, "parts": ["places"]},
    )

    assert other.slug not in page.text
    assert asked.status_code == 422
    assert other.name["fr"] not in asked.text


def test_nothing_ticked_is_told_at_the_ticks(
    client: FlaskClient, earlier: Event
) -> None:
    target = draft()

    page = client.post(
        f"/manage/{target.slug}/take-over?lang=en", data={"earlier": earlier.slug}
    )

    assert page.status_code == 422
    assert "Tick at least one." in page.text


def test_an_event_that_has_opened_takes_nothing_over(
    client: FlaskClient, earlier: Event
) -> None:
    target = make_event()

    page = client.get(f"/manage/{target.slug}/take-over")

    assert "On ne reprend plus rien" in page.text


def test_the_list_asks_as_much_for_three_questions_as_for_one(
    client: FlaskClient, selects: Selects, earlier: Event
) -> None:
    target = draft()
    counts = []
    for text in ("Un", "Deux", "Trois"):
        ask(earlier, text, QuestionKind.ONE_OF, options=options("Oui", "Non"))
        with selects() as sent:
            shown(client, earlier, target)
        counts.append(len(sent))

    assert counts[0] == counts[-1]
