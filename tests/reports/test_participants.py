"""The list of participants, as an organiser asks it."""

import html
import re
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import Role
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import list_half_days
from eti_events.people.models import (
    Commissioner,
    Mission,
    Organisation,
    OrganisationKind,
    Region,
)
from eti_events.registration.models import (
    Category,
    Registration,
    RegistrationState,
    registration_half_day,
)
from tests.conftest import Selects
from tests.factories import (
    make_event,
    make_mission,
    make_person,
    make_registration,
    make_scan,
    make_ticket,
    saved,
    sign_in_staff,
)

FIRST_HOUR = datetime(2096, 8, 30, 6, 40, tzinfo=UTC)


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    sign_in_staff(client, event=event)
    return event


def participate(  # noqa: PLR0913 -- a test names only what it is about
    event: Event,
    given_name: str,
    family_name: str,
    *,
    state: RegistrationState = RegistrationState.CONFIRMED,
    category: Category = Category.EXPERT,
    country: str = "SN",
    region: Region = Region.AFRICA,
    commissioner: Commissioner = Commissioner.MEAE,
    first_departure: bool = False,
    protected: bool = False,
) -> Registration:
    person = make_person(
        given_name=given_name, family_name=family_name, protected=protected
    )
    mission = make_mission(
        person, country=country, region=region, commissioner=commissioner
    )
    return make_registration(
        event,
        person,
        state=state,
        category=category,
        first_departure=first_departure,
        mission=mission,
    )


def page(client: FlaskClient, event: Event, **asked: str) -> str:
    response = client.get(
        f"/manage/{event.slug}/participants?{urlencode({'lang': 'en', **asked})}"
    )
    assert response.status_code == 200
    return html.unescape(response.text)


def names(client: FlaskClient, event: Event, **asked: str) -> list[str]:
    return re.findall(
        r'<th scope="row"><a [^>]*>([^<]*)</a>', page(client, event, **asked)
    )


def test_people_stand_in_the_order_of_their_family_names(
    client: FlaskClient, event: Event
) -> None:
    participate(event, "Zoé", "Ajonc")
    participate(event, "Amadou", "Verveine")
    participate(event, "Noé", "Élan")

    assert names(client, event) == ["Ajonc, Zoé", "Élan, Noé", "Verveine, Amadou"]
    assert names(client, event, order="down", sort="name")[0] == "Verveine, Amadou"


def test_people_of_another_event_are_not_there(
    client: FlaskClient, event: Event
) -> None:
    participate(make_event(), "Zoé", "Ajonc")

    assert names(client, event) == []
    assert "Nobody is registered yet" in page(client, event)


@pytest.mark.parametrize("typed", ["noé élan", "ELAN noe", "lan", "  élan,  NOE ", "É"])
def test_search_takes_names_in_any_order_without_accents(
    client: FlaskClient, event: Event, typed: str
) -> None:
    participate(event, "Noé", "Élan")
    participate(event, "Tomás", "Iris")

    assert names(client, event, q=typed) == ["Élan, Noé"]


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "\\", "noe iris", "\u202e"])
def test_what_nobody_is_called_finds_nobody(
    client: FlaskClient, event: Event, typed: str
) -> None:
    participate(event, "Noé", "Élan")

    assert names(client, event, q=typed) == []


def test_search_takes_an_address(client: FlaskClient, event: Event) -> None:
    make_registration(
        event, make_person(family_name="Élan", email="ne@exemple.invalid")
    )
    participate(event, "Tomás", "Iris")

    assert names(client, event, q="NE@exemple") == ["Élan, Alix"]


@pytest.mark.parametrize("typed", ["0123-4567", "o1234567", "ETI0" + "0" * 25])
def test_search_takes_the_code_of_a_badge(
    client: FlaskClient, event: Event, typed: str
) -> None:
    registration = participate(event, "Noé", "Élan")
    participate(event, "Tomás", "Iris")
    make_ticket(registration, code="ETI0" + "0" * 25, short_code="01234567")

    assert names(client, event, q=typed) == ["Élan, Noé"]


def test_each_filter_leaves_who_answers_to_it(
    client: FlaskClient, event: Event
) -> None:
    participate(event, "Noé", "Élan", country="SN", region=Region.AFRICA)
    participate(
        event,
        "Tomás",
        "Iris",
        category=Category.SPEAKER,
        country="XK",
        region=Region.EUROPE,
        commissioner=Commissioner.AFD,
        first_departure=True,
    )

    for asked in (
        {"category": "speaker"},
        {"country": "XK"},
        {"region": "Europe"},
        {"commissioner": "AFD"},
        {"first": "yes"},
        {
            "region": "Europe",
            "commissioner": "AFD",
            "q": "iris",
            "sort": "organisation",
        },
    ):
        assert names(client, event, **asked) == ["Iris, Tomás"], asked
    assert names(client, event, country="XK", region="Afrique") == []


def test_the_list_opens_on_those_who_stand(client: FlaskClient, event: Event) -> None:
    participate(event, "A", "Ajonc")
    participate(event, "B", "Bleuet", state=RegistrationState.WAITING)
    participate(event, "C", "Cyprès", state=RegistrationState.CANCELLED)
    participate(event, "D", "Datura", state=RegistrationState.DRAFT)

    assert names(client, event) == ["Ajonc, A", "Bleuet, B"]
    assert names(client, event, state="cancelled") == ["Cyprès, C"]
    assert len(names(client, event, state="all")) == 4
    assert names(client, event, state="nonsense") == ["Ajonc, A", "Bleuet, B"]


def test_half_days_are_boxes_with_words(client: FlaskClient, event: Event) -> None:
    registration = participate(event, "Noé", "Élan")
    participate(event, "Tomás", "Iris")
    half_days = list_half_days(event.id)
    with transaction():
        db.session.execute(
            registration_half_day.delete().where(
                registration_half_day.c.registration_id == registration.id,
                registration_half_day.c.half_day_id != half_days[0].id,
            )
        )

    assert '<span class="sr">Thursday 30 August, morning</span>' in squeezed(
        page(client, event, q="elan")
    )
    assert "All half-days" in page(client, event, q="iris")
    last = str(half_days[3].public_id)
    assert names(client, event, half_day=last) == ["Iris, Tomás"]


def test_who_came_in_is_told_from_who_did_not(
    client: FlaskClient, event: Event
) -> None:
    came = participate(event, "Noé", "Élan")
    undone = participate(event, "Tomás", "Iris")
    participate(event, "Zoé", "Ajonc")
    make_scan(event, came, at=FIRST_HOUR)
    mistake = make_scan(event, undone, at=FIRST_HOUR)
    make_scan(event, undone, at=FIRST_HOUR, undoes=mistake)

    assert names(client, event, arrived="yes") == ["Élan, Noé"]
    assert names(client, event, arrived="no") == ["Ajonc, Zoé", "Iris, Tomás"]
    assert "Came in 30 Aug, 08:40" in page(client, event, arrived="yes")


def test_where_a_protected_person_is_posted_is_told_nowhere(
    client: FlaskClient, event: Event
) -> None:
    participate(
        event, "Noé", "Élan", country="UA", region=Region.EUROPE, protected=True
    )

    everyone = page(client, event)
    assert "Posting masked" in everyone
    assert "Ukraine" not in re.sub(r"<select.*?</select>", "", everyone, flags=re.S)
    assert names(client, event, country="UA") == []
    assert names(client, event, region="Europe") == []


def test_who_hosts_a_protected_person_is_neither_shown_nor_sorted_by(
    client: FlaskClient, event: Event
) -> None:
    for name, host in (("Un", "B"), ("Deux", "C"), ("Trois", "Ambassade à Kiev")):
        row = participate(event, "Noé", name, protected=name == "Trois")
        with transaction():
            mission = db.session.get_one(Mission, row.mission_id)
            mission.host_organisation = host

    assert "Kiev" not in page(client, event)
    ordered = names(client, event, sort="organisation", order="down")
    assert ordered == ["Deux, Noé", "Un, Noé", "Trois, Noé"]


def test_an_organisation_of_a_protected_person_is_told_only_if_it_sends_them(
    client: FlaskClient, event: Event
) -> None:
    hosts = saved(Organisation(name="Mairie de Kiev", kind=OrganisationKind.HOST))
    sends = saved(Organisation(name="Opérateur", kind=OrganisationKind.OPERATOR))
    for organisation in (hosts, sends):
        row = participate(event, "Noé", organisation.name[:5], protected=True)
        with transaction():
            row.organisation_id = organisation.id

    text = page(client, event)

    assert "Mairie de Kiev" not in text
    assert "Opérateur" in text


def test_fifty_stand_on_a_page_and_filters_stay_in_the_address(
    client: FlaskClient, event: Event
) -> None:
    for n in range(51):
        make_registration(event, make_person(family_name=f"Iris-{n:02}"))

    first = page(client, event, q="iris", sort="name")
    assert len(names(client, event, q="iris")) == 50
    assert "1 to 50 of 51" in first
    assert "?q=iris&sort=name&page=2" in first
    assert names(client, event, q="iris", page="2") == ["Iris-50, Alix"]
    assert names(client, event, page="999999") == []
    assert len(names(client, event, page="-1")) == 50


def test_a_filter_is_taken_off_alone(client: FlaskClient, event: Event) -> None:
    text = page(client, event, category="vip", region="Asie", page="3")

    off = re.findall(r'<a class="off"\s+href="[^?]*\?([^"]*)">([^<]*)', text)
    assert [(query, words.strip()) for query, words in off] == [
        ("region=Asie", "Dignitary"),
        ("category=vip", "Asia"),
    ]


def test_three_people_take_as_many_questions_as_one(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    participate(event, "Noé", "Élan")
    with selects() as for_one:
        page(client, event)
    participate(event, "Tomás", "Iris")
    participate(event, "Zoé", "Ajonc")
    with selects() as for_three:
        page(client, event)

    assert len(for_three) == len(for_one)


def test_only_organisers_of_the_event_read_its_list(client: FlaskClient) -> None:
    event = make_event()
    sign_in_staff(client, event=make_event())
    assert client.get(f"/manage/{event.slug}/participants").status_code == 404
    sign_in_staff(client, Role.CHECK_IN, event)
    assert client.get(f"/manage/{event.slug}/participants").status_code == 404


def test_an_organisation_sorts_the_list(client: FlaskClient, event: Event) -> None:
    first = participate(event, "Noé", "Élan")
    participate(event, "Tomás", "Iris")
    agency = saved(Organisation(name="Agence", kind=OrganisationKind.OPERATOR))
    with transaction():
        db.session.get_one(Registration, first.id).organisation_id = agency.id

    assert names(client, event, sort="organisation", order="down")[0] == "Élan, Noé"
    assert "Agence" in page(client, event)


def squeezed(text: str) -> str:
    return re.sub(r">\s+|\s+<", lambda match: match[0].strip(), text)
