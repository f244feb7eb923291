"""Coming in by a link from a mail: reading it opens nothing, the button does."""

import re

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from eti_events.accounts import actions
from eti_events.accounts.access import (
    find_current_sign_in,
    own_page,
    start_session,
)
from eti_events.accounts.forms import ButtonForm, SignInForm
from eti_events.accounts.limits import MAILS_OF_A_DAY, MAILS_OF_A_WHILE, take_mail
from eti_events.accounts.models import AccessLink, LinkPurpose, SignInKind
from eti_events.accounts.queries import find_link
from eti_events.accounts.tries import count_sign_in, say_when
from eti_events.accounts.views.blueprint import bp, browser, device
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.errors import Refusal
from eti_events.events.queries import find_event
from eti_events.people.models import Person

GONE = 410


@bp.get("/sign-in")
def sign_in() -> str:
    """Ask for the address to which a link shall go."""
    goal = own_page(request.args.get("next"))
    return render_template("accounts/sign_in.html", form=SignInForm(None, next=goal))


@bp.post("/sign-in")
def ask_for_link() -> ResponseReturnValue:
    """Have a link mailed; answer the same for known and unknown addresses."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    key, goal = form.email.key, _mailable(form.next.data)
    count_sign_in((MAILS_OF_A_WHILE, key), (MAILS_OF_A_DAY, key))
    with transaction():
        actions.ask_for_link(key, goal=goal, at=utcnow())
    return redirect(url_for(".link_sent"))


def _mailable(goal: str | None) -> str:
    """Return a page of ours without its query, to stand in a mail; else nothing.

    Who asks may be a stranger: whatever else stood in the address would reach the
    owner of the mailbox as words of ours.
    """
    path = own_page(goal).partition("?")[0].partition("#")[0]
    try:
        _endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return ""
    if set(values) - {"slug"}:
        return ""
    known = "slug" not in values or find_event(values["slug"])
    return path if known else ""


@bp.get("/sign-in/sent")
def link_sent() -> str:
    """Tell the visitor to look at their mail, whoever they are."""
    return render_template("accounts/link_sent.html")


@bp.get("/sign-in/<token>")
def show_link(token: str) -> ResponseReturnValue:
    """Show the button that signs in."""
    return _button(token, LinkPurpose.SIGN_IN)


@bp.post("/sign-in/<token>")
def use_link(token: str) -> ResponseReturnValue:
    """Sign in the owner of the link, once."""
    return _come_in(token, LinkPurpose.SIGN_IN)


@bp.get("/invitations/<token>")
def open_invitation(token: str) -> ResponseReturnValue:
    """Show whose invitation it is, and the button that opens it."""
    return _button(token, LinkPurpose.INVITATION)


@bp.post("/invitations/<token>")
def use_invitation(token: str) -> ResponseReturnValue:
    """Open a session for the invitation's event, on as many devices as one likes."""
    return _come_in(token, LinkPurpose.INVITATION)


@bp.post("/links/<token>/renew")
def renew_link(token: str) -> ResponseReturnValue:
    """Mail a new link to the owner of a dead one; answer the same for any token."""
    count_sign_in()
    with transaction():
        link = find_link(token)
        key = (link and link.person.email_key) or token
        if (wait := take_mail(key, at=utcnow())) is None:
            goal = _goal(link) if link else ""
            actions.ask_for_new_link(link, token, goal=goal, at=utcnow())
    say_when(wait)
    return redirect(url_for(".link_sent"))


def _button(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    link = find_link(token, purpose)
    if link is None or not actions.is_open(link, browser=browser(), at=utcnow()):
        if link is not None and _is_in_as_owner(link):
            return redirect(_goal(link))
        return dead_link(token)
    form = ButtonForm(None, next=own_page(request.args.get("next")))
    return render_template(
        "accounts/link.html", link=link, owner=_initialled(link.person), form=form
    )


def _come_in(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    try:
        with transaction():
            link = find_link(token, purpose, for_update=True)
            goal = own_page(ButtonForm().next.data) or (_goal(link) if link else "")
            session_token = _open(link)
    except Refusal:
        link = find_link(token, purpose)
        return (
            redirect(_goal(link))
            if link and _is_in_as_owner(link)
            else dead_link(token)
        )
    if session_token:
        start_session(session_token)
    return redirect(goal)


def _open(link: AccessLink | None) -> str | None:
    """Open a session; none for who has a better one already, as staff."""
    if link is None:
        raise actions.LinkDead
    now = utcnow()
    invited = link.purpose is LinkPurpose.INVITATION
    actions.use_link(link, browser=browser(), at=now)
    if invited and _is_in_as_owner(link, SignInKind.STAFF):
        return None
    return actions.open_session(
        link.person_id,
        SignInKind.INVITATION if invited else SignInKind.MAIL,
        at=now,
        event=link.event if invited else None,
        device=device(),
    )


def _is_in_as_owner(link: AccessLink, *kinds: SignInKind) -> bool:
    sign_in = find_current_sign_in()
    if sign_in is None or sign_in.person_id != link.person_id:
        return False
    return sign_in.kind in (kinds or (SignInKind.MAIL, SignInKind.STAFF))


def _goal(link: AccessLink) -> str:
    """Return where a link leads: the registration of its event, or one's own space."""
    if link.goal:
        return link.goal
    if link.event is not None:
        return f"/events/{link.event.slug}/register"
    return "/me"


def _initialled(person: Person) -> str:
    """Return ``Camille R.-M.``: enough for the owner, little for a stranger."""
    initials = re.sub(r"(\w)[^\s-]*", r"\1.", person.family_name)
    return f"{person.given_name} {initials}".strip()


def dead_link(token: str) -> ResponseReturnValue:
    """Say that the link is dead, and offer a new one."""
    page = render_template("accounts/dead_link.html", token=token, form=ButtonForm())
    return page, GONE
