"""What every answer carries: headers, error pages, a reference for each request."""

import logging
import secrets
from typing import Any

from flask import Flask, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from eti_events.database import db

log = logging.getLogger(__name__)

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self'"
    " data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self';"
    " worker-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none';"
    " frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
LANGUAGES = {"fr", "en"}
YEAR = 365 * 24 * 3600
RETRY_AFTER = "5"


def init_app(app: Flask) -> None:
    """Add headers and error pages to every answer of the application."""
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own advice
            app.wsgi_app, x_for=hops, x_proto=hops
        )
    app.before_request(_number_request)
    app.after_request(_add_headers)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(OperationalError, _show_busy)
    app.register_error_handler(Exception, _show_bug)


def allow_wasm() -> None:
    """Let this one page run WebAssembly: the scanner's decoder needs it."""
    g.wasm = " 'wasm-unsafe-eval'"


def _number_request() -> None:
    g.reference = secrets.token_hex(4)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault(
        "Content-Security-Policy", CONTENT_SECURITY.format(wasm=g.get("wasm", ""))
    )
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    if request.is_secure:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if (chosen := request.args.get("lang", "")) in LANGUAGES:
        response.set_cookie("lang", chosen, max_age=YEAR, samesite="Lax")
    return response


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None:
        return error
    return _answer(error.code, {"Allow": _allowed(error)})


def _allowed(error: HTTPException) -> str:
    return ", ".join(getattr(error, "valid_methods", None) or ())


def _show_busy(error: OperationalError) -> ResponseReturnValue:
    log.warning("database unavailable %s: %s", g.get("reference"), error.orig)
    db.session.rollback()
    return _answer(503, {"Retry-After": RETRY_AFTER})


def _show_bug(error: Exception) -> ResponseReturnValue:
    log.error("bug %s", g.get("reference"), exc_info=error)
    db.session.rollback()
    return _answer(500, {})


def _answer(code: int, headers: dict[str, Any]) -> ResponseReturnValue:
    kept = {name: value for name, value in headers.items() if value}
    reference = g.get("reference", "")
    if request.path.startswith("/api/"):
        return jsonify(error=code, reference=reference), code, kept
    page = render_template("errors/error.html", code=code, reference=reference)
    return page, code, kept
