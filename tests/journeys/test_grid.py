"""Organisers build a day on the grid: by pointer, by keyboard, two at once, offline."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from eti_events.accounts.models import Role, SignInKind
from eti_events.agenda.actions import editing
from eti_events.agenda.models import Session
from eti_events.database import db
from eti_events.events.models import Event, Room
from eti_events.people.models import Language
from tests.agenda.building import OPENING, make_room, make_session
from tests.agenda.organising import act, again, place
from tests.browsing import axe_faults
from tests.factories import grant, make_event, make_person, sign_in
from tests.live import WebServer, wait_until
from tests.stored import environment

pytestmark = pytest.mark.one_engine

Open = Callable[..., Page]
TALL = {"width": 1280, "height": 1600}  # nothing rolls while one drags
TABLET = {"width": 1024, "height": 768}


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


@pytest.fixture
def event(app: Flask) -> Event:
    event = make_event()
    for code in ("Patio", "Loft"):
        make_room(event, code)
    return event


@pytest.fixture
def open_grid(
    app: Flask, server: WebServer, event: Event, plain_chromium: Browser
) -> Iterator[Open]:
    """Open the grid as an organiser of one's own."""
    contexts = []

    def opened(**settings: Any) -> Page:
        person = make_person(language=Language.ENGLISH)
        grant(person, Role.ORGANISER, event)
        client = app.test_client()
        sign_in(client, person, kind=SignInKind.STAFF)
        cookie = client.get_cookie("eti")
        assert cookie
        db.session.rollback()
        chosen = {"viewport": TALL, "locale": "en-GB"} | settings
        context = plain_chromium.new_context(**chosen)
        contexts.append(context)
        context.add_cookies([{"name": "eti", "value": cookie.value, "url": server.url}])
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(f"{server.url}/manage/{event.slug}/agenda/grid?day=2096-08-30")
        return page

    yield opened
    for context in contexts:
        context.close()


def card(page: Page, title: str) -> Locator:
    return page.locator(f'[data-title="{title} (en)"]')


def grip(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"Move “{title} (en)”")


def cell(page: Page, hour: str, room: Room) -> Locator:
    row = page.locator("tbody tr").filter(has=page.get_by_role("rowheader", name=hour))
    return row.locator(f'td[data-room="{room.public_id}"]')


def add_session(page: Page, title: str) -> None:
    """Make a session by the plain form, to be placed."""
    page.get_by_role("link", name="New session").click()
    page.get_by_label("Title, Français").fill(title)
    page.get_by_label("Title, English").fill(f"{title} (en)")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Grid").click()


def drag(page: Page, title: str, hour: str, room: Room) -> None:
    """Carry a card by the mouse to an hour of a room."""
    card(page, title).scroll_into_view_if_needed()
    start, end = card(page, title).bounding_box(), cell(page, hour, room).bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.move(end["x"] + 20, end["y"] + 8, steps=5)
    page.mouse.up()


def said(page: Page, text: str) -> None:
    expect(page.locator("#said")).to_contain_text(text)


def placed(event: Event) -> dict[str, tuple[str, float]]:
    """Return where each session is: room, and hours after nine o'clock."""
    db.session.rollback()
    rows = db.session.query(Session).filter_by(event_id=event.id)
    rooms = {room.id: room.code for room in db.session.query(Room)}
    return {
        row.title["fr"]: (
            rooms[row.room_id or 0],
            (row.starts_at - OPENING) / timedelta(hours=1),
        )
        for row in rows
        if row.starts_at
    }


def rooms_of(event: Event) -> dict[str, Room]:
    rows = db.session.query(Room).filter_by(event_id=event.id)
    return {room.code: room for room in rows}


BUILT = {"Climat": ("Patio", 0), "Santé": ("Loft", 0.5), "Culture": ("Patio", 1.25)}


def test_three_sessions_are_built_by_pointer(open_grid: Open, event: Event) -> None:
    rooms = rooms_of(event)
    page = open_grid()
    for title in BUILT:
        add_session(page, title)

    drag(page, "Climat", "09:00", rooms["Patio"])
    said(page, "“Climat (en)” is placed.")
    drag(page, "Santé", "09:30", rooms["Loft"])
    said(page, "“Santé (en)” is placed.")
    drag(page, "Culture", "10:15", rooms["Patio"])
    said(page, "“Culture (en)” is placed.")

    assert placed(event) == BUILT
    expect(page.locator("#saved")).to_contain_text("Saved at")
    assert axe_faults(page) == []


def test_three_sessions_are_built_by_keyboard(open_grid: Open, event: Event) -> None:
    page = open_grid()
    for title in BUILT:
        add_session(page, title)

    for title, (room, hours) in BUILT.items():
        grip(page, title).focus()
        page.keyboard.press("Enter")
        said(page, f"Picked up “{title} (en)”: To be placed")
        page.keyboard.press("ArrowDown")  # eight o'clock, the first room
        for _ in range(int(hours * 4) + 4):
            page.keyboard.press("ArrowDown")
        for _ in range({"Patio": 1, "Loft": 2}[room]):
            page.keyboard.press("ArrowRight")
        said(page, f"Room {room}")
        page.keyboard.press("Enter")
        said(page, f"“{title} (en)” is placed.")
        expect(grip(page, title)).to_be_focused()

    assert placed(event) == BUILT


def test_escape_takes_back_and_shift_moves_by_five(
    open_grid: Open, event: Event
) -> None:
    make_session(event, title="Climat", room=rooms_of(event)["Patio"])
    page = open_grid()

    grip(page, "Climat").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    said(page, "“Climat (en)” stays where it was.")
    expect(grip(page, "Climat")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    said(page, "is placed.")

    room, hours = placed(event)["Climat"]
    assert (room, round(hours * 60)) == ("Patio", 5)


def test_a_tap_on_the_handle_and_one_on_a_cell_place_a_session(
    open_grid: Open, event: Event
) -> None:
    make_session(event, title="Climat", after=None)
    page = open_grid(viewport=TABLET, has_touch=True)

    grip(page, "Climat").tap()
    cell(page, "10:00", rooms_of(event)["Loft"]).tap()
    said(page, "is placed.")

    assert placed(event) == {"Climat": ("Loft", 1)}


def test_undo_and_redo_by_button_and_by_keys(open_grid: Open, event: Event) -> None:
    make_session(event, title="Climat", after=None)
    page = open_grid()
    drag(page, "Climat", "09:00", rooms_of(event)["Patio"])
    said(page, "is placed.")

    page.keyboard.press("Control+z")
    said(page, "Taken back.")
    assert placed(event) == {}
    page.keyboard.press("Control+Shift+z")
    said(page, "Done again.")
    assert placed(event) == {"Climat": ("Patio", 0)}
    page.get_by_role("button", name="Undo").click()
    said(page, "Taken back.")

    assert placed(event) == {}


def test_the_second_organiser_is_shown_both_versions(
    open_grid: Open, event: Event
) -> None:
    rooms = rooms_of(event)
    session = make_session(event, title="Climat", room=rooms["Patio"])
    colleague = make_person(family_name="Romarin")
    page = open_grid()
    act(
        editing.place_session,
        event,
        session,
        colleague.id,
        lambda: place(rooms["Loft"], after=3),
    )

    drag(page, "Climat", "11:00", rooms["Patio"])

    both = page.locator("#both")
    expect(both).to_contain_text("Alix Romarin changed “Climat (en)”")
    expect(both).to_be_focused()
    assert axe_faults(page) == []
    assert again(event, session).starts_at == OPENING + timedelta(hours=3)
    both.get_by_role("button", name="Put it where I wanted").click()
    said(page, "is placed.")
    assert placed(event) == {"Climat": ("Patio", 2)}


def test_a_lost_connection_is_said_and_nothing_is_lost(
    open_grid: Open, event: Event
) -> None:
    rooms = rooms_of(event)
    make_session(event, title="Climat", after=None)
    make_session(event, title="Santé", after=None)
    page = open_grid()
    page.context.set_offline(True)

    drag(page, "Climat", "09:00", rooms["Patio"])
    drag(page, "Santé", "09:00", rooms["Loft"])
    expect(page.locator("#saved")).to_contain_text("Not saved since")
    assert placed(event) == {}
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Saved at", timeout=15_000)

    wait_until(lambda: len(placed(event)) == 2, "both moves")
    assert placed(event) == {"Climat": ("Patio", 0), "Santé": ("Loft", 0)}


def test_an_answer_that_was_lost_is_asked_for_again(
    open_grid: Open, event: Event
) -> None:
    make_session(event, title="Climat", after=None)
    page = open_grid()
    lost: list[int] = []

    def lose(route: Any) -> None:
        if not lost:
            lost.append(route.fetch().status)  # done there, unheard here
            route.abort()
        else:
            route.continue_()

    page.route("**/move?*", lose)
    drag(page, "Climat", "09:00", rooms_of(event)["Patio"])
    page.get_by_role("button", name="Try again").click()
    said(page, "is placed.")

    assert lost == [200]
    assert placed(event) == {"Climat": ("Patio", 0)}
