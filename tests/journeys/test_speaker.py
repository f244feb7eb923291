"""From a question to a calendar, and to a change that its speaker has seen."""

import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from icalendar import Calendar
from ics import Calendar as OtherCalendar
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from eti_events.agenda.actions import editing
from eti_events.agenda.models import Session
from eti_events.database import db
from eti_events.events.models import Event
from tests.agenda.building import make_room, make_session
from tests.agenda.organising import act, place, published
from tests.browsing import DESKTOP, PHONE, Live, axe_faults
from tests.factories import make_event, make_person, sign_in_staff
from tests.journeys.hands import Hands, Keyboard, Pointer
from tests.live import wait_until

pytestmark = pytest.mark.one_engine

ADDRESS = "petar@exemple.invalid"
WORDS = {
    "fr": {
        "accept": "J’accepte",
        "file": "Toutes mes séances",
        "seen": "J’ai vu",
        "noted": "votre intervention est notée",
        "known": "sait que vous avez vu",
        "open": "Ouvrir mes interventions",
        "title": "Climat",
    },
    "en": {
        "accept": "I accept",
        "file": "All my sessions",
        "seen": "I have seen it",
        "noted": "you speak",
        "known": "know that you have seen it",
        "open": "Open my sessions",
        "title": "Climat (en)",
    },
}


def organiser(app: Flask, live: Live, context: BrowserContext, event: Event) -> None:
    client = app.test_client()
    sign_in_staff(client, event=event)
    cookie = client.get_cookie("eti")
    assert cookie
    context.add_cookies([{"name": "eti", "value": cookie.value, "url": live.url}])


def mail_number(live: Live, number: int) -> EmailMessage:
    wait_until(lambda: len(live.inbox.to(ADDRESS)) >= number, f"mail {number}")
    return live.inbox.to(ADDRESS)[number - 1]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def ask(hands: Hands, page: Page, live: Live, event: Event, session: Session) -> None:
    page.goto(
        f"{live.url}/manage/{event.slug}/agenda/sessions/{session.public_id}/speakers"
        "?lang=en"
    )
    assert axe_faults(page) == []
    hands.write(page, page.get_by_label("E-mail"), ADDRESS)
    hands.write(page, page.get_by_label("First name"), "Petar")
    hands.write(page, page.get_by_label("Family name"), "Sureau")
    hands.press(page, page.get_by_role("button", name="Ask by mail"))
    expect(page.get_by_text("Petar Sureau gets a mail with a link.")).to_be_visible()


def read_back(page: Page, hands: Hands, name: str, folder: Path) -> bytes:
    with page.expect_download() as started:
        hands.press(page, page.get_by_role("link", name=name))
    path = folder / "speaker.ics"
    started.value.save_as(path)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("hands", "size", "language"),
    [(Pointer(), PHONE, "fr"), (Keyboard(), DESKTOP, "en")],
    ids=["pointer", "keyboard"],
)
def test_a_speaker_accepts_takes_it_home_and_sees_what_changes(
    app: Flask,
    live: Live,
    plain_chromium: Browser,
    tmp_path: Path,
    hands: Hands,
    size: ViewportSize,
    language: str,
) -> None:
    words, by = WORDS[language], make_person().id
    event = make_event()
    first, second = make_room(event, "R1"), make_room(event, "R9")
    session = make_session(event, title="Climat", room=first)
    published(event, by, 0)
    team = plain_chromium.new_context(viewport=DESKTOP, locale="en-GB")
    organiser(app, live, team, event)
    ask(hands, team.new_page(), live, event, session)
    own = plain_chromium.new_context(viewport=size, locale=language)
    page = own.new_page()

    invitation = text_of(mail_number(live, 1))
    found = re.search(r"https?://\S+/invitations/\S+", invitation)
    assert found
    page.goto(f"{found[0]}?lang={language}")
    hands.press(page, page.get_by_role("button", name=words["open"]))
    expect(page.get_by_role("heading", name=words["title"])).to_be_visible()
    assert axe_faults(page) == []
    hands.press(page, page.get_by_role("button", name=words["accept"]))
    expect(page.get_by_text(words["noted"])).to_be_visible()
    content = read_back(page, hands, words["file"], tmp_path)

    [entry] = Calendar.from_ical(content).events
    [other] = OtherCalendar(content.decode()).events
    assert str(entry["summary"]) == other.name == words["title"]
    assert entry.start == other.begin.datetime == session.starts_at
    thanks = mail_number(live, 2)
    assert [part.get_content_type() for part in thanks.iter_attachments()] == [
        "text/calendar"
    ]
    act(editing.place_session, event, session, by, lambda: place(second))
    published(event, by, 1)
    db.session.rollback()
    assert "R9" in text_of(mail_number(live, 3))
    page.reload()
    expect(page.locator(".was")).to_contain_text("R1")
    assert axe_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    hands.press(page, page.get_by_role("button", name=words["seen"]))
    expect(page.get_by_text(words["known"])).to_be_visible()
    assert page.locator(".was").count() == 0
    board = team.new_page()
    board.goto(f"{live.url}/manage/{event.slug}/agenda/speakers?lang=en")
    expect(board.get_by_role("cell", name="seen")).to_be_visible()
    assert axe_faults(board) == []
    own.close()
    team.close()
