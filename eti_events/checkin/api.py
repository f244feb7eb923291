"""What devices call: every answer is JSON, every caller shows its token."""

from typing import Any, NoReturn
from uuid import UUID

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from eti_events import names
from eti_events.checkin import actions, queries, statements
from eti_events.checkin.desk import Desk, Post, day_in_zone, find_desk
from eti_events.checkin.protocol import Malformed, parse, read_batch
from eti_events.checkin.receiving import receive, rfc3339
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.errors import Refusal
from eti_events.forms import csrf
from eti_events.multilingual import Multilingual
from eti_events.registration.models import RegistrationState
from eti_events.security import digest

bp = Blueprint("door", __name__, url_prefix="/api/v1/checkin")
csrf.exempt(bp)  # a token in a header is nothing that a foreign page can send

LABEL_LENGTH = 60
SHORTEST_SEARCH = 2


@bp.post("/scans")
def send_scans() -> ResponseReturnValue:
    """Keep a batch of scans and answer each; a batch of one is the usual case."""
    token = _token()
    malformed = None
    try:
        scans = read_batch(_json())
    except Malformed as fault:
        malformed, scans = fault, []
    with transaction():
        connection = db.session.connection()
        desk = find_desk(connection, token) or _refuse_token()
        verdicts = receive(connection, desk, scans, at=utcnow())
    if malformed:
        return jsonify(error=str(malformed)), malformed.status
    return jsonify(server_time=rfc3339(utcnow()), verdicts=verdicts)


@bp.get("/device")
def show_device() -> ResponseReturnValue:
    """Tell a device its event, its points and how long it may stand there."""
    desk = _desk()
    event = queries.get_root(desk.root_id)
    names_of_points = {
        row.public_id: _in_language(row.name, row.language)
        for row in queries.list_points(desk.root_id)
    }
    return jsonify(
        server_time=rfc3339(utcnow()),
        expires_at=rfc3339(desk.expires_at),
        event={
            "name": _in_language(event.name, event.language),
            "time_zone": event.time_zone,
        },
        points=[
            {"id": str(public_id), "name": names_of_points[public_id]}
            for public_id in desk.posts
        ],
        names={str(public_id): name for public_id, name in names_of_points.items()},
    )


@bp.get("/counters")
def show_counters() -> ResponseReturnValue:
    """Count who has arrived today in the zone of a point, and who is expected."""
    desk = _desk()
    post = _post(desk)
    connection = db.session.connection()
    on = post.day_of(utcnow())
    arrived = connection.execute(
        statements.COUNT_ARRIVED, day_in_zone(post.zone_id, on, post.time_zone)
    ).one()
    expected = connection.scalar(
        statements.COUNT_EXPECTED, {"event_id": post.event_id, "on": on}
    )
    return jsonify(
        server_time=rfc3339(utcnow()),
        present=arrived.present,
        first_departures=arrived.first_departures,
        expected=expected,
    )


@bp.get("/people")
def find_people() -> ResponseReturnValue:
    """Find registrations by name: accents, case and the order of words do not count."""
    desk = _desk()
    post = _post(desk)
    words = names.fold(request.args.get("q", "")[:80]).split()
    found = (
        queries.search_people(
            event_id=post.event_id,
            words=words,
            **_today(post),
        )
        if len("".join(words)) >= SHORTEST_SEARCH
        else []
    )
    return jsonify(server_time=rfc3339(utcnow()), people=[_found(row) for row in found])


@bp.post("/pair")
def pair() -> ResponseReturnValue:
    """Give a device its token in exchange for a one-time code."""
    code, label = _pairing_asked()
    try:
        with transaction():
            pairing = queries.find_pairing(digest(code), for_update=True)
            token = actions.pair(pairing, label=label, at=utcnow())
    except Refusal as refusal:
        return jsonify(error=str(refusal)), 409
    return jsonify(server_time=rfc3339(utcnow()), token=token)


def _json() -> object:
    """Read the body, whatever it is called: programs forget to say that it is JSON."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Malformed("send the body as it is, not compressed", 415)
    return parse(request.get_data(cache=False))


def _token() -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        _refuse_token()
    return token.strip()


def _refuse_token() -> NoReturn:
    raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))


def _desk() -> Desk:
    """Return the device that asks; one revoked or expired may read nothing."""
    desk = find_desk(db.session.connection(), _token())
    if desk is None or not desk.is_trusted(utcnow()):
        _refuse_token()
    return desk


def _post(desk: Desk) -> Post:
    try:
        return desk.posts[UUID(request.args.get("point", ""))]
    except (ValueError, KeyError):
        abort(404)


def _pairing_asked() -> tuple[str, str]:
    try:
        asked = _json()
    except Malformed as malformed:
        abort(malformed.status)
    asked = asked if isinstance(asked, dict) else {}
    code, label = asked.get("code"), asked.get("label")
    label = " ".join(label.split()) if isinstance(label, str) else ""
    if not isinstance(code, str) or not f"{code}{label}".isprintable():
        abort(422)
    return code, label[:LABEL_LENGTH]


def _today(post: Post) -> dict[str, Any]:
    return day_in_zone(post.zone_id, post.day_of(utcnow()), post.time_zone)


def _found(row: Any) -> dict[str, Any]:
    return {
        "registration": str(row.public_id),
        "name": row.badge_name or f"{row.given_name} {row.family_name}".strip(),
        "category": row.category,
        "confirmed": row.state is RegistrationState.CONFIRMED,
        "arrived_at": rfc3339(row.arrived_at) if row.arrived_at else None,
    }


def _in_language(text: Multilingual, fallback: str) -> str:
    return text.to(str(get_locale().language), fallback)
