"""A wave as its organiser meets it: composed, confirmed, held in the hand."""

import re

import pytest
from flask.testing import FlaskClient

from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.messages.models import Mail, MailState
from eti_events.people.models import Person, Region
from eti_events.registration.models import Wave, WaveState
from tests.conftest import Selects
from tests.factories import (
    make_event,
    make_mission,
    make_person,
    make_registration,
    sign_in_staff,
)
from tests.registration.steps import invited, mails


def expert(name: str, **mission: object) -> Person:
    person = make_person(family_name=name)
    make_mission(person, **mission)  # type: ignore[arg-type]  # the factory's own names
    return person


@pytest.fixture
def event(client: FlaskClient) -> Event:
    return make_event()


@pytest.fixture
def organiser(client: FlaskClient, event: Event) -> Person:
    return sign_in_staff(client, event=event)


def begin(client: FlaskClient, event: Event, kind: str = "invitation") -> str:
    """Begin a wave; return its address."""
    url = f"/manage/{event.slug}/waves"
    answer = client.post(url, data={"kind": kind})
    assert answer.status_code == 302
    return answer.headers["Location"]


def the_wave() -> Wave:
    db.session.rollback()
    return db.session.query(Wave).one()


def post(client: FlaskClient, url: str, status: int = 302, **data: object) -> str:
    answer = client.post(f"{url}?lang=en", data=data)
    assert answer.status_code == status, answer.text
    if status == 302:
        return client.get(f"{url.split('/send', maxsplit=1)[0]}?lang=en").text
    return answer.text


@pytest.mark.usefixtures("organiser")
def test_conditions_are_kept_and_shown_as_one_sentence(
    client: FlaskClient, event: Event
) -> None:
    expert("Ajonc", region=Region.ASIA)
    expert("Bleuet")
    url = begin(client, event)

    page = post(
        client, url, region=["Asie", "Pacifique"], on="2096-08-30", category="partner"
    )

    said = re.sub(r"<[^>]+>|\s+", " ", page)
    assert "posted in Asia or Pacific" in said
    assert "on mission on 30 August 2096" in said
    assert "Send to 1 person" in page
    assert the_wave().audience == {"region": ["Asie", "Pacifique"], "on": "2096-08-30"}
    assert the_wave().category == "partner"


@pytest.mark.usefixtures("organiser")
def test_nonsense_is_refused_and_what_was_typed_is_kept(
    client: FlaskClient, event: Event
) -> None:
    url = begin(client, event)

    page = post(client, url, 422, region=["Atlantide"], on="32/13", category="expert")

    assert 'role="alert"' in page
    assert "32/13" in page
    assert the_wave().audience == {}


@pytest.mark.usefixtures("organiser")
def test_somebody_is_found_added_and_left_out(
    client: FlaskClient, event: Event
) -> None:
    expert("Ajonc")
    speaker = make_person(family_name="Bleuet")
    url = begin(client, event)

    assert "Bleuet" in client.get(f"{url}?find=bleu").text
    assert "Nobody has this name" in client.get(f"{url}?find=zzz&lang=en").text
    data = {"person": str(speaker.public_id)}
    client.post(f"{url}/people", data={**data, "word": "add"})
    assert "Send to 2 people" in client.get(f"{url}?lang=en").text
    client.post(f"{url}/people", data={**data, "word": "leave-out"})
    assert "Send to 1 person" in client.get(f"{url}?lang=en").text
    client.post(f"{url}/people", data={**data, "word": "nonsense"})
    assert client.post(f"{url}/people", data={"word": "add"}).status_code == 404
    names = client.get(f"{url}/people").text
    assert "Ajonc" in names
    assert "Bleuet" not in names


@pytest.mark.usefixtures("organiser")
def test_the_mail_is_shown_as_a_named_person_reads_it(
    client: FlaskClient, event: Event
) -> None:
    expert("Ajonc")
    other = expert("Bleuet")
    url = begin(client, event)
    with transaction():
        db.session.merge(other).given_name = "Blanche"

    page = client.get(f"{url}?as={other.public_id}&lang=en").text

    assert "Blanche, here is your invitation" in page
    assert "Blanche, voici votre invitation" in page
    assert mails(other) == []
    assert db.session.query(Mail).count() == 0


def test_the_organiser_receives_it_first_in_both_languages(
    client: FlaskClient, event: Event, organiser: Person
) -> None:
    person = expert("Ajonc")
    url = begin(client, event)

    page = client.post(f"{url}/sample?lang=en", follow_redirects=True).text

    assert organiser.email
    assert organiser.email in page
    assert "You have received it in both languages" in page
    assert mails(organiser) == ["registration/invitation"] * 2
    assert mails(person) == []


@pytest.mark.usefixtures("organiser")
def test_the_number_is_typed_before_anything_leaves(
    client: FlaskClient, event: Event
) -> None:
    expert("Ajonc")
    url = begin(client, event)

    for count in ("", "2"):
        page = post(client, f"{url}/send", 409, when="now", count=count)
        assert "This is not the number of people" in page
    assert the_wave().state is WaveState.DRAFT

    page = post(client, f"{url}/send", when="now", count="1")
    assert "Wave to 1 person" in page
    assert the_wave().state is WaveState.RUNNING


@pytest.mark.usefixtures("organiser")
def test_who_was_added_meanwhile_is_named(client: FlaskClient, event: Event) -> None:
    expert("Ajonc")
    url = begin(client, event)
    expert("Capucine")

    page = post(client, f"{url}/send", 409, when="now", count="1")

    assert "The number has changed since you last counted" in page
    assert "Added: Alix Capucine" in page
    assert "2, not 1" in page
    assert db.session.query(Mail).count() == 0
    post(client, f"{url}/send", when="now", count="2")


@pytest.mark.usefixtures("organiser")
def test_a_later_hour_is_that_of_the_event(client: FlaskClient, event: Event) -> None:
    expert("Ajonc")
    url = begin(client, event)

    missing = post(client, f"{url}/send", 422, when="later", count="1")
    assert "Give the day and the hour." in missing
    jumped = post(
        client, f"{url}/send", 422, when="later", scheduled_at="2096-03-25T02:30"
    )
    assert "This hour does not exist on that day" in jumped
    assert the_wave().state is WaveState.DRAFT
    hour = "2096-06-17T09:00"
    page = post(client, f"{url}/send", when="later", scheduled_at=hour, count="1")

    assert "It leaves on" in page
    scheduled = the_wave().scheduled_at
    assert scheduled
    assert scheduled.isoformat() == "2096-06-17T07:00:00+00:00"
    client.post(f"{url}/revise")
    assert the_wave().state is WaveState.DRAFT


@pytest.mark.usefixtures("organiser")
def test_a_wave_under_way_is_paused_resumed_and_stopped(
    client: FlaskClient, event: Event
) -> None:
    expert("Ajonc")
    url = begin(client, event)
    post(client, f"{url}/send", when="now", count="1")

    for word, state in (
        ("pause", WaveState.PAUSED),
        ("resume", WaveState.RUNNING),
        ("stop", WaveState.STOPPED),
    ):
        client.post(f"{url}/{word}")
        assert the_wave().state is state
        assert client.get(url).status_code == 200

    refused = client.post(f"{url}/stop?lang=en")
    assert refused.status_code == 409
    assert "This wave is not under way." in refused.text


@pytest.mark.usefixtures("organiser")
def test_a_draft_is_thrown_away(client: FlaskClient, event: Event) -> None:
    url = begin(client, event)

    thrown = client.post(f"{url}/discard?lang=en", follow_redirects=True)
    assert "The draft is thrown away." in thrown.text

    assert db.session.query(Wave).count() == 0


@pytest.mark.usefixtures("organiser")
def test_a_reminder_counts_the_silent(client: FlaskClient, event: Event) -> None:
    invited(event)
    make_registration(event, invited(event))

    page = client.get(f"{begin(client, event, 'reminder')}?lang=en").text

    assert "Send to 1 person" in page
    assert "we have not had your reply yet" in page


@pytest.mark.usefixtures("organiser")
def test_the_calendar_is_computed_from_the_first_day(
    client: FlaskClient, event: Event
) -> None:
    begin(client, event)

    page = client.get(f"/manage/{event.slug}/waves?lang=en").text

    assert "D−90" in page
    assert "1 June 2096" in page  # ninety days before 30 August
    assert "D+7" in page
    assert "6 September 2096" in page
    assert "Wave 1, invitation" in page


@pytest.mark.usefixtures("organiser")
def test_a_page_costs_the_same_for_many(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    counts = []
    expert("Ajonc")
    url = begin(client, event)
    for number in range(3):
        client.get(url)
        with selects() as seen:
            client.get(url)
        counts.append(len(seen))
        expert(f"Bleuet-{number}")
    assert len(set(counts)) == 1


@pytest.mark.usefixtures("organiser")
def test_a_mail_held_back_can_be_taken_back_alone(
    client: FlaskClient, event: Event
) -> None:
    person = make_person()
    with transaction():
        mail = Mail(
            message_id="<held@exemple.invalid>",
            person_id=person.id,
            event_id=event.id,
            template="registration/invitation",
            language="fr",
            recipient="a@exemple.invalid",
            subject="?",
            state=MailState.HELD,
            queued_at=event.created_at,
            due_at=event.created_at,
        )
        db.session.add(mail)
    url = f"/manage/{event.slug}/mails/{mail.public_id}"

    assert "held back" in client.get(f"{url}?lang=en").text
    client.post(f"{url}/take-back")

    db.session.rollback()
    assert db.session.query(Mail).one().state is MailState.CANCELLED
