"""The outbox as actions and pages need it."""

from collections.abc import Sequence

from sqlalchemy import select

from eti_events.database import db
from eti_events.messages.models import Mail, MailState


def list_replaced(person_id: int, event_id: int | None, key: str) -> Sequence[Mail]:
    """Return the mails that wait to leave and that a new one of this key replaces."""
    query = select(Mail).filter_by(
        person_id=person_id, event_id=event_id, replaces=key, state=MailState.QUEUED
    )
    return db.session.scalars(query.with_for_update()).all()
