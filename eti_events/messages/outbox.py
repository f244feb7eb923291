"""How a mail in the outbox moves from state to state; the worker's part of actions.

Every move names the worker that holds the mail and fails softly when it no longer
does: the lease then belongs to another, who sends the mail under the same Message-ID.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from eti_events.database import db
from eti_events.messages.models import Mail, MailState
from eti_events.messages.queries import claimable, list_claimed, owner_of
from eti_events.people.models import Person


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What it takes to send one mail, apart from the session that loaded it."""

    id: int
    recipient: str
    body: bytes
    tries: int
    queued_at: datetime
    template: str
    person_id: int | None
    event_id: int | None


def claim(
    worker: str, *, at: datetime, lease: timedelta, count: int
) -> Sequence[Parcel]:
    """Give the oldest mails that are due to this worker, for the time of a lease."""
    db.session.execute(
        update(Mail)
        .where(Mail.id.in_(claimable(at, lease=lease, count=count)))
        .values(
            state=MailState.SENDING,
            claimed_by=worker,
            lease_until=at + lease,
            tries=Mail.tries + 1,
        )
        .execution_options(synchronize_session=False)
    )
    return [
        Parcel(
            id=mail.id,
            recipient=mail.recipient,
            body=mail.body or b"",
            tries=mail.tries,
            queued_at=mail.queued_at,
            template=mail.template,
            person_id=mail.person_id,
            event_id=mail.event_id,
        )
        for mail in list_claimed(worker)
    ]


def hold(parcel: Parcel, worker: str, *, at: datetime, lease: timedelta) -> bool:
    """Note that the content is about to go out; False when the lease was lost."""
    return _move(parcel, worker, reached_data=True, lease_until=at + lease)


def drop(parcel: Parcel, worker: str) -> bool:
    """Take the mail back: what it says is so no longer."""
    return _move(parcel, worker, state=MailState.CANCELLED, **FREE)


def note_sent(parcel: Parcel, worker: str, *, at: datetime) -> bool:
    """Note that the far end has taken the mail: so its address works."""
    kept = _move(
        parcel, worker, state=MailState.SENT, sent_at=at, **FREE, last_error=None
    )
    if kept:
        _note_bounce(parcel, None)
    return kept


def put_back(parcel: Parcel, worker: str, error: str, *, due_at: datetime) -> bool:
    """Queue the mail again: the far end has refused it for now."""
    return _move(
        parcel,
        worker,
        state=MailState.QUEUED,
        due_at=due_at,
        reached_data=False,
        last_error=error,
        **FREE,
    )


def release(parcel: Parcel, worker: str, error: str, *, due_at: datetime) -> bool:
    """Queue the mail again as if it had not been claimed: it was not tried."""
    noted = {"last_error": error} if error else {}
    return _move(
        parcel,
        worker,
        state=MailState.QUEUED,
        due_at=due_at,
        tries=parcel.tries - 1,
        **noted,
        **FREE,
    )


def leave_in_doubt(parcel: Parcel, worker: str, error: str, *, at: datetime) -> bool:
    """Let no worker hold the mail; its lease and one more pass before the next try."""
    return _move(parcel, worker, claimed_by=IN_DOUBT, lease_until=at, last_error=error)


def give_up(
    parcel: Parcel, worker: str, error: str, *, bad_mailbox: bool, at: datetime
) -> bool:
    """Note that the mail cannot be delivered, and that the address is to blame."""
    kept = _move(parcel, worker, state=MailState.FAILED, last_error=error, **FREE)
    if kept and bad_mailbox:
        _note_bounce(parcel, at)
    return kept


IN_DOUBT = "nobody: in doubt"
FREE: dict[str, Any] = {"claimed_by": None, "lease_until": None}


def _move(parcel: Parcel, worker: str, **values: Any) -> bool:
    moved = db.session.execute(
        update(Mail)
        .where(
            Mail.id == parcel.id,
            Mail.claimed_by == worker,
            Mail.state == MailState.SENDING,
        )
        .values(**values)
        .returning(Mail.id)
        .execution_options(synchronize_session=False)
    )
    return moved.first() is not None


def _note_bounce(parcel: Parcel, at: datetime | None) -> None:
    """Mark the person whose address this still is; the row's version stays as it is.

    A form that an organiser has open on that person must not be refused for it.
    """
    db.session.execute(
        update(Person)
        .where(
            Person.id.in_(owner_of(parcel.id)),
            Person.email == parcel.recipient,
            Person.mail_bounced_at.is_distinct_from(at),
        )
        .values(mail_bounced_at=at)
        .execution_options(synchronize_session=False)
    )
