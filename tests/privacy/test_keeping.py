"""Organisers read what of their event is erased when, and what was."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eti_events import PURGES
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.registration.models import ConsentPurpose, NeedKind
from tests.checkin.test_board import rows_of_first_table
from tests.factories import make_event, make_registration, make_scan, sign_in_staff
from tests.registration.steps import answers, invited, submit

pytestmark = pytest.mark.usefixtures("app")


def with_data() -> Event:
    """Have one person say what they eat, and two come in."""
    event = make_event()
    agreed = frozenset({ConsentPurpose.NEEDS})
    given = answers(event, needs={NeedKind.DIET: "vegan"}, consents=agreed)
    submit(event, invited(event), given)
    for _person in range(2):
        make_scan(event, make_registration(event), at=event.starts_at)
    return event


def kept(client: FlaskClient, event: Event) -> dict[str, tuple[str, str]]:
    """Return what the page says of each thing: how many, erased when."""
    text = client.get(f"/manage/{event.slug}/retention?lang=en").text
    return {row[0]: (row[1], row[2]) for row in rows_of_first_table(text)}


def test_the_page_tells_what_is_erased_when(client: FlaskClient) -> None:
    event = with_data()
    sign_in_staff(client)

    said = kept(client, event)

    needs = "Diet, allergies and accessibility needs, with the answers to them"
    assert said[needs] == ("1", "from 7 September 2096 on")
    assert said["Scans at the door"] == ("2", "from 30 September 2096 on")
    assert said["Lines of the audit log"][1] == "13 months after each line"


def test_the_page_tells_what_was_erased(client: FlaskClient) -> None:
    event = with_data()
    over = event.ends_at + timedelta(days=31)
    for forget in PURGES:
        with transaction():
            forget(over)
    db.session.rollback()
    sign_in_staff(client)

    assert kept(client, event)["Scans at the door"][0] == "0"
    text = client.get(f"/manage/{event.slug}/retention?lang=en").text
    words = " ".join(text.partition("Erased so far")[2].split())
    assert "Scans at the door </th>" in words
    assert "with the answers to them, Meals" in words
