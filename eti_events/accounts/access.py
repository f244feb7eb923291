"""Who is asking, in which language, and in which roles."""

from datetime import datetime, timedelta

from flask import g, has_request_context, request, session
from flask_login import LoginManager, UserMixin, current_user

from eti_events.accounts.models import Role, SignIn, SignInKind
from eti_events.accounts.queries import find_sign_in, list_grants
from eti_events.clock import utcnow
from eti_events.events.models import Event
from eti_events.people.models import Language, Person

STAFF_IDLE = timedelta(hours=2)

login_manager = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """What Flask-Login keeps: the session row, named in the cookie by its token."""

    def __init__(self, sign_in: SignIn, token: str) -> None:
        self.sign_in = sign_in
        self.person = sign_in.person  # kept: a transaction expires the relation
        self.person_id = sign_in.person_id
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
    sign_in = find_current_sign_in()
    if sign_in is None or sign_in.kind is not SignInKind.STAFF:
        return frozenset()
    if "grants" not in g:
        g.grants = list_grants(sign_in.person_id, at=utcnow())
    scopes = {None, event.id, event.root_id} if event else {None}
    return frozenset(grant.role for grant in g.grants if grant.event_id in scopes)


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
    chosen = request.args.get("lang") or request.cookies.get("lang")
    if chosen in set(Language):
        return str(chosen)
    if "_user_id" in session and current_user.is_authenticated:
        return str(current_person().language)
    return request.accept_languages.best_match(list(Language)) or Language.FRENCH
