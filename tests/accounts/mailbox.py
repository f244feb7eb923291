"""What the worker would do, and what then lies in the mailbox."""

import email
import re
from datetime import timedelta
from email.policy import default
from urllib.parse import urlsplit

from eti_events import JOBS
from eti_events.database import db
from eti_events.jobs.running import run_due
from eti_events.messages.models import Mail


def work() -> None:
    """Do what is due, as the worker does."""
    run_due(JOBS, "test", lease=timedelta(minutes=1))


def mails_to(address: str) -> list[str]:
    """The plain texts written to an address, the last one last."""
    db.session.rollback()
    mails = db.session.query(Mail).filter_by(recipient=address).order_by(Mail.id)
    return [_text(mail.body or b"") for mail in mails]


def link_in(text: str) -> str:
    """The path and query of the link to a page of ours."""
    found = re.search(r"http://localhost/(?:sign-in|staff|invitations)/\S+", text)
    assert found, text
    parts = urlsplit(found[0])
    return f"{parts.path}?{parts.query}".rstrip("?")


def _text(body: bytes) -> str:
    mail = email.message_from_bytes(body, policy=default)
    plain = mail.get_body(("plain",))
    assert plain
    content: str = plain.get_content()
    return content
