"""The pages of requests: one's own space, and the organiser's list."""

import html
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.registration.models import ChangeRequest, RegistrationState, RequestKind
from eti_events.registration.requests import queries
from tests.conftest import Selects
from tests.factories import make_event, make_registration, saved, sign_in_staff
from tests.registration.steps import state_of
from tests.registration.test_own_space import registered

pytestmark = pytest.mark.one_engine


def close(event: Event) -> None:
    with transaction():
        get_event(event.slug).registration_closes_at = utcnow() - timedelta(hours=1)


def the_request() -> ChangeRequest:
    db.session.rollback()
    return db.session.query(ChangeRequest).one()


def test_a_person_asks_reads_where_it_stands_and_withdraws(
    client: FlaskClient,
) -> None:
    event = make_event()
    person = registered(client, event)
    close(event)
    space = f"/me/{event.slug}?lang=en"

    page = client.get(f"/me/{event.slug}/cancel?lang=en").text
    told = client.post(
        f"/me/{event.slug}/cancel?lang=en",
        data={"words": "<b>Mission</b>"},
        follow_redirects=True,
    ).text
    path = f"/me/{event.slug}/requests/{the_request().public_id}/withdraw"

    assert "Ask to cancel my registration" in page
    assert "Your request is with the organisers" in told
    assert "Waits for an answer" in told
    assert "&lt;b&gt;Mission&lt;/b&gt;" in told
    assert state_of(event, person) is RegistrationState.CONFIRMED
    client.post(path)
    withdrawn = client.get(space).text
    assert "Withdrawn" in withdrawn
    assert path not in withdrawn


def test_a_question_left_empty_is_asked_again_and_one_sent_is_shown(
    client: FlaskClient,
) -> None:
    event = make_event()
    registered(client, event)
    url = f"/me/{event.slug}/requests?lang=en"

    empty = client.post(url, data={"words": "  "})
    sent = client.post(url, data={"words": "A room?"}, follow_redirects=True)

    assert empty.status_code == 422
    assert "Write what you ask for." in empty.text
    assert "A room?" in sent.text


def test_nobody_withdraws_what_another_person_asked(client: FlaskClient) -> None:
    event = make_event()
    request = ask_for(event, "Mine")
    registered(client, event)

    answer = client.post(f"/me/{event.slug}/requests/{request.public_id}/withdraw")

    assert answer.status_code == 404


def ask_for(event: Event, words: str) -> ChangeRequest:
    registration = make_registration(event)
    return saved(
        ChangeRequest(
            registration_id=registration.id,
            kind=RequestKind.WORDS,
            words=words,
            asked_at=utcnow(),
            asked_by=registration.person_id,
        )
    )


def test_an_organiser_answers_and_what_is_typed_is_kept_until_then(
    client: FlaskClient,
) -> None:
    event = make_event()
    request = ask_for(event, "Puis-je arriver à midi ?")
    sign_in_staff(client, event=event)
    base = f"/manage/{event.slug}"
    url = f"{base}/requests/{request.public_id}"

    board = client.get(f"{base}/?lang=en").text
    page = client.get(f"{base}/requests?lang=en").text
    silent = client.post(f"{url}/accept?lang=en", data={"answer": ""})
    long = client.post(f"{url}/accept?lang=en", data={"answer": "à" * 1001})
    done = client.post(
        f"{url}/accept?lang=en", data={"answer": "Oui"}, follow_redirects=True
    )
    late = client.post(f"{url}/refuse?lang=en", data={"answer": "Finalement non"})

    assert "1 request of a participant" in board
    assert "Puis-je arriver à midi" in page
    assert silent.status_code == 422
    assert "Write an answer: the person reads it." in silent.text
    assert long.status_code == 422
    assert "à" * 1001 in long.text
    assert "Accepted" in done.text
    assert late.status_code == 409
    assert "answered or withdrawn meanwhile" in late.text
    assert the_request().answer == "Oui"


def test_the_list_asks_as_much_for_three_as_for_one(
    client: FlaskClient, selects: Selects
) -> None:
    counts = []
    for number in (1, 3):
        event = make_event()
        for _ in range(number):
            ask_for(event, "?")
        sign_in_staff(client, event=event)
        with selects() as seen:
            client.get(f"/manage/{event.slug}/requests")
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_what_is_typed_on_a_further_page_is_kept_there(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PER_PAGE", 1)
    event = make_event()
    ask_for(event, "First?")
    ask_for(event, "Second?")
    sign_in_staff(client, event=event)
    page = client.get(f"/manage/{event.slug}/requests?lang=en&page=2").text
    assert "Second?" in page
    [url] = re.findall(r'formaction="([^"]*)"', page)

    answer = client.post(html.unescape(url), data={"answer": "à" * 1001})

    assert answer.status_code == 422
    assert "à" * 1001 in answer.text
