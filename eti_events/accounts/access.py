"""Who is asking, in which language, and in which roles."""

import logging
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address

from flask import (
    Flask,
    current_app,
    g,
    has_request_context,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from eti_events.accounts.actions import TOUCH_EVERY, touch
from eti_events.accounts.models import Grant, Role, SignIn, SignInKind
from eti_events.accounts.queries import find_sign_in, list_grants
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.events.models import Event
from eti_events.people.models import Language, Person

log = logging.getLogger(__name__)

STAFF_IDLE = timedelta(hours=2)
CHECK_LIFE = timedelta(minutes=15)
OWN_PAGE = re.compile(r"/[A-Za-z0-9_]")
CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f]")
PEER = re.compile(r"\[(.*)\](?::\d+)?|([^:]*)(?::\d+)?|(.*)")  # with a port, or none
IPV6_HOUSEHOLD = 64  # bits that one household or host is given

login_manager = LoginManager()
login_manager.session_protection = None  # phones change networks all day


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login keeps: the session row, named in the cookie by its token."""

    def __init__(self, sign_in: SignIn, token: str) -> None:
        self.sign_in = sign_in
        self.person = sign_in.person  # kept: a transaction expires the relation
        self.person_id = sign_in.person_id
        self.session_id = sign_in.id
        self.seen_at = sign_in.last_seen_at
        self.token = token

    def get_id(self) -> str:
        """Return what the signed cookie remembers."""
        return self.token


def is_alive(sign_in: SignIn, at: datetime) -> bool:
    """Whether a session still opens anything at that time."""
    if sign_in.ended_at or at >= sign_in.expires_at:
        return False
    return sign_in.kind is not SignInKind.STAFF or at < (
        sign_in.last_seen_at + STAFF_IDLE
    )


@login_manager.user_loader  # type: ignore[untyped-decorator]  # ships no types
def _load(token: str) -> SignedIn | None:
    sign_in = find_sign_in(token)
    if sign_in is None or not is_alive(sign_in, utcnow()):
        return None
    return SignedIn(sign_in, token)


def init_app(app: Flask) -> None:
    """Know who asks, and note now and then that their session is in use."""
    login_manager.init_app(app)
    app.after_request(_touch)


def _touch(response: Response) -> Response:
    """Write at most every few minutes, and only once the page is made."""
    user = g.get("_login_user")
    now = utcnow()
    if not isinstance(user, SignedIn) or now < user.seen_at + TOUCH_EVERY:
        return response
    try:
        with transaction():
            if (sign_in := find_sign_in(user.token)) is not None:
                touch(sign_in, at=now)
    except OperationalError:  # the page is made, and the next request tries again
        log.warning("session %s not touched", user.session_id)
    return response


def start_session(token: str) -> None:
    """Give this browser the session of that token, and nothing of the one before."""
    session.clear()
    session["_user_id"] = token
    session.permanent = True
    g.pop("_login_user", None)
    g.pop("grants", None)


def forget_session() -> None:
    """Take the session away from this browser."""
    session.clear()
    treat_as_visitor()


def treat_as_visitor() -> None:
    """Go on with this request as if nobody were signed in."""
    g.pop("grants", None)
    g._login_user = AnonymousUserMixin()


def network_address() -> str:
    """Return where the request comes from; of IPv6 the part that one host is given."""
    address = find_peer()
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(int(address) >> (128 - IPV6_HOUSEHOLD))


def find_peer() -> IPv4Address | IPv6Address | None:
    """Return the address that asks; None when the proxy in front names none.

    Some proxies write the port beside it, and a socket for both families writes
    IPv4 as IPv6: all of it would be one household.
    """
    found = PEER.fullmatch(request.remote_addr or "")
    try:
        address = ip_address("".join(filter(None, found.groups())) if found else "")
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def own_page(goal: str | None) -> str:
    """Return ``goal`` if it is a page of this site, else nothing."""
    path = CONTROLS.sub("", goal or "")
    foreign = "//" in path or "\\" in path or not OWN_PAGE.match(path)
    return "" if foreign else path


def was_checked(sign_in: SignIn, at: datetime) -> bool:
    """Whether a fresh code or passphrase was given on the session just now."""
    return sign_in.checked_at is not None and at < sign_in.checked_at + CHECK_LIFE


def ask_for_check(goal: str = "") -> ResponseReturnValue | None:
    """Send the person to prove again who they are, unless they just did.

    Call it before masked data are shown: a session may be on a borrowed phone. The
    person comes back to ``goal``, or to the page that they asked for.
    """
    if was_checked(current_sign_in(), utcnow()):
        return None
    here = goal or request.full_path.rstrip("?")
    return redirect(url_for("accounts.check", next=here))


def find_current_sign_in() -> SignIn | None:
    """Return the session of this request, if there is one."""
    return current_user.sign_in if current_user.is_authenticated else None


def current_sign_in() -> SignIn:
    """Return the session of this request; only behind a rule that asks for one."""
    sign_in: SignIn = current_user.sign_in
    return sign_in


def current_person() -> Person:
    """Return the signed-in person; only behind a rule that asks for one."""
    person: Person = current_user.person
    return person


def current_person_id() -> int:
    """Return the signed-in person's id, without asking the database."""
    person_id: int = current_user.person_id
    return person_id


def current_event() -> Event:
    """Return the event that the address names, as the policy loaded it."""
    event: Event = g.event
    return event


def roles_for(event: Event | None) -> frozenset[Role]:
    """Return the person's roles for the event and above it (its edition, network).

    Without an event: the network's roles only. A visitor, and anyone who did not
    sign in as staff, has none.
    """
    if (grants := _grants()) is None:
        return frozenset()
    known: dict[int | None, frozenset[Role]] = g.roles
    key = event.id if event else None
    if key not in known:
        scopes = {None, event.id, event.root_id} if event else {None}
        known[key] = frozenset(row.role for row in grants if row.event_id in scopes)
    return known[key]


def _grants() -> Sequence[Grant] | None:
    """Return the grants of who is signed in as staff, asked for once a request."""
    if "grants" not in g:
        sign_in = find_current_sign_in()
        if sign_in is None or sign_in.kind is not SignInKind.STAFF:
            return None
        g.grants, g.roles = list_grants(sign_in.person_id, at=utcnow()), {}
    grants: Sequence[Grant] = g.grants
    return grants


def granted_anywhere() -> frozenset[Role]:
    """Return the roles that the person has for at least one event."""
    roles_for(None)
    return frozenset(grant.role for grant in g.get("grants", ()))


def granted_scopes() -> set[int] | None:
    """Return the ids of the events that the person works for; None means all."""
    roles_for(None)
    scopes = {grant.event_id for grant in g.get("grants", ())}
    return None if None in scopes else {scope for scope in scopes if scope}


def preferred_language() -> str:
    """Return the chosen language, else the person's, else the browser's."""
    if not has_request_context():
        return Language.FRENCH  # the worker and the command line
    chosen = request.args.get("lang") or request.cookies.get(
        current_app.config["LANGUAGE_COOKIE_NAME"]
    )
    if chosen in set(Language):
        return str(chosen)
    if "_user_id" in session and current_user.is_authenticated:
        return str(current_person().language)
    return request.accept_languages.best_match(list(Language)) or Language.FRENCH
