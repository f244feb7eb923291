"""The board of answers: figures that add up, and postings that stay masked."""

import html
import re
from functools import partial
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.messages.models import Mail
from eti_events.people.models import Commissioner, DeskOfficer, Person, Region
from eti_events.registration.models import (
    Invitation,
    RegistrationState,
    Wave,
    WaveKind,
    WaveState,
)
from tests.conftest import Selects
from tests.factories import (
    BEFORE,
    make_event,
    make_mission,
    make_person,
    make_registration,
    saved,
    sign_in_staff,
)

State = RegistrationState


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, event=event)
    return event


def invite(
    event: Event,
    state: State | None = None,
    *,
    commissioner: Commissioner = Commissioner.MEAE,
    region: Region = Region.AFRICA,
    label: str = "Référent Afrique",
    protected: bool = False,
) -> Person:
    person = make_person(protected=protected)
    saved(Invitation(event_id=event.id, person_id=person.id, invited_at=BEFORE))
    mission = make_mission(
        person, commissioner=commissioner, region=region, desk_officer_label=label
    )
    if state is not None:
        make_registration(event, person, state=state, mission=mission)
    return person


def board(client: FlaskClient, event: Event, query: str = "") -> str:
    response = client.get(f"/manage/{event.slug}/answers?lang=en&{query}")
    assert response.status_code == 200
    figures = re.sub(r"<form.*?</form>", "", response.text, flags=re.DOTALL)
    table = re.search(r"<tbody>.*</tfoot>", figures, re.DOTALL)
    text = html.unescape(re.sub(r"<[^>]*>", " ", table[0] if table else ""))
    return " ".join(text.split())


def test_each_state_stands_in_one_column(client: FlaskClient, event: Event) -> None:
    for state in (None, *State):
        invite(event, state)
    invite(event, commissioner=Commissioner.AFD)
    make_registration(event)  # by hand: nobody waits for their answer

    text = board(client, event)

    # invited, have answered, confirmed, in progress, do not come, no answer
    assert text.startswith("MEAE 8 75% 1 2 3 2 AFD 1 0% 0 0 0 1")
    assert text.endswith("All together 9 67% 1 2 3 3")


def test_people_registered_by_hand_are_named_apart(
    client: FlaskClient, event: Event
) -> None:
    make_registration(event)

    page = client.get(f"/manage/{event.slug}/answers?lang=en").text

    assert "1 person registered without an invitation is not counted here." in page
    assert "Nobody invited here" in page


def test_a_registration_without_mission_counts_with_the_latest(
    client: FlaskClient, event: Event
) -> None:
    make_registration(event, invite(event))

    assert board(client, event, "by=region").startswith("Africa 1 100% 1 0 0 0 All")


def test_the_division_and_the_filters_live_in_the_address(
    client: FlaskClient, event: Event
) -> None:
    officer = make_person(given_name="Réjane", family_name="Référente")
    saved(DeskOfficer(label="Référent Asie", person_id=officer.id))
    asia = partial(invite, event, region=Region.ASIA, label="Référent Asie")
    asia(State.CONFIRMED, commissioner=Commissioner.AFD)
    asia()
    invite(event, label="")

    assert board(client, event, "by=region").startswith("Asia 2 50% 1 0 0 1 Africa 1")
    desks = board(client, event, "by=desk")
    assert desks.startswith("Référent Asie Réjane Référente 2 50%")
    assert "Without desk officer 1 0%" in desks
    assert board(client, event, "by=desk&commissioner=AFD").endswith(
        "All together 1 100% 1 0 0 0"
    )
    assert board(client, event, "region=Asie&by=body").startswith("AFD 1 100% 1")
    assert board(client, event, "by=moon&region=Lune&commissioner=x").endswith(
        "All together 3 33% 1 0 0 2"
    )


def test_no_division_and_no_filter_tells_where_a_protected_person_is(
    client: FlaskClient, event: Event
) -> None:
    invite(event, State.CONFIRMED)
    invite(
        event,
        State.CONFIRMED,
        region=Region.PACIFIC,
        label="Référent Pacifique",
        protected=True,
    )

    for by in ("region", "desk"):
        text = board(client, event, f"by={by}")
        assert "Posting masked 1 100% 1 0 0 0" in text
        assert "Paci" not in text
    assert board(client, event, "region=Pacifique") == ""
    assert board(client, event, "by=desk&region=Afrique").endswith(
        "All together 1 100% 1 0 0 0"
    )
    dashboard = client.get(f"/manage/{event.slug}/?lang=en").text
    assert "Posting masked" in dashboard
    assert "Pacific" not in dashboard


def test_the_board_asks_the_same_questions_whatever_it_counts(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    invite(event, State.CONFIRMED)
    with selects() as for_one:
        board(client, event, "by=desk")
    for label in ("Référent Asie", "Référente Europe", "Référent Pacifique"):
        saved(DeskOfficer(label=label, person_id=make_person().id))
        invite(event, State.PENDING, label=label)
        invite(event, label=label)

    with selects() as for_many:
        board(client, event, "by=desk")

    assert len(for_many) == len(for_one)


def remind(client: FlaskClient, event: Event, button: str, query: str) -> Wave:
    """Press a line's button on the board, and return the wave that it begins."""
    page = client.get(f"/manage/{event.slug}/answers?lang=en&{query}").text
    found = re.search(rf'action="([^"]*{button})"', page)
    assert found, button
    answer = client.post(html.unescape(found[1]))
    assert answer.status_code == 302
    assert client.get(answer.headers["Location"]).status_code == 200
    public_id = UUID(answer.headers["Location"].rpartition("/")[2])
    db.session.rollback()
    return db.session.query(Wave).filter_by(public_id=public_id).one()


@pytest.mark.parametrize(
    ("query", "button"),
    [
        ("by=body", "kind=reminder&amp;commissioner=AFD"),
        ("by=region", "kind=reminder&amp;region=Asie"),
        ("by=desk", "kind=reminder&amp;officer=[^&]*Asie"),
    ],
)
def test_the_silent_of_a_line_are_reminded_by_a_wave_that_waits(
    client: FlaskClient, event: Event, query: str, button: str
) -> None:
    there = {
        "commissioner": Commissioner.AFD,
        "region": Region.ASIA,
        "label": "Référent Asie",
    }
    silent = invite(event, **there)  # type: ignore[arg-type]  # a test names what it is about
    invite(event, State.CONFIRMED, **there)  # type: ignore[arg-type]  # likewise
    elsewhere = invite(event)

    wave = remind(client, event, button, query)
    every = remind(client, event, "kind=reminder", query)

    assert (wave.kind, wave.state) == (WaveKind.REMINDER, WaveState.DRAFT)
    assert wave.counted == [silent.id]
    assert every.counted == [silent.id, elsewhere.id]
    assert db.session.query(Mail).count() == 0


def test_a_wave_begins_with_conditions_that_exist_only(
    client: FlaskClient, event: Event
) -> None:
    path = f"/manage/{event.slug}/waves?kind=reminder&commissioner=x&officer=Nobody"

    client.post(path)

    db.session.rollback()
    assert db.session.query(Wave).one().audience == {}


def test_other_bodies_are_named_in_the_reader_s_language(
    client: FlaskClient, event: Event
) -> None:
    invite(event, commissioner=Commissioner.OTHER)

    pages = {
        spoken: client.get(f"/manage/{event.slug}/answers?lang={spoken}").text
        for spoken in ("en", "fr")
    }

    assert ">Other</option>" in pages["en"]
    assert ">Autre</option>" in pages["fr"]
    assert board(client, event).startswith("Other 1")
