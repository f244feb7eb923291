"""The form keeps itself while one types, and shows what the badge will say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from eti_events.database import db
from tests.browsing import PHONE, axe_faults
from tests.factories import make_event
from tests.journeys.test_ticket import session_of
from tests.live import WebServer, wait_until
from tests.registration.steps import invited
from tests.stored import environment

pytestmark = pytest.mark.one_engine


@pytest.fixture
def server(app: Flask, database_url: str, tmp_path: Path) -> Iterator[WebServer]:
    """Run the web server on the database that the test writes to."""
    server = WebServer(environment(database_url, tmp_path), tmp_path / "web.log")
    server.start()
    try:
        wait_until(server.answers, "the server's first answer")
        yield server
    finally:
        server.close()


def test_what_one_types_is_kept_and_seen_on_the_badge(
    app: Flask, server: WebServer, plain_chromium: Browser
) -> None:
    event = make_event()
    cookie = session_of(app, invited(event), event)
    db.session.rollback()
    context = plain_chromium.new_context(viewport=PHONE, locale="en-GB")
    context.add_cookies([{"name": "eti", "value": cookie, "url": server.url}])
    page = context.new_page()
    page.goto(f"{server.url}/events/{event.slug}/register")
    said = page.get_by_role("status")

    page.get_by_label("First name").fill("Jeanne-Lou")
    page.get_by_label("Family name").fill("Verveine")
    expect(page.locator(".badge-view")).to_contain_text("Jeanne-Lou")
    expect(said).to_contain_text("Saved at", timeout=10_000)
    assert axe_faults(page) == []
    context.set_offline(True)
    page.get_by_label("Title of your post").fill("Juriste")
    expect(said).to_contain_text("Not saved yet", timeout=10_000)
    context.set_offline(False)
    expect(said).to_contain_text("Saved at", timeout=25_000)
    page.reload()

    expect(page.get_by_label("Title of your post")).to_have_value("Juriste")
    expect(page.get_by_label("Family name")).to_have_value("Verveine")
    context.close()
