"""Browsers in which somebody has signed in before: others cannot lock them out.

Failed sign-ins of strangers are counted together for an account, those of each known
browser for itself. The cookie opens nothing: it only says which count is meant.
"""

import hmac

from flask import current_app, request
from werkzeug.wrappers import Response

from eti_events.security import new_token

YEAR = 365 * 24 * 3600


def count_for(key: str) -> str:
    """Return under which key a failure is counted: of this browser, or of strangers."""
    mark, _, seal = request.cookies.get(_name(), "").partition(".")
    right = hmac.compare_digest(seal.encode(), _seal(key, mark).encode())
    return f"{key} {mark}" if right else key


def remember(response: Response, key: str) -> None:
    """Have this browser be known as one in which that account was opened."""
    if count_for(key) != key:
        return
    mark = new_token()
    response.set_cookie(
        _name(),
        f"{mark}.{_seal(key, mark)}",
        max_age=YEAR,
        secure=current_app.config["SECURE"],
        httponly=True,
        samesite="Strict",
    )


def _name() -> str:
    return "__Host-known" if current_app.config["SECURE"] else "known"


def _seal(key: str, mark: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, f"known browser\n{key}\n{mark}".encode(), "sha256").hex()
