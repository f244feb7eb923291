"""The page on which the programme is taken away."""

import re

import pytest
from flask.testing import FlaskClient

from eti_events.accounts.models import SignInKind
from eti_events.database import db
from eti_events.events.models import AgendaVisibility
from tests.agenda.showing import Shown, show
from tests.factories import make_person, make_registration, sign_in


def page(client: FlaskClient, shown: Shown, language: str = "en") -> str:
    db.session.rollback()
    answer = client.get(shown.address(f"agenda/downloads?lang={language}"))
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("language", "title"),
    [("fr", "Télécharger et s’abonner"), ("en", "Download and subscribe")],
)
def test_every_link_of_the_page_gives_a_file(
    client: FlaskClient, language: str, title: str
) -> None:
    shown = show()

    text = page(client, shown, language)

    assert f"<h1>{title}</h1>" in text
    links = {link.replace("&amp;", "&") for link in re.findall('href="(/[^"]+)"', text)}
    files = {link for link in links if re.search(r"/agenda\.|/schedule|/api/", link)}
    assert len(files) == 11  # nine formats and descriptions, a theme, a room
    for link in files:
        db.session.rollback()
        assert client.get(link).status_code == 200, link


def test_calendars_subscribe_where_they_need_no_session(client: FlaskClient) -> None:
    public = page(client, show())
    assert re.search('href="webcal://[^"]+/agenda.ics\\?lang=en"', public)

    bare = page(client, show(AgendaVisibility.PUBLIC_WITHOUT_ROOMS))
    assert "webcal://" in bare
    assert "Rooms and names are for the confirmed" in bare
    assert "One room only" not in bare

    shown, person = show(AgendaVisibility.CONFIRMED), make_person()
    make_registration(shown.event, person)
    sign_in(client, person, kind=SignInKind.MAIL)
    own = page(client, shown)
    assert "webcal://" not in own
    assert "none is doubled" in own
