"""What every answer carries: headers, error pages, a reference for each request."""

import logging
import secrets
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import (
    Flask,
    abort,
    current_app,
    g,
    jsonify,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from eti_events.accounts.access import treat_as_visitor
from eti_events.database import db
from eti_events.pages import readable_path

log = logging.getLogger(__name__)

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self'"
    " data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self';"
    " worker-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none';"
    " frame-ancestors 'none'"
)
# A page that shows a mail in a frame, and that mail: its inline styles, its images
# as data, no script, only our frame.
FRAMING = CONTENT_SECURITY.format(wasm="") + "; frame-src 'self'"
FRAMED = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}
LANGUAGES = {"fr", "en"}
FILES_OF_TEXT = {"text/css", "text/javascript", "image/svg+xml"}
KEEPING = {400, 401}  # answers to a form that came too late, with what it held
SECRET = {"csrf_token", "passphrase", "again", "present", "code"}
YEAR = 365 * 24 * 3600
RETRY_AFTER = "5"

# What passes by itself: a lock, a full disk, a server that restarts. All other
# operational errors (no such table, no such column) are our bugs.
PASSING_SQLITE = {5, 6, 10, 13, 14, 15}  # busy, locked, I/O, full, cannot open, lock
PASSING_POSTGRESQL = {"08", "40", "53", "55", "57"}  # classes of SQLSTATE


def init_app(app: Flask) -> None:
    """Add headers and error pages to every answer of the application."""
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own advice
            app.wsgi_app, x_for=hops, x_proto=hops
        )
    app.before_request(_receive)
    app.after_request(_add_headers)
    app.url_defaults(_add_version)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(CSRFError, _show_stale_page)
    app.register_error_handler(StaleDataError, _show_conflict)
    app.register_error_handler(OperationalError, _show_operational_error)
    app.register_error_handler(PoolTimeout, _show_busy)
    app.register_error_handler(Exception, _show_bug)


def allow_wasm() -> None:
    """Let this one page run WebAssembly: the scanner's decoder needs it."""
    g.wasm = " 'wasm-unsafe-eval'"


def is_passing(error: OperationalError) -> bool:
    """Whether the database will answer again without anybody mending the program."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in PASSING_SQLITE
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state[:2] in PASSING_POSTGRESQL


def _receive() -> None:
    g.reference = secrets.token_hex(4)
    if "\0" in request.path or b"%00" in request.query_string:
        abort(400)  # no page of ours links there, and PostgreSQL cannot look it up
    if request.mimetype == "application/x-www-form-urlencoded":
        # Werkzeug holds only multipart forms to this limit by itself.
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    """Name static files by their content too: browsers keep them for a year."""
    folder, name = current_app.static_folder, values.get("filename")
    if endpoint == "static" and folder and name and (version := _version(folder, name)):
        values["v"] = version


@lru_cache(maxsize=256)
def _version(folder: str, name: str) -> str:
    path = Path(folder, name)
    return sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""


def read_whole(response: Response) -> Response:
    """Read a small text file at once: streams are not compressed for every browser."""
    if response.is_streamed and response.mimetype in FILES_OF_TEXT:
        response.direct_passthrough = False
        response.make_sequence()
    return response


def _add_headers(response: Response) -> Response:
    headers, secure = response.headers, current_app.config["SECURE"]
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault(
        "Content-Security-Policy", CONTENT_SECURITY.format(wasm=g.get("wasm", ""))
    )
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    if response.mimetype == "text/html":
        response.vary.update(("Accept-Language", "Cookie"))
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if (chosen := request.args.get("lang", "")) in LANGUAGES:
        response.set_cookie(
            current_app.config["LANGUAGE_COOKIE_NAME"],
            chosen,
            max_age=YEAR,
            secure=secure,
            httponly=True,
            samesite="Lax",
        )
    return response


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None:
        return error
    kept = {"Allow", "Retry-After", "WWW-Authenticate"}
    headers = {name: value for name, value in error.get_headers() if name in kept}
    return _answer(error.code, headers)


def _show_stale_page(error: CSRFError) -> ResponseReturnValue:
    """Say that the form is of another session, and offer to send it afresh."""
    log.info("stale form %s: %s", g.get("reference"), error.description)
    return _answer(400, {}, "errors/stale.html", again=readable_path())


def _typed() -> list[tuple[str, str]]:
    """Return what was typed into a page of ours, to be sent again; no secrets.

    Only the browser says that a page is ours: no other page can have it say so.
    What a foreign page sends is never repeated, with a valid token least of all.
    """
    if request.method != "POST" or request.files:
        return []
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in SECRET]
    return fields if any(name != "next" for name, _text in fields) else []


def _sign_in_address() -> str:
    staff = request.path.startswith(("/manage", "/staff"))
    return url_for("accounts.staff_sign_in" if staff else "accounts.sign_in")


def _show_conflict(_error: StaleDataError) -> ResponseReturnValue:
    db.session.rollback()
    return _answer(409, {})


def _show_operational_error(error: OperationalError) -> ResponseReturnValue:
    return _show_busy(error) if is_passing(error) else _show_bug(error)


def _show_busy(error: Exception) -> ResponseReturnValue:
    reason = getattr(error, "orig", error)
    log.warning("database unavailable %s: %s", g.get("reference"), reason)
    _do_without_database()
    return _answer(503, {"Retry-After": RETRY_AFTER})


def _show_bug(error: Exception) -> ResponseReturnValue:
    log.error("bug %s", g.get("reference"), exc_info=error)
    _do_without_database()
    return _answer(500, {})


def _do_without_database() -> None:
    """Show the page that follows as to a visitor: nobody is looked up for it."""
    with suppress(SQLAlchemyError):
        db.session.rollback()
    g.pop("event", None)
    g.pop("grants", None)
    treat_as_visitor()


def _answer(
    code: int,
    headers: dict[str, Any],
    template: str = "errors/error.html",
    **context: str,
) -> ResponseReturnValue:
    reference = g.get("reference", "")
    if request.path.startswith("/api/"):
        return jsonify(error=code, reference=reference), code, headers
    if isinstance(request.routing_exception, SecurityError) or "\0" in request.path:
        # Of a host that is not ours, or nowhere: a page would link to its address.
        return "400\n", code, {**headers, "Content-Type": "text/plain"}
    typed = _typed() if code in KEEPING else []
    try:
        page = render_template(
            template,
            code=code,
            reference=reference,
            typed=typed,
            sign_in_url=_sign_in_address(),
            **context,
        )
    except (OperationalError, PoolTimeout) as error:
        return _show_busy(error)
    return page, code, headers
