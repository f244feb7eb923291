"""The scanner in the hands of a volunteer: a real Chromium and a film for a camera."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select, update

from eti_events.checkin.actions import open_pairing
from eti_events.checkin.models import Device, Scan, WalkIn
from eti_events.checkin.queries import list_points_of_tree
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Event
from tests.browsing import DESKTOP, PHONE, Launch, axe_faults
from tests.checkin.door import make_ticket
from tests.factories import make_event, make_person, make_registration
from tests.journeys.camera import film, film_of
from tests.live import WebServer, wait_until
from tests.stored import environment

pytestmark = pytest.mark.one_engine

PANEL = "[data-panel]"
NOT_SENT = "Pas encore envoyé, en attente\N{NARROW NO-BREAK SPACE}: "


@pytest.fixture
def server(app: Flask, database_url: str, tmp_path: Path) -> Iterator[WebServer]:
    """Run the web server on the database that the test writes to."""
    settings = environment(database_url, tmp_path)
    server = WebServer(settings, tmp_path / "web.log")
    settings["ETI_BASE_URL"] = server.url
    server.start()
    wait_until(server.answers, "the server's first answer")
    yield server
    server.close()


def make_event_of_today() -> Event:
    return make_event(first_day=utcnow().date() - timedelta(days=1), days=3)


def make_expert(event: Event, given: str, family: str) -> str:
    """Register somebody for every half-day; return the code of the badge."""
    person = make_person(given_name=given, family_name=family)
    return make_ticket(make_registration(event, person, first_departure=True), event)


def pairing_link(event: Event) -> str:
    organiser = make_person()
    with transaction():
        code = open_pairing(
            event,
            list_points_of_tree(event),
            name="Porte A",
            by=organiser.id,
            at=utcnow(),
        )
    return f"/checkin#pair={code}"


def open_scanner(
    browser: Browser, server: WebServer, path: str, *, phone: bool = True
) -> Page:
    context = browser.new_context(
        viewport=PHONE if phone else DESKTOP, locale="fr-FR", base_url=server.url
    )
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script: {error}"))
    page.goto(path)
    if "#" in path:
        expect(page.locator("[data-sync]")).to_contain_text("À jour")
    return page


def expect_verdict(page: Page, verdict: str) -> None:
    expect(page.locator(PANEL)).to_have_attribute("data-verdict", verdict)


def scans() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(select(Scan.input, Scan.verdict).order_by(Scan.seq))
    return [(str(given), str(verdict)) for given, verdict in rows]


def test_a_film_of_badges_is_read_and_answered(
    app: Flask, server: WebServer, chromium: Launch, tmp_path: Path
) -> None:
    event = make_event_of_today()
    ines = make_expert(event, "Inès", "Coquelicot")
    stranger = "ETI" + "9" * 26
    browser = chromium(camera=film(tmp_path / "film.y4m", [ines, stranger]))

    page = open_scanner(browser, server, pairing_link(event))

    expect_verdict(page, "welcome")
    panel = page.locator(PANEL)
    expect(panel).to_contain_text("Inès Coquelicot")
    expect_verdict(page, "unknown")
    expect_verdict(page, "already_in")
    expect(panel).to_contain_text("Inès Coquelicot")
    expect(page.locator("[data-present]")).to_have_text("1")
    assert axe_faults(page) == []
    assert scans()[:2] == [("camera", "welcome"), ("camera", "unknown")]


@pytest.fixture
def browser(chromium: Launch, tmp_path: Path) -> Browser:
    """Give a browser whose camera sees an empty desk."""
    return chromium(camera=film_of(tmp_path / "desk.y4m", [Image.new("L", (8, 8))]))


def type_code(page: Page, code: str) -> None:
    page.locator("[data-code]").fill(code)
    page.keyboard.press("Enter")


def scan_by_keyboard(page: Page, code: str) -> None:
    """Type as a hand-held scanner does: at once, then Enter."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_only_a_success_moves_on_by_itself(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    code = make_expert(event, "Inès", "Coquelicot")
    page = open_scanner(browser, server, pairing_link(event))

    type_code(page, code.lower())
    expect_verdict(page, "welcome")
    expect(page.locator(PANEL)).to_contain_text("Passage enregistré")
    expect_verdict(page, "ready")

    type_code(page, code)
    expect_verdict(page, "already_in")
    page.wait_for_timeout(2_500)
    expect_verdict(page, "already_in")
    page.get_by_role("button", name="Suivant").click()
    expect_verdict(page, "ready")


def test_a_hand_held_scanner_types_wherever_the_focus_is(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    code = make_expert(event, "Inès", "Coquelicot")
    page = open_scanner(browser, server, pairing_link(event))

    scan_by_keyboard(page, code)
    expect_verdict(page, "welcome")
    page.locator("[data-name]").fill("Coq")
    scan_by_keyboard(page, code)
    expect_verdict(page, "already_in")

    expect(page.locator("[data-name]")).to_have_value("Coq")
    assert scans() == [("keyboard", "welcome"), ("keyboard", "already_in")]


US = dict(zip("1234567890", "&é\"'(-è_çà", strict=True))  # as a French machine hears it
FRENCH_KEYS = {"A": "Q", "Q": "A", "Z": "W", "W": "Z"}


def press(page: Page, key: str, position: str, *, shift: bool) -> None:
    """Press one key of a hand-held scanner, heard as another one by the machine."""
    page.evaluate(
        """([key, code, shiftKey]) => document.activeElement.dispatchEvent(
          new KeyboardEvent("keydown", {key, code, shiftKey, bubbles: true}))""",
        [key, position, shift],
    )


def place(letter: str) -> str:
    return "Semicolon" if letter == "M" else f"Key{FRENCH_KEYS.get(letter, letter)}"


def press_us_keys(page: Page, code: str) -> None:
    """A scanner set to a US keyboard on a French machine."""
    for sign in code:
        if sign.isdigit():
            press(page, US[sign], f"Digit{sign}", shift=False)
        else:
            heard = "?" if sign == "M" else FRENCH_KEYS.get(sign, sign)
            press(page, heard, f"Key{sign}", shift=True)
    press(page, "Enter", "Enter", shift=False)


def press_french_keys(page: Page, code: str) -> None:
    """A scanner set to a French keyboard, where digits need shift."""
    for sign in code:
        if sign.isdigit():
            press(page, sign, f"Digit{sign}", shift=True)
        else:
            press(page, sign, place(sign), shift=True)
    press(page, "Enter", "Enter", shift=False)


def press_french_keys_with_capitals_locked(page: Page, code: str) -> None:
    for sign in code:
        if sign.isdigit():
            press(page, US[sign], f"Digit{sign}", shift=True)
        else:
            press(page, sign.lower(), place(sign), shift=True)
    press(page, "Enter", "Enter", shift=False)


def press_french_keys_on_a_us_machine(page: Page, code: str) -> None:
    for sign in code:
        if sign.isdigit():
            heard = ")!@#$%^&*("[int(sign)]
            press(page, heard, f"Digit{sign}", shift=True)
        else:
            heard = ":" if sign == "M" else FRENCH_KEYS.get(sign, sign)
            press(page, heard, place(sign), shift=True)
    press(page, "Enter", "Enter", shift=False)


def test_a_scanner_is_understood_on_every_keyboard(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    code = "ETIAZQWM0123456789AZQWM01234Q"
    person = make_person(given_name="Inès", family_name="Coquelicot")
    make_ticket(make_registration(event, person), event, code=code)
    page = open_scanner(browser, server, pairing_link(event))

    page.locator("[data-name]").focus()
    scanners = (
        press_us_keys,
        press_french_keys,
        press_french_keys_with_capitals_locked,
        press_french_keys_on_a_us_machine,
    )
    for number, scanner in enumerate(scanners, start=1):
        scanner(page, code)
        expect(page.locator("[data-recent] li")).to_have_count(number)

    assert scans() == [("keyboard", "welcome")] + [("keyboard", "already_in")] * 3


def test_somebody_without_a_badge_is_found_goes_out_and_is_undone(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    make_expert(event, "Anne-Élisabeth", "de La Fontaine-aux-Coquelicots")
    page = open_scanner(browser, server, pairing_link(event))

    for verdict in ("welcome", "already_in"):
        page.locator("[data-name]").fill("fontaine elis")
        page.locator("[data-search] li button").click()
        expect_verdict(page, verdict)
    page.get_by_role("button", name="Noter une sortie").click()
    expect_verdict(page, "left")
    page.get_by_role("button", name="Annuler").click()
    expect_verdict(page, "undone")

    assert [verdict for _input, verdict in scans()] == [
        "welcome",
        "already_in",
        "welcome",
        "undone",
    ]


def test_without_network_scans_wait_and_are_sent_later(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    codes = [make_expert(event, "Inès", "Coquelicot"), make_expert(event, "Noé", "If")]
    page = open_scanner(browser, server, pairing_link(event))
    page.context.set_offline(True)
    for number, code in enumerate(codes, start=1):
        type_code(page, code)
        expect_verdict(page, "waiting")
        expect(page.locator("[data-sync]")).to_contain_text(f"{NOT_SENT}{number}")
    assert scans() == []
    page.context.set_offline(False)

    expect_verdict(page, "welcome")
    expect(page.locator("[data-sync]")).to_contain_text("À jour")
    expect(page.locator("[data-recent] li")).to_have_count(2)
    assert scans() == [("typed", "welcome")] * 2


def test_an_answer_that_was_lost_is_asked_for_again(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    code = make_expert(event, "Inès", "Coquelicot")
    page = open_scanner(browser, server, pairing_link(event))
    expect_verdict(page, "ready")

    def lose(route: Route) -> None:
        route.fetch()  # the server has it, the device does not know
        route.fulfill(json={"welcome": "to our Wi-Fi"})

    page.route("**/scans", lose, times=1)
    type_code(page, code)
    expect_verdict(page, "waiting")
    expect(page.locator("[data-sync]")).to_contain_text(f"{NOT_SENT}1")
    page.evaluate("dispatchEvent(new Event('online'))")

    expect_verdict(page, "welcome")
    expect(page.locator("[data-sync]")).to_contain_text("À jour")
    assert scans() == [("typed", "welcome")]


def test_a_page_closed_without_network_loses_no_scan(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    code = make_expert(event, "Inès", "Coquelicot")
    page = open_scanner(browser, server, pairing_link(event))
    page.context.set_offline(True)
    type_code(page, code)
    expect_verdict(page, "waiting")
    context = page.context
    page.close()

    context.set_offline(False)
    context.new_page().goto("/checkin")

    wait_until(lambda: scans() == [("typed", "welcome")], "the scan that waited")


def test_an_unknown_code_leads_to_a_walk_in(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    page = open_scanner(browser, server, pairing_link(event), phone=False)

    type_code(page, "K7Q2-9XNE")
    expect_verdict(page, "unknown")
    assert axe_faults(page) == []
    page.get_by_role("button", name="Demander une inscription sur place").first.click()
    assert axe_faults(page) == []
    page.get_by_label("Prénom").fill("Noé")
    page.get_by_label("Nom", exact=True).fill("Bruyère")
    page.get_by_label("Organisation").fill("Agence (fictive)")
    page.get_by_role("button", name="Envoyer la demande").click()

    expect_verdict(page, "walk_in_pending")
    db.session.rollback()
    assert db.session.scalars(select(WalkIn)).one().given_name == "Noé"


def test_a_walk_in_that_the_server_does_not_take_is_there_to_be_put_right(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    page = open_scanner(browser, server, pairing_link(event))
    page.get_by_text("Cet appareil", exact=True).click()
    page.get_by_role("button", name="Demander une inscription sur place").last.click()
    page.get_by_label("Prénom").fill("Noé")
    page.get_by_label("Nom", exact=True).fill("http://exemple.invalid")
    page.get_by_label("Organisation").fill("Agence (fictive)")
    page.get_by_role("button", name="Envoyer la demande").click()

    expect(page.locator("[data-walk-in-said]")).to_contain_text("Vérifiez les noms")
    expect(page.get_by_label("Prénom")).to_have_value("Noé")
    page.get_by_label("Nom", exact=True).fill("Bruyère")
    page.get_by_role("button", name="Envoyer la demande").click()

    expect_verdict(page, "walk_in_pending")


def test_a_badge_before_an_unpaired_device_is_told_why_nothing_happens(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    page = open_scanner(browser, server, "/checkin")
    expect(page.get_by_label("Nom de cet appareil")).to_be_visible()

    scan_by_keyboard(page, "ETI" + "9" * 26)

    expect(page.locator("[data-pairing-said]")).to_contain_text("pas encore appairé")


def test_a_pairing_code_is_read_by_the_camera(
    app: Flask, server: WebServer, chromium: Launch, tmp_path: Path
) -> None:
    event = make_event_of_today()
    link = f"{server.url}{pairing_link(event)}"
    browser = chromium(camera=film(tmp_path / "pairing.y4m", [link]))

    page = open_scanner(browser, server, "/checkin")

    expect_verdict(page, "ready")
    expect(page.locator("[data-title]")).to_have_text("Entrée principale")


def test_a_device_revoked_says_so(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    code = make_expert(event, "Inès", "Coquelicot")
    page = open_scanner(browser, server, pairing_link(event))
    with transaction():
        db.session.execute(update(Device).values(revoked_at=utcnow()))

    type_code(page, code)

    expect_verdict(page, "quarantined")
    page.reload()
    expect(page.locator("[data-pairing-said]")).to_contain_text("n’est plus appairé")


def test_a_camera_that_is_refused_says_what_to_do(
    app: Flask, server: WebServer, plain_chromium: Browser
) -> None:
    event = make_event_of_today()
    code = make_expert(event, "Inès", "Coquelicot")
    page = open_scanner(plain_chromium, server, pairing_link(event))
    expect_verdict(page, "ready")

    page.get_by_role("button", name="Allumer la caméra").click()

    expect(page.locator("[data-camera-said]")).to_contain_text("Saisissez le code")
    type_code(page, code)
    expect_verdict(page, "welcome")


def test_the_whole_door_works_by_keyboard_alone(
    app: Flask, server: WebServer, browser: Browser
) -> None:
    event = make_event_of_today()
    code = make_expert(event, "Inès", "Coquelicot")
    page = open_scanner(browser, server, pairing_link(event))

    tab_to(page, "code")
    page.keyboard.type(code, delay=80)  # by hand: slower than a scanner
    page.keyboard.press("Enter")
    expect_verdict(page, "welcome")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")  # the button before the code: undo

    expect_verdict(page, "undone")


def tab_to(page: Page, field: str) -> None:
    """Press Tab until the field has the focus."""
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == field:
            return
    pytest.fail(f"Tab does not lead to {field}")
