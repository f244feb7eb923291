"""The demonstration's mailbox: every mail that its SMTP sink has taken."""

from email.utils import parsedate_to_datetime
from functools import partial

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    render_template,
    request,
    url_for,
)

from eti_events.demo.staying import stay_at_home
from eti_events.messages import reading
from eti_events.messages.spool import Kept, Spool
from eti_events.web import FRAMED, FRAMING

bp = Blueprint("demo_mails", __name__, url_prefix="/demo/mails")
bp.before_request(stay_at_home)

SHOWN = 100


@bp.get("")
def index() -> str:
    """List the newest mails; ``to`` looks for a recipient."""
    spool, wanted = _spool(), request.args.get("to", "").strip().lower()
    mails = []
    for name in spool.names():
        kept = spool.read(name)
        if wanted in kept.recipient.lower() or wanted in str(kept.mail["To"]).lower():
            mails.append((kept, parsedate_to_datetime(kept.mail["Date"])))
        if len(mails) == SHOWN:
            break
    return render_template("demo/mails.html", mails=mails, wanted=wanted)


@bp.get("/<name>")
def show(name: str) -> Response:
    """Show one mail as text, with its links, its files, and its HTML in a frame."""
    kept = _kept(name)
    text = reading.text_of(kept.mail)
    page = render_template(
        "demo/mail.html",
        kept=kept,
        mail=kept.mail,
        names=partial(reading.names_of, kept.raw),
        text=text,
        links=reading.links_of(text),
        enclosures=reading.enclosures_of(kept.mail),
        page_of=url_for(".page", name=name),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = FRAMING
    return response


@bp.get("/<name>/page")
def page(name: str) -> Response:
    """Answer the mail's HTML alone, where it can do nothing but be read."""
    response = make_response(reading.html_of(_kept(name).mail))
    response.headers["Content-Security-Policy"] = FRAMED
    return response


@bp.get("/<name>/files/<int:number>")
def enclosure(name: str, number: int) -> Response:
    """Hand out one attached file."""
    files = reading.enclosures_of(_kept(name).mail)
    if number >= len(files):
        abort(404)
    response = Response(files[number].content, mimetype=files[number].media_type)
    response.headers.set(
        "Content-Disposition", "attachment", filename=files[number].name
    )
    return response


@bp.get("/<name>/raw")
def raw(name: str) -> Response:
    """Hand out the mail as it came over the wire."""
    response = Response(_kept(name).raw, mimetype="message/rfc822")
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.eml")
    return response


def _spool() -> Spool:
    return Spool(current_app.config["DATA_DIR"] / "spool")


def _kept(name: str) -> Kept:
    try:
        return _spool().read(name)
    except KeyError:
        abort(404)
