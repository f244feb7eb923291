"""Signing in as somebody else, which only the demonstration allows."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eti_events.accounts.access import own_page, start_session
from eti_events.accounts.actions import open_session
from eti_events.accounts.models import AccessLink, SignInKind
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.demo import queries
from eti_events.demo.staying import stay_at_home
from eti_events.security import digest

bp = Blueprint("demo", __name__, url_prefix="/demo")
bp.before_request(stay_at_home)


@bp.get("/")
def index() -> str:
    """List everybody whom one can sign in as."""
    return render_template("demo/index.html", links=queries.list_links())


@bp.get("/sign-in/<token>")
def show(token: str) -> str:
    """Show whom the link signs in, and a button."""
    return render_template("demo/sign_in.html", link=_link(token))


@bp.post("/sign-in/<token>")
def sign_in(token: str) -> ResponseReturnValue:
    """Open a session as that person, and go where they would begin."""
    with transaction():
        link = _link(token)
        staff = queries.is_staff(link.person_id)
        kind = SignInKind.STAFF if staff else SignInKind.MAIL
        cookie = open_session(link.person_id, kind, at=utcnow(), device="demo")
    start_session(cookie)
    return redirect(own_page(request.args.get("next")) or url_for("home.index"))


def _link(token: str) -> AccessLink:
    return queries.find_link(digest(token)) or abort(404)
