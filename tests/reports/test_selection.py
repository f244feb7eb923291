"""Deciding about several people: as for one, and a refusal stops nobody else."""

import html
import re
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from eti_events.audit.models import AuditLine
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Counter, Event
from eti_events.messages.models import Mail
from eti_events.registration.actions import invite
from eti_events.registration.models import (
    Category,
    HeldPlace,
    PersonTag,
    Registration,
    RegistrationState,
)
from eti_events.registration.queries import lock_person
from tests.conftest import Selects
from tests.factories import (
    make_event,
    make_person,
    make_registration,
    sign_in_staff,
)
from tests.test_hostile_names import HOSTILE, alive_in

State = RegistrationState


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event(places=2)
    sign_in_staff(client, event=event)
    return event


def register(event: Event, name: str, state: State = State.PENDING) -> UUID:
    person = make_person(given_name="", family_name=name)
    return make_registration(event, person, state=state).public_id


def post(
    client: FlaskClient,
    event: Event,
    people: list[UUID],
    deed: str,
    *,
    step: str = "/decide",
    query: str = "",
    status: int = 200,
    **typed: str,
) -> str:
    answer = client.post(
        f"/manage/{event.slug}/participants/selection{step}?lang=en&{query}",
        data={"people": [str(n) for n in people], "deed": deed, **typed},
    )
    assert answer.status_code == status, answer.text
    return html.unescape(answer.text)


def states(event: Event) -> dict[str, str]:
    db.session.rollback()  # what was read before is over
    rows = db.session.query(Registration).filter_by(event_id=event.id)
    return {str(row.public_id): row.state.value for row in rows}


def stands(event: Event, *ids: UUID) -> list[str]:
    now = states(event)
    return [now[str(n)] for n in ids]


def subjects(event: Event) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Mail).filter_by(event_id=event.id).order_by(Mail.id)
    return [row.template for row in rows]


def refused(text: str) -> dict[str, str]:
    table = text[text.index("<tbody>") :]
    return dict(re.findall(r"<a [^>]*>([^<]*)</a>.*?<td[^>]*>([^<]*)", table, re.S))


def test_what_would_be_done_is_shown_before_it_is(
    client: FlaskClient, event: Event
) -> None:
    ids = [register(event, "Ajonc"), register(event, "Iris", State.CANCELLED)]
    ids.append(register(event, "Élan", State.REFUSED))
    other = register(make_event(), "Ailleurs")

    text = post(client, event, [*ids, other], "refuse", step="")

    assert "Refuse 3 people" in text
    assert "1 person of them stands where this can be done" in text
    assert "Ailleurs" not in text
    assert stands(event, *ids) == ["pending", "cancelled", "refused"]


def test_those_whom_a_rule_refuses_are_named_and_nobody_else_is_stopped(
    client: FlaskClient, event: Event
) -> None:
    ids = [register(event, name) for name in ("Ajonc", "Bleuet", "Cyprès", "Datura")]

    text = post(client, event, ids, "confirm")

    assert "Done for 2 people" in text
    assert list(refused(text)) == ["Cyprès", "Datura"]
    assert "All places are taken." in refused(text)["Datura"]
    assert stands(event, *ids) == ["confirmed", "confirmed", "pending", "pending"]
    counter = db.session.query(Counter).filter_by(event_id=event.id).one()
    assert counter.taken == db.session.query(HeldPlace).count() == 2
    assert len(subjects(event)) == 2
    logged = db.session.query(AuditLine).filter_by(action="registration.confirmed")
    assert logged.count() == 2


def test_twice_is_once(client: FlaskClient, event: Event) -> None:
    ids = [register(event, "Ajonc"), register(event, "Bleuet")]

    post(client, event, ids, "confirm")
    text = post(client, event, ids, "confirm")

    assert "Done for 2 people" in text
    assert len(subjects(event)) == 2


def test_a_refusal_has_a_reason(client: FlaskClient, event: Event) -> None:
    ids = [register(event, "Ajonc"), register(event, "Bleuet", State.CONFIRMED)]

    text = post(client, event, ids, "refuse", status=422)
    assert "Give the reason: the person reads it." in text
    text = post(client, event, ids, "refuse", reason="Quota atteint")

    assert list(refused(text)) == ["Bleuet"]
    assert stands(event, *ids) == ["refused", "confirmed"]
    reasons = {row.reason for row in db.session.query(Registration)}
    assert "Quota atteint" in reasons


def test_cancelling_several_frees_their_places(
    client: FlaskClient, event: Event
) -> None:
    ids = [register(event, name, State.CONFIRMED) for name in ("Ajonc", "Bleuet")]

    post(client, event, ids, "cancel")

    assert stands(event, *ids) == ["cancelled", "cancelled"]
    assert db.session.query(HeldPlace).count() == 0


def test_a_tag_is_put_on_each(client: FlaskClient, event: Event) -> None:
    ids = [register(event, name, State.CONFIRMED) for name in ("Ajonc", "Bleuet")]

    assert "This answer is needed." in post(client, event, ids, "tag", status=422)
    post(client, event, ids, "tag", tag="Presse")
    post(client, event, ids[:1], "tag", tag="presse")
    post(client, event, ids[:1], "tag", tag="Accueil")
    text = post(client, event, ids, "tag", tag="?!")

    assert len(refused(text)) == 2
    db.session.rollback()  # what was read before is over
    assert db.session.query(PersonTag).count() == 3


def test_only_the_silent_get_their_link_again(
    client: FlaskClient, event: Event
) -> None:
    silent = make_registration(event, state=State.DRAFT)
    answered = register(event, "Bleuet")
    with transaction():
        person = lock_person(silent.person_id)
        invite(event, person, category=Category.EXPERT, by=None, at=utcnow())
    before = len(subjects(event))

    text = post(client, event, [silent.public_id, answered], "remind")

    assert "Done for 1 person" in text
    assert list(refused(text)) == ["Bleuet"]
    assert len(subjects(event)) == before + 1


def test_above_twenty_the_number_is_typed(client: FlaskClient, event: Event) -> None:
    ids = [register(event, f"Iris-{n:02}") for n in range(21)]

    text = post(client, event, ids, "cancel", status=422, count="20")
    assert "Type 21 to confirm." in text
    assert set(stands(event, *ids)) == {"pending"}
    post(client, event, ids, "cancel", count="21")
    assert set(stands(event, *ids)) == {"cancelled"}


def test_everybody_is_whom_the_filter_shows(client: FlaskClient, event: Event) -> None:
    ids = [register(event, f"Iris-{n:02}") for n in range(60)]
    left = register(event, "Bleuet")
    query = "q=iris"
    review = post(client, event, [], "tag", step="", query=query, everybody="yes")
    assert "Tag 60 people" in review
    seen = review.split('name="seen"')[1].split('value="')[1].split('"')[0]
    fresh = register(event, "Iris-nouvelle")
    typed: dict[str, Any] = {"everybody": "yes", "tag": "Presse", "count": "60"}
    typed["seen"] = seen

    text = post(client, event, [], "tag", query=query, status=409, **typed)
    assert "The list has changed meanwhile" in text
    assert db.session.query(PersonTag).count() == 0

    seen = text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    typed |= {"count": "61", "seen": seen}
    assert "Done for 61 people" in post(client, event, [], "tag", query=query, **typed)
    db.session.rollback()
    tagged = {row.person_id for row in db.session.query(PersonTag)}
    rows = {row.public_id: row.person_id for row in db.session.query(Registration)}
    assert tagged == {rows[n] for n in [*ids, fresh]}
    assert rows[left] not in tagged


def test_nobody_chosen_goes_back_to_the_list(client: FlaskClient, event: Event) -> None:
    for deed in ("confirm", "nonsense"):
        for step in ("", "/decide"):
            post(client, event, [], deed, step=step, status=302)
    post(client, event, [register(event, "Ajonc")], "nonsense", status=302)
    foreign = register(make_event(), "Ailleurs")
    post(client, event, [foreign], "cancel", status=302)
    assert states(event) != {}


def test_hostile_names_stay_text(client: FlaskClient, event: Event) -> None:
    ids = [register(event, name) for name in HOSTILE]

    for step, status in (("", 200), ("/decide", 422)):
        answer = client.post(
            f"/manage/{event.slug}/participants/selection{step}",
            data={"people": [str(n) for n in ids], "deed": "refuse"},
        )
        assert answer.status_code == status
        assert alive_in(answer.text) == []
    assert alive_in(client.get(f"/manage/{event.slug}/participants").text) == []
    answer = client.post(
        f"/manage/{event.slug}/participants/selection/decide",
        data={"people": [str(n) for n in ids], "deed": "confirm"},
    )
    assert alive_in(answer.text) == []
    assert answer.text.count("<tr>") == len(HOSTILE) - 2 + 1


def test_looking_at_many_asks_no_more_questions(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    ids = [register(event, f"Iris-{n:02}") for n in range(3)]
    post(client, event, ids, "confirm", step="")  # the first request finds more out
    with selects() as for_one:
        post(client, event, ids[:1], "confirm", step="")
    with selects() as for_three:
        post(client, event, ids, "confirm", step="")

    assert len(for_three) == len(for_one)
