"""The programme in a real browser: stars that move into the account, paper, weight."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import pdfplumber
import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from eti_events.agenda.models import SessionStar
from eti_events.database import db, transaction
from eti_events.events.models import AgendaVisibility, Event
from tests.agenda.building import make_part, make_room, make_session, make_theme
from tests.agenda.organising import published
from tests.browsing import DESKTOP, PHONE, axe_faults
from tests.factories import make_event, make_person, make_registration, sign_in
from tests.journeys.hands import Keyboard
from tests.live import WebServer, wait_until
from tests.stored import environment

pytestmark = pytest.mark.one_engine

HOURS = 5
SIDE_BY_SIDE = 6
MOST_BYTES, MOST_SCRIPT = 60_000, 10_000
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def event() -> Event:
    """Two days of five hours with six sessions each, published to anybody."""
    event = make_event()
    with transaction():
        row = db.session.get_one(Event, event.id)
        row.agenda_visibility = AgendaVisibility.PUBLIC
    make_theme(event)
    rooms = [make_room(event) for _ in range(SIDE_BY_SIDE)]
    speaker = make_person()
    for day in range(2):
        for hour in range(HOURS):
            for room in rooms:
                after = timedelta(days=day, hours=1.5 * hour)
                title = f"Ce que les partenaires attendent, {day} {hour} {room.code}"
                session = make_session(event, title=title, room=room, after=after)
                make_part(session, speaker)
    published(event, make_person().id, 0)
    return event


@pytest.fixture
def context(
    app: Flask,
    event: Event,
    database_url: str,
    tmp_path: Path,
    plain_chromium: Browser,
) -> Iterator[BrowserContext]:
    """A visitor's browser, on the product as it runs."""
    db.session.rollback()
    server = WebServer(environment(database_url, tmp_path), tmp_path / "web.log")
    server.start()
    context = plain_chromium.new_context(
        viewport=PHONE, locale="en-GB", base_url=server.url
    )
    try:
        wait_until(server.answers, "the server's first answer")
        yield context
    finally:
        context.close()
        server.close()


def let_in(app: Flask, context: BrowserContext, event: Event, url: str) -> None:
    """Sign the browser in as somebody who attends."""
    person, client = make_person(), app.test_client()
    make_registration(event, person)
    sign_in(client, person, event=event)
    cookie = client.get_cookie("eti")
    assert cookie
    db.session.rollback()
    context.add_cookies(
        [{"name": "eti", "value": cookie.value, "url": urljoin(url, "/")}]
    )


def faults_of(page: Page) -> list[str]:
    too_wide = page.evaluate(OVERFLOW) > 0
    return axe_faults(page) + ["wider than the screen"] * too_wide


def test_a_visitors_stars_move_into_the_account_by_keyboard_too(
    app: Flask, context: BrowserContext, event: Event
) -> None:
    page, agenda = context.new_page(), f"/events/{event.slug}/agenda"
    page.goto(agenda)
    stars = page.locator(".star")
    stars.first.click()
    Keyboard().press(page, stars.nth(1))
    expect(stars.nth(1)).to_have_attribute("aria-pressed", "true")

    page.goto(f"{agenda}?starred=1")
    expect(page.locator(".ses:visible")).to_have_count(2)
    assert faults_of(page) == []

    let_in(app, context, event, page.url)
    page.goto(agenda)
    expect(page.locator(".star[aria-pressed=true]")).to_have_count(2)

    assert page.evaluate("localStorage.length") == 0
    db.session.rollback()
    assert db.session.query(SessionStar).count() == 2
    stars.first.click()
    expect(stars.first).to_have_attribute("aria-pressed", "false")
    page.goto(f"/me/{event.slug}/agenda")
    expect(page.locator(".star[aria-pressed=true]")).to_have_count(1)
    assert faults_of(page) == []


def test_every_page_fits_a_phone_and_a_desktop_and_its_budget(
    context: BrowserContext, event: Event
) -> None:
    page, loaded = context.new_page(), list[Request]()

    def note(request: Request) -> None:
        loaded.append(request)

    page.on("requestfinished", note)
    agenda = f"/events/{event.slug}/agenda"
    page.goto(agenda, wait_until="networkidle")
    scripts = [one for one in loaded if one.resource_type == "script"]

    assert sum(map(weight, loaded)) <= MOST_BYTES
    assert sum(map(weight, scripts)) <= MOST_SCRIPT

    session = page.locator("h4 a").first.get_attribute("href")
    paths = (agenda, f"{agenda}?day=all&zone=Pacific/Kiritimati", session)
    for path in (*paths, f"{agenda}/screen"):
        page.goto(str(path))
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            assert faults_of(page) == [], (path, size)


def weight(request: Request) -> int:
    return request.sizes()["responseBodySize"]


def test_two_days_of_thirty_sessions_are_two_pages_of_paper(
    context: BrowserContext, event: Event
) -> None:
    page = context.new_page()
    page.goto(f"/events/{event.slug}/agenda?day=all")

    with pdfplumber.open(BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        texts = [sheet.extract_text() for sheet in paper.pages]

    assert len(texts) == 2
    assert "Thursday 30 August" in texts[0]
    assert "Friday 31 August" in texts[1]


def test_the_screen_fetches_itself_and_says_when_it_cannot(
    context: BrowserContext, event: Event
) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(f"/events/{event.slug}/agenda/screen")
    page.evaluate("document.querySelector('.hall-clock time').textContent = 'old'")
    page.clock.run_for(31_000)
    expect(page.locator(".hall-clock time")).not_to_have_text("old")

    context.set_offline(True)
    page.clock.run_for(31_000)

    expect(page.locator(".hall-late")).to_contain_text("No network since")
