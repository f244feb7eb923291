"""How many requests one visitor may make in a minute: counted in memory.

Each process counts for itself: a database write for every page read would cost more
than it protects. What must hold exactly, across processes and restarts, is counted in
the table ``attempts`` instead (accounts/limits.py).
"""

import time
from dataclasses import dataclass, field

from flask import Flask, request, session
from werkzeug.exceptions import TooManyRequests

from eti_events.accounts.access import network_address

MINUTE = 60
SIGN_IN_PAGES = 60
UNCOUNTED = {None, "static", "home.alive", "home.ready"}
SIGNING_IN = {
    "accounts.sign_in",
    "accounts.ask_for_link",
    "accounts.staff_sign_in",
    "accounts.give_passphrase",
    "accounts.staff_code",
    "accounts.give_staff_code",
}


@dataclass
class Traffic:
    """Requests of this minute and the one before, by who made them."""

    minute: int = 0
    now: dict[str, int] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)

    def count(self, key: str, at: float) -> float:
        """Add a request made at that second; return how many there were in 60 s.

        Of the minute before, the share that is less than 60 s old is taken.
        """
        minute, second = divmod(at, MINUTE)
        if minute != self.minute:
            self.before = self.now if minute == self.minute + 1 else {}
            self.minute, self.now = int(minute), {}
        self.now[key] = self.now.get(key, 0) + 1
        return self.now[key] + self.before.get(key, 0) * (1 - second / MINUTE)


def init_app(app: Flask) -> None:
    """Answer 429 to whoever makes too many requests."""
    if not (limit := app.config["REQUESTS_PER_MINUTE"]):
        return
    app.extensions["traffic"] = Traffic()

    def check() -> None:
        if request.endpoint in UNCOUNTED:
            return
        traffic, at = app.extensions["traffic"], time.monotonic()
        if traffic.count(visitor(), at) > limit:
            raise TooManyRequests(retry_after=MINUTE)
        if request.endpoint in SIGNING_IN:
            pages = traffic.count(f"sign-in {network_address()}", at)
            if pages > SIGN_IN_PAGES:
                raise TooManyRequests(retry_after=MINUTE)

    app.before_request(check)


def visitor() -> str:
    """Return who is counted: a signed-in browser for itself, others by network.

    250 people behind one Wi-Fi are one network; their sessions tell them apart. The
    cookie is signed, so nobody makes up sessions, and each costs a counted sign-in.
    Devices at the door never share what their neighbours may use up.
    """
    if request.headers.get("Authorization"):
        return f"device {network_address()}"
    if token := session.get("_user_id"):
        return f"session {token}"
    return network_address()
