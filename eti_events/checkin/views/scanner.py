"""The scanner's page, its modules, and the pairing of the device that shows it."""

from hashlib import sha256
from pathlib import Path

from flask import jsonify, render_template, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eti_events.accounts.access import current_person, roles_for
from eti_events.accounts.models import Role
from eti_events.checkin import actions, queries
from eti_events.checkin.forms import HereForm
from eti_events.checkin.texts import scanner_texts
from eti_events.checkin.views.blueprint import bp
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.forms import options
from eti_events.pages import in_language
from eti_events.web import allow_wasm

ROOT = Path(__file__).parents[3]
MODULES = ROOT / "static" / "checkin"
DECODER = "vendor/zxing-wasm/3.1.4/reader"
MAY_SCAN = {Role.ADMIN, Role.ORGANISER, Role.CHECK_IN}
YEAR = 365 * 24 * 3600


def _version() -> str:
    """Digest the modules: they import each other by relative address."""
    found = sha256()
    for path in sorted(MODULES.glob("*.js")):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


VERSION = _version()


@bp.get("/checkin")
def scanner() -> str:
    """Show the scanner; whoever it is, it knows nobody before it is paired."""
    allow_wasm()
    events = _events_to_scan()
    return render_template(
        "checkin/scanner.html",
        texts=scanner_texts(),
        urls=_urls(),
        module=url_for(".module", version=VERSION, name="scanner.js"),
        here=_here_form(events) if events else None,
    )


@bp.get("/checkin/modules/<version>/<name>")
def module(version: str, name: str) -> ResponseReturnValue:
    """Send one of the scanner's modules, to be kept as long as nothing changes."""
    kept = YEAR if version == VERSION else 0
    return send_from_directory(MODULES, name, max_age=kept)


@bp.post("/checkin/devices")
def use_this_device() -> ResponseReturnValue:
    """Pair the device on which somebody from the door's staff is signed in."""
    events = _events_to_scan()
    form = _here_form(events)
    if not form.validate():
        return jsonify(error=_("Choose an event.")), 422
    event = next(event for event in events if event.slug == form.event.data)
    person = current_person()
    try:
        with transaction():
            points = queries.list_points_of_tree(event)
            _device, token = actions.add_device(
                event, points, name=person.name, by=person.id, at=utcnow()
            )
    except Refusal as refusal:
        return jsonify(error=str(refusal)), 409
    return jsonify(token=token)


def _urls() -> dict[str, object]:
    return {
        "scans": url_for("door.send_scans"),
        "device": url_for("door.show_device"),
        "counters": url_for("door.show_counters"),
        "people": url_for("door.find_people"),
        "pair": url_for("door.pair"),
        "decoder": {
            "module": url_for("static", filename=f"{DECODER}/index.js"),
            "wasm": url_for("static", filename=f"{DECODER}/zxing_reader.wasm"),
        },
    }


def _events_to_scan() -> list[Event]:
    """List the editions and seminars that the person keeps the door of, not over."""
    events = queries.list_current_roots(utcnow() - actions.AFTER_THE_EVENT)
    return [event for event in events if roles_for(event) & MAY_SCAN]


def _here_form(events: list[Event]) -> HereForm:
    form = HereForm()
    form.event.choices = options(
        (event.slug, in_language(event.name, event)) for event in events
    )
    return form
