"""The front door of the site, and what monitors ask."""

from pathlib import Path

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from eti_events.database import db

bp = Blueprint("home", __name__)

DESCRIPTION = Path(__file__).with_name("openapi.json").read_bytes()


@bp.get("/")
def index() -> str:
    """Greet a visitor: sign in, or ask for one's link again."""
    return render_template("home/index.html")


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Say that the process runs."""
    return jsonify(ok=True)


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say that the database answers with the tables of this release."""
    db.session.execute(text("SELECT 1 FROM event LIMIT 1"))
    return jsonify(ok=True)


@bp.get("/api/v1/openapi.json")
def describe_api() -> Response:
    """Tell programs what they may ask for, in the words of OpenAPI."""
    answer = Response(DESCRIPTION, mimetype="application/json")
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
