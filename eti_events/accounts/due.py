"""What the worker does for this package."""

from datetime import datetime

from sqlalchemy import delete

from eti_events.accounts import actions
from eti_events.accounts.limits import forget_old
from eti_events.accounts.models import LinkPurpose, MailCode
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.jobs.models import DueRow


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


def forget_tries(at: datetime) -> None:
    """Delete tries and mailed codes whose time is over."""
    forget_old(at=at)
    db.session.execute(delete(MailCode).where(MailCode.expires_at < at))
