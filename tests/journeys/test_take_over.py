"""An organiser takes over from last year's event, by the keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from eti_events.database import db, transaction
from eti_events.events import queries
from eti_events.registration.models import QuestionKind
from eti_events.registration.questions.queries import list_questions
from tests.browsing import axe_faults
from tests.events.test_carrying import ask, draft, options, words
from tests.factories import make_event, sign_in_staff
from tests.journeys.hands import Keyboard
from tests.live import WebServer, wait_until
from tests.stored import environment

pytestmark = pytest.mark.one_engine


@pytest.fixture
def server(app: Flask, database_url: str, tmp_path: Path) -> Iterator[WebServer]:
    server = WebServer(environment(database_url, tmp_path), tmp_path / "web.log")
    server.start()
    try:
        wait_until(server.answers, "the server's first answer")
        yield server
    finally:
        server.close()


def button(page: Page, name: str) -> None:
    Keyboard().press(page, page.get_by_role("button", name=name))


def test_last_years_questions_come_by_the_keyboard_and_go_again(
    app: Flask, server: WebServer, context: BrowserContext
) -> None:
    earlier = make_event()
    with transaction():
        earlier.summary = words("Rendez-vous le 2 septembre 2096.")
    ask(earlier, "Visite", QuestionKind.ONE_OF, options=options("Serres", "Musée"))
    target = draft()
    client = app.test_client()
    sign_in_staff(client)
    cookie = client.get_cookie("eti")
    assert cookie
    context.add_cookies([{"name": "eti", "value": cookie.value, "url": server.url}])
    db.session.rollback()
    page = context.new_page()
    page.goto(f"{server.url}/manage/{target.slug}/take-over?lang=en")

    Keyboard().choose_next(page, page.get_by_label("Earlier event"))
    Keyboard().press(page, page.get_by_label("Rooms and points"))
    button(page, "Show what would come")

    expect(page.get_by_role("heading", name="From “")).to_be_visible()
    expect(page.locator("mark").first).to_have_text("2 septembre 2096")
    expect(page.locator("main")).not_to_contain_text("Amphi")
    assert axe_faults(page) == []
    button(page, "Take over")

    expect(page.locator("main")).to_contain_text("Nothing is left to come")
    assert axe_faults(page) == []
    db.session.rollback()
    assert len(list_questions(target.id)) == 1
    assert not queries.list_rooms(target.id)
    button(page, "Undo")

    expect(page.locator("main")).not_to_contain_text("Taken over so far")
    db.session.rollback()
    assert not list_questions(target.id)
