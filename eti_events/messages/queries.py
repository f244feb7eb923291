"""The outbox as actions and pages need it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased, defer, joinedload

from eti_events.database import db
from eti_events.messages.models import Mail, MailState
from eti_events.names import fold
from eti_events.people.models import Person

PAGE = 50
_UNWRITTEN = (Mail.state == MailState.QUEUED, Mail.body.is_(None))


def list_replaced(person_id: int, event_id: int | None, key: str) -> Sequence[Mail]:
    """Return the mails that wait to leave and that a new one of this key replaces."""
    query = select(Mail).filter_by(
        person_id=person_id, event_id=event_id, replaces=key, state=MailState.QUEUED
    )
    return db.session.scalars(query.with_for_update()).all()


def is_superseded(mail_id: int) -> bool:
    """Whether a later mail of the same key, person and event says it better.

    One that was sent again by hand is the later one.
    """
    later = aliased(Mail)
    query = select(Mail.id).where(
        Mail.id == mail_id,
        later.replaces == Mail.replaces,
        later.person_id == Mail.person_id,
        later.event_id.is_not_distinct_from(Mail.event_id),
        tuple_(later.queued_at, later.id) > tuple_(Mail.queued_at, Mail.id),
        later.state != MailState.CANCELLED,
    )
    return db.session.scalars(query).first() is not None


def waiting_for(
    person_id: int, event_id: int, templates: Collection[str]
) -> Select[int]:
    """Select what these templates would still say to a person about an event."""
    return select(Mail.id).where(
        Mail.person_id == person_id,
        Mail.event_id == event_id,
        Mail.template.in_(templates),
    )


def claimable(at: datetime, *, lease: timedelta, count: int) -> Select[int]:
    """Select the oldest mails that are due, and those whose lease ran out.

    One that may have reached the far end already waits a lease longer.
    """
    ambiguous = Mail.reached_data
    ran_out = or_(
        and_(~ambiguous, Mail.lease_until <= at),
        and_(ambiguous, Mail.lease_until <= at - lease),
    )
    return (
        select(Mail.id)
        .where(
            or_(
                and_(
                    Mail.state == MailState.QUEUED,
                    Mail.due_at <= at,
                    Mail.body.is_not(None),
                ),
                and_(Mail.state == MailState.SENDING, ran_out),
            )
        )
        .order_by(Mail.due_at, Mail.id)
        .limit(count)
        .with_for_update(skip_locked=True)
    )


def find_unwritten(at: datetime) -> Mail | None:
    """Return the oldest mail that is due and still has to be written."""
    query = select(Mail).where(*_UNWRITTEN, Mail.due_at <= at)
    return db.session.scalars(query.order_by(Mail.due_at, Mail.id).limit(1)).first()


def lock_unwritten(mail_id: int) -> Mail | None:
    """Return that mail and its person, unless it is no longer to be written."""
    query = (
        select(Mail)
        .where(*_UNWRITTEN, Mail.id == mail_id)
        .options(joinedload(Mail.person))
        .with_for_update(of=Mail)
    )
    return db.session.scalars(query).first()


def list_claimed(worker: str) -> Sequence[Mail]:
    """Return the mails that this worker holds, the oldest first."""
    query = select(Mail).filter_by(claimed_by=worker, state=MailState.SENDING)
    return db.session.scalars(query.order_by(Mail.due_at, Mail.id)).all()


def ended() -> ColumnElement[bool]:
    """Match mails that neither wait nor are being sent."""
    return Mail.state.not_in((MailState.QUEUED, MailState.HELD, MailState.SENDING))


def owner_of(mail_id: int) -> Select[int | None]:
    """Select the id of the person whom the mail is for."""
    return select(Mail.person_id).filter_by(id=mail_id)


def find_next_mail_at(*, after: datetime, lease: timedelta) -> datetime | None:
    """Return when the next mail can be claimed, if one waits or is held."""
    held = Mail.state == MailState.SENDING
    moments = [
        _first(Mail.due_at, after, Mail.state == MailState.QUEUED),
        _first(Mail.lease_until, after, held, ~Mail.reached_data),
    ]
    if in_doubt := _first(
        Mail.lease_until, after - lease, held, Mail.reached_data.is_(True)
    ):
        moments.append(in_doubt + lease)
    return min(filter(None, moments), default=None)


def _first(
    column: InstrumentedAttribute[Any], after: datetime, *rules: ColumnElement[bool]
) -> datetime | None:
    query = select(func.min(column)).where(column > after, *rules)
    moment: datetime | None = db.session.scalar(query)
    return moment


def find_oldest_due() -> datetime | None:
    """Return since when the mail that waits longest could have left."""
    query = select(func.min(Mail.due_at)).filter_by(state=MailState.QUEUED)
    return db.session.scalar(query)


def get_mail(
    event_id: int, public_id: UUID, *, with_body: bool = False, for_update: bool = False
) -> Mail:
    """Return the event's mail and its person, or answer 404."""
    query = select(Mail).filter_by(event_id=event_id, public_id=public_id)
    if for_update:
        query = query.with_for_update(of=Mail)
    if not with_body:
        query = query.options(defer(Mail.body))
    mail: Mail = db.one_or_404(query.options(joinedload(Mail.person)))
    return mail


def list_mails(
    event_id: int, *, state: MailState | None, kind: str, words: str, page: int
) -> Sequence[Mail]:
    """Return one page of the event's mails, the newest first, without their bodies."""
    query = (
        select(Mail)
        .where(*_matching(event_id, kind, words))
        .options(defer(Mail.body), joinedload(Mail.person))
        .order_by(Mail.queued_at.desc(), Mail.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    if state:
        query = query.where(Mail.state == state)
    return db.session.scalars(query).all()


def count_mails(event_id: int, *, kind: str, words: str) -> dict[MailState, int]:
    """Return how many of the event's mails that match stand in each state."""
    query = (
        select(Mail.state, func.count())
        .where(*_matching(event_id, kind, words))
        .group_by(Mail.state)
    )
    found = dict(db.session.execute(query).all())
    return {state: found.get(state, 0) for state in MailState}


def _matching(event_id: int, kind: str, words: str) -> list[ColumnElement[bool]]:
    """Keep to one kind; find words in names, without accents, and in addresses."""
    rules: list[ColumnElement[bool]] = [Mail.event_id == event_id]
    if kind:
        rules.append(Mail.template == kind)
    if words:
        address = func.lower(Mail.recipient).contains(words.lower(), autoescape=True)
        rules.append(or_(address, Mail.person_id.in_(_named(words))))
    return rules


def _named(words: str) -> Select[int]:
    parts = fold(words).split() or [words]
    return select(Person.id).where(
        *(Person.search_key.contains(part, autoescape=True) for part in parts)
    )
