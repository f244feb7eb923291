"""Questions that follow from answers, in a browser: shown when they are asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page, expect

from eti_events.database import db
from eti_events.registration.models import Question, QuestionKind
from tests.browsing import axe_faults
from tests.factories import make_event, make_person, make_registration, sign_in
from tests.live import WebServer, wait_until
from tests.registration.asked import key, make_question, options, stored
from tests.stored import environment

pytestmark = pytest.mark.one_engine

K = QuestionKind


@pytest.fixture
def server(app: Flask, database_url: str, tmp_path: Path) -> Iterator[WebServer]:
    server = WebServer(environment(database_url, tmp_path), tmp_path / "web.log")
    server.start()
    try:
        wait_until(server.answers, "the server's first answer")
        yield server
    finally:
        server.close()


def field(page: Page, question: Question, value: str = "") -> Locator:
    chosen = f"[value='{value}']" if value else ""
    return page.locator(f"[name='{question.field_name}']{chosen}").first


def test_what_follows_from_an_answer_appears_and_goes_with_it(
    app: Flask, server: WebServer, context: BrowserContext
) -> None:
    event = make_event()
    comes = make_question(event, K.YES_NO, "Dinner")
    menu = make_question(
        event,
        K.ONE_OF,
        "Menu",
        options=options("Fish", "Other"),
        depends_on=comes,
        depends_on_answers=["yes"],
    )
    other = key(menu, "Other")
    which = make_question(
        event, text="Which", depends_on=menu, depends_on_answers=[other]
    )
    person = make_person()
    make_registration(event, person)
    client = app.test_client()
    sign_in(client, person, event=event)
    cookie = client.get_cookie("eti")
    assert cookie
    db.session.rollback()
    context.add_cookies([{"name": "eti", "value": cookie.value, "url": server.url}])
    page = context.new_page()

    page.goto(f"{server.url}/me/{event.slug}/edit?lang=en")
    expect(field(page, comes, "yes")).to_be_visible()
    expect(field(page, menu)).to_be_hidden()
    expect(field(page, which)).to_be_hidden()

    field(page, comes, "yes").check()
    expect(field(page, menu)).to_be_visible()
    expect(field(page, which)).to_be_hidden()
    field(page, menu, other).check()
    expect(field(page, which)).to_be_visible()
    field(page, which).fill("Nothing with garlic")
    assert axe_faults(page) == []

    field(page, comes, "no").check()  # the whole chain goes
    expect(field(page, menu)).to_be_hidden()
    expect(field(page, which)).to_be_hidden()
    field(page, comes, "yes").check()  # and comes back as it was
    expect(field(page, which)).to_have_value("Nothing with garlic")
    field(page, comes, "no").check()

    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(f"**/me/{event.slug}*")
    assert stored(event, person) == {"Dinner?": False}
