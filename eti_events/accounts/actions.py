"""What visitors do to come in and go out: links, and the sessions they open."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from eti_events.accounts.models import AccessLink, LinkPurpose, SignIn, SignInKind
from eti_events.accounts.queries import (
    end_of_tree,
    find_account,
    find_person_by_email,
    get_person,
    list_setup_links,
    list_staff_sign_ins,
)
from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.jobs.actions import ask
from eti_events.messages.actions import queue_mail
from eti_events.security import digest, new_token

SIGN_IN_LINK_LIFE = timedelta(minutes=60)
SETUP_LINK_LIFE = timedelta(days=3)
LOST_ANSWER = timedelta(minutes=2)
PARTICIPANT_LIFE = timedelta(days=30)
AFTER_EVENT = timedelta(hours=12)
STAFF_LIFE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=5)

SEND_LINK = "accounts.send_link"


class LinkDead(Refusal):
    """Its time is over, it was used, or it was taken back."""

    message = _l("This link no longer works.")


def make_link(
    person_id: int,
    purpose: LinkPurpose,
    *,
    at: datetime,
    expires_at: datetime,
    event_id: int | None = None,
    goal: str = "",
) -> tuple[AccessLink, str]:
    """Make a link for one person and one purpose; return its row and its token."""
    token = new_token()
    link = AccessLink(
        token_hash=digest(token),
        token=token,
        purpose=purpose,
        goal=goal,
        person_id=person_id,
        event_id=event_id,
        created_at=at,
        expires_at=expires_at,
    )
    db.session.add(link)
    return link, token


def make_links(
    person_ids: Sequence[int],
    purpose: LinkPurpose,
    *,
    at: datetime,
    expires_at: datetime,
    event_id: int | None = None,
) -> list[tuple[int, str]]:
    """Make a link for each person in one statement; return their ids and tokens."""
    rows = [
        {
            "token_hash": digest(token := new_token()),
            "token": token,
            "purpose": purpose,
            "person_id": person_id,
            "event_id": event_id,
            "created_at": at,
            "expires_at": expires_at,
        }
        for person_id in person_ids
    ]
    if not rows:
        return []
    made = insert(AccessLink).returning(AccessLink.id, sort_by_parameter_order=True)
    ids = db.session.scalars(made, rows)
    return [(number, str(row["token"])) for number, row in zip(ids, rows, strict=True)]


def is_open(link: AccessLink, *, browser: str, at: datetime) -> bool:
    """Whether the link still opens something for that browser.

    A link that works once works again in the same browser for two minutes: the
    answer to the first time may have been lost on its way.
    """
    if link.revoked_at or at >= link.expires_at:
        return False
    if link.purpose is LinkPurpose.INVITATION or link.used_at is None:
        return True
    return link.used_by == digest(browser) and at < link.used_at + LOST_ANSWER


def use_link(link: AccessLink, *, browser: str, at: datetime) -> None:
    """Use the link, up if it works once."""
    if not is_open(link, browser=browser, at=at):
        raise LinkDead
    if link.purpose is not LinkPurpose.INVITATION and link.used_at is None:
        link.used_at, link.used_by = at, digest(browser)


def open_session(
    person_id: int,
    kind: SignInKind,
    *,
    at: datetime,
    event: Event | None = None,
    device: str = "",
) -> str:
    """Open a session and return the token for its cookie.

    ``event`` narrows it to that event's edition. Whoever just came by mail or with a
    passphrase has proved who they are for the moment; an invitation proves less.
    """
    token = new_token()
    sign_in = SignIn(
        token_hash=digest(token),
        person_id=person_id,
        kind=kind,
        event_id=event.root_id if event else None,
        device=device[:100],
        created_at=at,
        last_seen_at=at,
        expires_at=_end_of_session(kind, event, at),
        checked_at=None if kind is SignInKind.INVITATION else at,
    )
    db.session.add(sign_in)
    record("session.opened", sign_in, by=person_id, at=at, kind=str(kind))
    return token


def _end_of_session(kind: SignInKind, event: Event | None, at: datetime) -> datetime:
    if kind is SignInKind.STAFF:
        return at + STAFF_LIFE
    month = at + PARTICIPANT_LIFE
    return max(month, end_of_tree(event) + AFTER_EVENT) if event else month


def opens_everything(sign_in: SignIn, at: datetime) -> bool:
    """Whether the session opens more than the ticket, as it does for a month."""
    return at < sign_in.created_at + PARTICIPANT_LIFE


def end_session(sign_in: SignIn, *, by: int, at: datetime) -> None:
    """End one session: its cookie opens nothing any more."""
    if sign_in.ended_at is None:
        sign_in.ended_at = at
        record("session.ended", sign_in, by=by, at=at)


def end_staff_sessions(
    person_id: int, *, by: int, at: datetime, but: int | None = None
) -> None:
    """End the person's sessions with rights, save the one of id ``but``."""
    for sign_in in list_staff_sign_ins(person_id):
        if sign_in.id != but:
            end_session(sign_in, by=by, at=at)


def touch(sign_in: SignIn, *, at: datetime) -> None:
    """Note that the session is in use."""
    sign_in.last_seen_at = at


def ask_for_link(email_key: str, *, goal: str, at: datetime) -> None:
    """Have the worker mail a sign-in link to whoever has that address.

    Known or unknown, the request does the same work: the due row of a stranger asks
    for nothing.
    """
    person = find_person_by_email(email_key)
    ask(
        SEND_LINK,
        at=at,
        key=digest(email_key),
        person_id=person.id if person else None,
        purpose=str(LinkPurpose.SIGN_IN),
        goal=goal,
    )


def ask_for_new_link(
    link: AccessLink | None, token: str, *, goal: str, at: datetime
) -> None:
    """Have the worker mail a link in place of a dead one, to its owner.

    Once an account is set up, its owner gets a plain sign-in link.
    """
    ask(
        SEND_LINK,
        at=at,
        key=digest(token),
        person_id=link.person_id if link else None,
        purpose=str(_purpose_of_new_link(link)),
        goal=goal,
    )


def _purpose_of_new_link(link: AccessLink | None) -> LinkPurpose:
    """Keep who holds an old set-up link from replacing a working account."""
    if link is None or link.purpose is not LinkPurpose.ACCOUNT_SETUP:
        return LinkPurpose.SIGN_IN
    account = find_account(link.person_id)
    unused = link.used_at is None and link.revoked_at is None
    waiting = account is not None and account.totp_confirmed_at is None
    return LinkPurpose.ACCOUNT_SETUP if unused and waiting else LinkPurpose.SIGN_IN


def send_link(
    person_id: int | None, purpose: LinkPurpose, *, goal: str, at: datetime
) -> None:
    """Mail the link that somebody asked for; the worker's part."""
    if person_id is None:
        return
    if purpose is LinkPurpose.ACCOUNT_SETUP:
        send_setup_link(person_id, by=None, at=at)
    else:
        _send_sign_in_link(person_id, goal=goal, at=at)


def _send_sign_in_link(person_id: int, *, goal: str, at: datetime) -> None:
    link, token = make_link(
        person_id, LinkPurpose.SIGN_IN, at=at, expires_at=at + SIGN_IN_LINK_LIFE
    )
    record("link.sent", link, by=person_id, at=at)
    onward = f"?{urlencode({'next': goal})}" if goal else ""
    queue_mail(
        get_person(person_id),
        "accounts/sign_in",
        at=at,
        context={"link_url": absolute(f"/sign-in/{token}{onward}")},
    )


def send_setup_link(person_id: int, *, by: int | None, at: datetime) -> None:
    """Mail a member of staff the link to set up their account."""
    queue_mail(
        get_person(person_id),
        "accounts/setup",
        at=at,
        context={"link_url": new_setup_url(person_id, by=by, at=at)},
    )


def new_setup_url(person_id: int, *, by: int | None, at: datetime) -> str:
    """Make a set-up link, the only one that stands, and return its address."""
    for older in list_setup_links(person_id):
        older.revoked_at = at
    link, token = make_link(
        person_id, LinkPurpose.ACCOUNT_SETUP, at=at, expires_at=at + SETUP_LINK_LIFE
    )
    record("account.setup_link_made", link, by=by, at=at)
    return absolute(f"/staff/setup/{token}")


def absolute(path: str) -> str:
    """Return the address of a page as mails give it, from the settings only."""
    base: Any = current_app.config["BASE_URL"]
    return f"{base}{path}"
