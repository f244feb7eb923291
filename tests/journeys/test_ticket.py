"""A ticket on a phone: opened once, it needs no network any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.qr import ticket_qr
from eti_events.registration.codes import show_short_code
from eti_events.registration.queries import find_ticket
from tests.browsing import PHONE, axe_faults
from tests.factories import make_event, sign_in
from tests.live import WebServer, wait_until
from tests.registration.steps import invited, submit
from tests.stored import environment

pytestmark = pytest.mark.one_engine

KEPT = "This page is kept on your phone: it opens without a network."


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


def session_of(app: Flask, person: Person, event: Event) -> str:
    """Sign the person in, and return what their browser's cookie holds."""
    client = app.test_client()
    sign_in(client, person, event=event)
    cookie = client.get_cookie("eti")
    assert cookie
    return cookie.value


def test_a_ticket_once_opened_works_offline(
    app: Flask, server: WebServer, plain_chromium: Browser
) -> None:
    event = make_event()
    person = invited(event)
    submit(event, person)
    ticket = find_ticket(person.id, event.id)
    assert ticket
    code, short_code = ticket.code, show_short_code(ticket.short_code)
    cookie = session_of(app, person, event)
    db.session.rollback()
    context = plain_chromium.new_context(viewport=PHONE, locale="en-GB")
    context.add_cookies([{"name": "eti", "value": cookie, "url": server.url}])
    page = context.new_page()

    page.goto(f"{server.url}/me/{event.slug}/ticket")
    expect(page.get_by_role("status")).to_have_text(KEPT)
    assert axe_faults(page) == []
    server.stop()
    context.set_offline(True)
    page.reload()

    expect(page.get_by_text(short_code)).to_be_visible()
    drawn = page.locator(".qr path").get_attribute("d")
    assert drawn == ticket_qr(code).svg_path
    style = "getComputedStyle(document.querySelector('.badge header')).color"
    assert page.evaluate(style) == "rgb(255, 255, 255)"  # the style sheet is kept too
    context.close()


def test_hours_are_told_on_the_reader_s_clock_too(
    app: Flask, server: WebServer, plain_chromium: Browser
) -> None:
    event = make_event()  # in Paris, from 8 in the morning
    person = invited(event)
    submit(event, person)
    cookie = session_of(app, person, event)
    db.session.rollback()

    hours = {}
    for zone in ("Europe/Paris", "Asia/Almaty", "Pacific/Honolulu"):
        context = plain_chromium.new_context(locale="en-GB", timezone_id=zone)
        context.add_cookies([{"name": "eti", "value": cookie, "url": server.url}])
        page = context.new_page()
        page.goto(f"{server.url}/me/{event.slug}?lang=en")
        hours[zone] = page.locator(".mine-list dd").first.inner_text()
        context.close()

    assert "where you are" not in hours["Europe/Paris"]
    assert "(11:00 where you are)" in hours["Asia/Almaty"]
    assert "(Wednesday 20:00 where you are)" in hours["Pacific/Honolulu"]  # the eve
