"""What the worker does for this package."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from eti_events.accounts import actions
from eti_events.accounts.limits import forget_old
from eti_events.accounts.models import AccessLink, LinkPurpose, MailCode, SignIn
from eti_events.accounts.queries import sign_ins_over
from eti_events.clock import utcnow
from eti_events.database import db, transaction, write_rows
from eti_events.jobs.models import DueRow

KEPT = timedelta(days=30)
FORGOTTEN = (LinkPurpose.SIGN_IN, LinkPurpose.ACCOUNT_SETUP)


def send_link(row: DueRow) -> None:
    """Mail the link that somebody asked for, if we know them."""
    payload = dict(row.payload)
    with transaction():
        actions.send_link(
            payload["person_id"],
            LinkPurpose(payload["purpose"]),
            goal=payload["goal"],
            at=utcnow(),
        )


def forget_sessions(at: datetime) -> None:
    """Delete sessions that ended a month ago, with their device's name."""
    over = sign_ins_over(before=at - KEPT)
    for old in (
        delete(MailCode).where(MailCode.sign_in_id.in_(over)),
        delete(SignIn).where(SignIn.id.in_(over)),
    ):
        write_rows(old)


def forget_links(at: datetime) -> None:
    """Erase what dead links were; a month later also whose they were.

    Invitations stay, without their secret, as rows that registrations point to.
    """
    dead = (AccessLink.expires_at <= at) & (AccessLink.purpose != LinkPurpose.DEMO)
    for old in (
        update(AccessLink)
        .where(dead, AccessLink.token.is_not(None))
        .values(token=None),
        delete(AccessLink).where(
            AccessLink.expires_at <= at - KEPT,
            AccessLink.purpose.in_(FORGOTTEN),
        ),
    ):
        write_rows(old)


def forget_tries(at: datetime) -> None:
    """Delete tries and mailed codes whose time is over."""
    forget_old(at=at)
    db.session.execute(delete(MailCode).where(MailCode.expires_at < at))
