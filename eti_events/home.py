"""The front door of the site, and what monitors ask."""

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from eti_events.database import db

bp = Blueprint("home", __name__)


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
