"""The texts of an event's mails as mails and pages need them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eti_events.database import db
from eti_events.messages.texts.models import MailText

Texts = dict[str, MailText]

READ = "mail_texts"  # in the session: the transaction, and what it has read


def texts_in_force(event_id: int) -> Texts:
    """Return the newest text of each kind that the event has changed.

    Read once in a transaction: a wave writes thousands of mails in one.
    """
    known = _known()
    if event_id not in known:
        known[event_id] = _newest(event_id)
    return known[event_id]


def forget_texts_read() -> None:
    """Have the next mail of this transaction read the texts afresh."""
    db.session().info.pop(READ, None)


def _known() -> dict[int, Texts]:
    """Return what this transaction has read of texts, to be added to."""
    session = db.session()
    current = session.get_transaction()
    whose, known = session.info.get(READ, (None, {}))
    if current is None or whose is not current:
        known = {}
        session.info[READ] = (current, known)
    texts: dict[int, Texts] = known
    return texts


def _newest(event_id: int) -> Texts:
    last = (
        select(MailText.kind, func.max(MailText.number).label("number"))
        .where(MailText.event_id == event_id)
        .group_by(MailText.kind)
        .subquery()
    )
    query = (
        select(MailText)
        .join(
            last,
            (MailText.kind == last.c.kind) & (MailText.number == last.c.number),
        )
        .where(MailText.event_id == event_id)
        .options(joinedload(MailText.writer))
    )
    return {text.kind: text for text in db.session.scalars(query)}


def list_versions(event_id: int, kind: str) -> Sequence[MailText]:
    """Return every text that the mail has had, the newest first, with its writer."""
    query = (
        select(MailText)
        .filter_by(event_id=event_id, kind=kind)
        .options(joinedload(MailText.writer))
        .order_by(MailText.number.desc())
    )
    return db.session.scalars(query).all()


def find_version(event_id: int, kind: str, number: int) -> MailText | None:
    """Return one text that the mail has had, or None."""
    return db.session.scalar(
        select(MailText).filter_by(event_id=event_id, kind=kind, number=number)
    )
