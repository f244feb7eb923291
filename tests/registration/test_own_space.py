"""What a participant finds on their own pages, at every stage."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event, HalfDay, Period
from eti_events.events.queries import get_event
from eti_events.multilingual import Multilingual
from eti_events.people.models import Person
from eti_events.registration.models import RegistrationState
from eti_events.registration.needs.queries import list_needs
from eti_events.registration.queries import list_consents
from eti_events.registration.wording import half_days_in_words
from tests.factories import make_event, sign_in
from tests.registration.steps import fill_in, invited, registration_of
from tests.registration.test_views import check, filled

pytestmark = pytest.mark.one_engine

PARTS_OF_A_DAY = (Period.MORNING, Period.AFTERNOON, Period.EVENING)


def registered(client: FlaskClient, event: Event, **answers: object) -> Person:
    """Register somebody who came by their invitation."""
    person = invited(event)
    sign_in(client, person, event=event)
    fill_in(client, f"/events/{event.slug}/register", filled(event, **answers))
    return person


def half_day(day: int, period: Period) -> HalfDay:
    hour = 8 + 5 * PARTS_OF_A_DAY.index(period)
    return HalfDay(period=period, starts_at=datetime(2096, 8, day, hour, tzinfo=UTC))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            "27 août matin, après-midi et soirée\N{NARROW NO-BREAK SPACE}; "
            "28 août matin",
        ),
        ("en", "27 August morning, afternoon and evening; 28 August morning"),
    ],
)
def test_half_days_are_told_as_one_says_them(language: str, words: str) -> None:
    event = Event(time_zone="Europe/Paris")
    rows = [half_day(27, period) for period in PARTS_OF_A_DAY]

    told = half_days_in_words(event, [*rows, half_day(28, Period.MORNING)], language)

    assert told == words


def test_one_s_own_space_tells_each_half_day_by_its_name(client: FlaskClient) -> None:
    event = make_event(days=1)
    registered(client, event)

    page = client.get(f"/me/{event.slug}?lang=en").text

    assert "morning" in page
    assert "afternoon" in page


def test_who_waits_for_an_answer_can_still_change_or_cancel(
    client: FlaskClient,
) -> None:
    event = make_event()
    person = registered(client, event)
    registration = registration_of(event, person)
    with transaction():
        db.session.merge(registration).state = RegistrationState.PENDING

    page = client.get(f"/me/{event.slug}?lang=en").text

    assert f'href="/me/{event.slug}/edit"' in page
    assert f'href="/me/{event.slug}/cancel"' in page


def test_after_the_event_nobody_is_asked_to_show_a_code(client: FlaskClient) -> None:
    event = make_event()
    registered(client, event)
    with transaction():
        get_event(event.slug).ends_at = utcnow() - timedelta(days=1)

    page = client.get(f"/me/{event.slug}?lang=en").text

    assert "The event is over" in page
    assert "Show this code at the door" not in page
    assert f'href="/me/{event.slug}/cancel"' not in page


def test_a_consent_is_withdrawn_at_any_time_but_half_days_stay(
    client: FlaskClient,
) -> None:
    event = make_event()
    person = registered(client, event, image_press="y", allergy="noix", needs="y")
    with transaction():
        get_event(event.slug).registration_closes_at = utcnow() - timedelta(hours=1)
    version = str(registration_of(event, person).version)
    erased = filled(event, erased=["allergy"], version=version)
    everything = erased["half_days"]
    assert isinstance(everything, list)
    moved = {**erased, "half_days": everything[:1]}

    form = client.get(f"/me/{event.slug}/edit?lang=en").text
    asked = client.post(f"/me/{event.slug}/edit?lang=en", data=moved)
    done = client.post(f"/me/{event.slug}/edit", data=erased)

    assert "half-days stay as they are until the organisers have answered" in form
    assert asked.status_code == 302
    assert done.status_code == 302
    registration = registration_of(event, person)
    assert list_needs(registration.id) == []
    assert list_consents(person.id, event.id) == []


def test_nobody_cancels_what_is_over(client: FlaskClient) -> None:
    event = make_event()
    registered(client, event)
    with transaction():
        get_event(event.slug).ends_at = utcnow() - timedelta(days=1)

    page = client.get(f"/me/{event.slug}/cancel?lang=en", follow_redirects=True)

    assert page.request.path == f"/me/{event.slug}"
    assert "This event is over." in page.text


def test_a_closed_form_asks_for_nothing(client: FlaskClient) -> None:
    event = make_event()
    sign_in(client, invited(event), event=event)
    with transaction():
        get_event(event.slug).registration_closes_at = utcnow() - timedelta(hours=1)

    page = client.get(f"/events/{event.slug}/register?lang=en").text

    assert "Registration has closed" in page
    assert "check your details" not in page


def test_a_phone_number_is_shown_as_people_read_it(client: FlaskClient) -> None:
    event = make_event()
    check(registered(client, event, phone="+33199005512"))

    page = client.get(f"/me/{event.slug}/needs?lang=en").text

    assert "+33 1 99 00 55 12" in page


def test_needs_of_a_cancelled_registration_lead_nowhere(client: FlaskClient) -> None:
    event = make_event()
    person = registered(client, event, allergy="arachide", needs="y")
    check(person)
    with_a_place = client.get(f"/me/{event.slug}/needs").text
    client.post(f"/me/{event.slug}/cancel")

    page = client.get(f"/me/{event.slug}/needs").text

    assert f'href="/me/{event.slug}/edit"' in with_a_place
    assert "arachide" in page
    assert f'href="/me/{event.slug}/edit"' not in page


def test_a_draft_is_to_be_gone_on_with(client: FlaskClient) -> None:
    event = make_event()
    registered(client, event, draft="1")

    assert "Go on with my draft" in client.get(f"/events/{event.slug}?lang=en").text


def test_whoever_is_signed_in_can_sign_out_from_every_page(
    client: FlaskClient,
) -> None:
    event = make_event()
    visitor = client.get(f"/events/{event.slug}").text
    registered(client, event)

    for path in (f"/events/{event.slug}", f"/me/{event.slug}", "/privacy"):
        assert 'action="/sign-out"' in client.get(path).text
    assert 'action="/sign-out"' not in visitor


def test_an_event_s_further_languages_are_there_to_read(client: FlaskClient) -> None:
    event = make_event(time_zone="Europe/Skopje")
    with transaction():
        row = get_event(event.slug)
        row.languages = ["fr", "en", "mk"]
        row.name = Multilingual(**row.name, mk="Регионален семинар")

    page = client.get(f"/events/{event.slug}?lang=en").text

    assert 'lang="mk"' in page
    assert "Регионален семинар" in page


def test_text_that_is_not_in_the_page_s_language_says_so(client: FlaskClient) -> None:
    event = make_event()
    with transaction():
        get_event(event.slug).name = Multilingual(fr="Journées d’été")

    english = client.get(f"/events/{event.slug}?lang=en").text
    french = client.get(f"/events/{event.slug}?lang=fr").text

    assert '<h1 lang="fr">Journées d’été</h1>' in english
    assert "<h1>Journées d’été</h1>" in french


@pytest.mark.parametrize("spoken", ["fr", "en"])
def test_each_form_says_briefly_what_becomes_of_data_and_links_to_the_whole(
    client: FlaskClient, spoken: str
) -> None:
    event = make_event()
    short = {"fr": "Elles servent à vous inviter", "en": "They serve to invite"}
    processings = {
        "fr": (
            *("relances", "Délégations", "Convocations", "Second formulaire"),
            *("Questions propres", "fusion des fiches"),
        ),
        "en": (
            *("reminders", "Delegations", "Convocations", "Second form"),
            *("own questions", "merging them"),
        ),
    }
    registered(client, event)

    edit = client.get(f"/me/{event.slug}/edit?lang={spoken}").text
    whole = client.get(f"/privacy?lang={spoken}").text

    assert short[spoken] in edit
    assert 'href="/privacy"' in edit
    for words in processings[spoken]:
        assert words in whole
