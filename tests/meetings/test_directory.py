"""Who stands in the directory of participants, and what it shows of them."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.meetings.directory.actions import stand_in_directory
from eti_events.meetings.refusals import DirectoryOver, NotConfirmed
from eti_events.people.models import Organisation, OrganisationKind, Person
from eti_events.registration.models import (
    Consent,
    ConsentPurpose,
    RegistrationState,
)
from tests.conftest import Selects
from tests.factories import (
    BEFORE,
    make_event,
    make_mission,
    make_person,
    make_registration,
    saved,
    sign_in,
)

HOST = "Institut Canari"


@pytest.fixture
def event(client: FlaskClient) -> Event:
    event = make_event()
    reader = make_registration(event).person_id
    sign_in(client, db.session.get_one(Person, reader), event=event)
    return event


def participant(event: Event, name: str, *, protected: bool = False) -> int:
    """Confirm an expert posted in Senegal at a host."""
    person = make_person(family_name=name, protected=protected)
    mission = make_mission(person, country="SN")
    with transaction():
        mission.host_organisation = HOST
    return make_registration(event, person, mission=mission).person_id


def agree(event: Event, person: int, *, agreed: bool = True, text: str = "") -> None:
    with transaction():
        stand_in_directory(
            get_event(event.slug), person, "fr", agreed=agreed, at=BEFORE
        )
    if text:
        with transaction():
            rows = db.session.query(Consent).filter_by(person_id=person)
            rows.one().text_version = text


def page(client: FlaskClient, event: Event, asked: str = "") -> str:
    db.session.rollback()
    return client.get(f"/me/{event.slug}/directory", query_string={"q": asked}).text


def test_only_who_agreed_stands_in_it(client: FlaskClient, event: Event) -> None:
    agree(event, participant(event, "Ancolie"))
    participant(event, "Bleuet")

    shown = page(client, event)

    assert "Ancolie" in shown
    assert "Bleuet" not in shown
    for word in (HOST, "Sénégal", "Gouvernance démocratique"):
        assert word in shown


def test_who_withdraws_is_gone_at_once(client: FlaskClient, event: Event) -> None:
    one = participant(event, "Ancolie")
    agree(event, one)
    assert "Ancolie" in page(client, event)

    agree(event, one, agreed=False)

    assert "Ancolie" not in page(client, event)
    answer = client.get(f"/me/{event.slug}/directory")
    assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_tells_where_a_protected_person_is_posted(
    client: FlaskClient, event: Event
) -> None:
    hidden = participant(event, "Ancolie", protected=True)
    embassy = saved(
        Organisation(
            name="Ambassade Canari", kind=OrganisationKind.DIPLOMATIC, country="SN"
        )
    )
    with transaction():
        db.session.get_one(Person, hidden).organisation_id = embassy.id
    agree(event, hidden)

    shown = page(client, event)
    assert "Ancolie" in shown
    assert "Canari" not in shown
    assert "Sénégal" not in shown
    for asked in ("Canari", "Sénégal", "SN"):
        assert "Ancolie" not in page(client, event, asked)


def test_a_protected_person_may_show_a_commissioning_body(
    client: FlaskClient, event: Event
) -> None:
    hidden = participant(event, "Ancolie", protected=True)
    body = saved(Organisation(name="Agence", kind=OrganisationKind.COMMISSIONER))
    with transaction():
        db.session.get_one(Person, hidden).organisation_id = body.id
    agree(event, hidden)

    assert "Agence" in page(client, event)


def test_an_older_consent_shows_the_name_that_it_spoke_of(
    client: FlaskClient, event: Event
) -> None:
    agree(event, participant(event, "Ancolie"), text="2026-08")

    assert "Ancolie" in page(client, event)
    assert HOST not in page(client, event)
    assert "Ancolie" not in page(client, event, "Sénégal")


@pytest.mark.parametrize("asked", ["ancolie", "canari", "senegal", "gouvernance alix"])
def test_it_is_searched_without_accents(
    client: FlaskClient, event: Event, asked: str
) -> None:
    agree(event, participant(event, "Ancolie"))

    assert "Ancolie" in page(client, event, asked)
    assert "Ancolie" not in page(client, event, f"{asked} bleuet")


def test_the_consent_is_kept_with_its_text_and_its_time(event: Event) -> None:
    one = participant(event, "Ancolie")

    agree(event, one)
    agree(event, one)
    agree(event, one, agreed=False)

    db.session.rollback()
    (row,) = db.session.query(Consent).filter_by(purpose=ConsentPurpose.DIRECTORY)
    assert (row.text_version, row.language, row.given_at) == ("2026-11", "fr", BEFORE)
    assert row.withdrawn_at == BEFORE
    lines = [line.action for line in db.session.query(AuditLine)]
    assert lines == ["consent.given", "consent.withdrawn"]


def test_one_agrees_and_withdraws_by_a_button(
    client: FlaskClient, event: Event
) -> None:
    address = f"/me/{event.slug}/directory"

    assert "Vous ne figurez pas dans l’annuaire" in client.get(address).text
    assert client.post(f"{address}/join").location == address
    assert "Vous figurez dans l’annuaire" in client.get(address).text
    client.post(f"{address}/leave")
    assert "Vous ne figurez pas dans l’annuaire" in client.get(address).text


@pytest.mark.parametrize("state", ["waiting", "pending"])
def test_who_is_not_confirmed_neither_reads_nor_stands_in_it(
    client: FlaskClient, state: str
) -> None:
    event = make_event()
    row = make_registration(event, state=RegistrationState(state))
    person = db.session.get_one(Person, row.person_id)
    sign_in(client, person, event=event)
    address = f"/me/{event.slug}/directory"

    assert client.get(address).status_code == 404
    assert client.post(f"{address}/join").status_code == 404
    with pytest.raises(NotConfirmed):
        agree(event, person.id)


def test_who_no_longer_comes_is_not_shown(client: FlaskClient, event: Event) -> None:
    row = make_registration(event, make_person(family_name="Ancolie"))
    agree(event, row.person_id)
    with transaction():
        row.state = RegistrationState.CANCELLED

    assert "Ancolie" not in page(client, event)


def test_it_closes_thirty_days_after_the_event(
    client: FlaskClient, event: Event
) -> None:
    one, ends_at = participant(event, "Ancolie"), event.ends_at
    agree(event, one)
    with transaction():
        own = get_event(event.slug)
        own.starts_at -= timedelta(days=365 * 80)
        own.ends_at -= timedelta(days=365 * 80)

    shown = page(client, event)
    assert "L’annuaire est fermé" in shown
    assert "Ancolie" not in shown
    with pytest.raises(DirectoryOver), transaction():
        stand_in_directory(get_event(event.slug), one, "fr", agreed=True, at=ends_at)


def test_a_page_asks_as_much_for_many_entries(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    counts = []
    for number in (1, 3):
        for one in range(number):
            agree(event, participant(event, f"Ancolie-{number}-{one}"))
        db.session.rollback()
        with selects() as asked:
            client.get(f"/me/{event.slug}/directory")
        counts.append(len(asked))

    assert counts[0] == counts[1]
