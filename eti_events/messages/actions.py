"""Writing mail, in the transaction that makes it necessary."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, update

from eti_events.audit.actions import record
from eti_events.database import db, write_rows
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.jobs.doorbell import ring_when_kept
from eti_events.messages.cleaning import clean_context, usable_address
from eti_events.messages.letterhead import Letterhead, letterhead
from eti_events.messages.models import Mail, MailState
from eti_events.messages.queries import ended, list_replaced
from eti_events.messages.rendering import (
    Attachment,
    Envelope,
    Words,
    build,
    render,
)
from eti_events.messages.texts.choosing import words_of
from eti_events.messages.texts.wording import Wording
from eti_events.people.models import Person
from eti_events.typography import day_range

NO_ADDRESS = "no usable address"
NOT_WRITTEN = "could not be written"
WAITING = frozenset({MailState.QUEUED, MailState.HELD})
ON_ITS_WAY = WAITING | {MailState.SENDING}
BODIES_KEPT, TRACES_KEPT = timedelta(days=30), timedelta(days=365)


def queue_mail(
    person: Person,
    template: str,
    *,
    at: datetime,
    event: Event | None = None,
    context: Mapping[str, str],
    attachments: Sequence[Attachment] = (),
    replaces: str | None = None,
    language: str | None = None,
) -> Mail:
    """Put a mail to the person in the outbox; it leaves if this transaction is kept.

    It is rendered now: a template changed later changes no mail already written.
    ``replaces`` takes back a mail of the same key, person and event that has not left.
    To a person without a usable address it fails at once, where organisers see it.
    """
    spoken = str(language or person.language)
    return queue_words(
        person,
        template,
        compose(person, template, spoken, event, context),
        at=at,
        event=event,
        language=spoken,
        attachments=attachments,
        replaces=replaces,
    )


def queue_words(
    person: Person,
    template: str,
    words: Words,
    *,
    at: datetime,
    event: Event | None,
    language: str,
    attachments: Sequence[Attachment] = (),
    replaces: str | None = None,
) -> Mail:
    """Put words that are composed already in the outbox."""
    mail = _mail_to(person, template, at=at, event=event, language=language)
    mail.replaces = replaces
    if replaces:
        _take_back(list_replaced(person.id, mail.event_id, replaces))
    write_down(mail, words, person, event, attachments)
    db.session.add(mail)
    return mail


def queue_unwritten(
    person: Person, template: str, *, at: datetime, event: Event
) -> Mail:
    """Put a mail in the outbox that the worker writes before it leaves.

    For what takes long to write, pictures and calendars, so that nobody waits for it.
    It then says how things stand; when there is nothing left to say it is taken back.
    Since it does, one of the same template that has not left has nothing to add.
    """
    mail = _mail_to(person, template, at=at, event=event, language=str(person.language))
    mail.replaces = template
    _take_back(list_replaced(person.id, event.id, template))
    db.session.add(mail)
    return mail


def write_down(
    mail: Mail,
    words: Words,
    person: Person,
    event: Event | None,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Give a mail its content; one without an address has failed, and gets none."""
    mail.subject = words.subject
    if mail.recipient:
        sheet = letterhead.take()
        envelope = _envelope(mail, person, event, sheet)
        mail.body = build(words, envelope, sheet, attachments)


def _mail_to(
    person: Person, template: str, *, at: datetime, event: Event | None, language: str
) -> Mail:
    mail = Mail(
        public_id=(public_id := uuid4()),
        message_id=f"<{public_id}@{letterhead.take().host}>",
        person_id=person.id,
        event_id=event.id if event else None,
        template=template,
        language=language,
        recipient=usable_address(person.email or ""),
        subject="",
        state=MailState.QUEUED,
        queued_at=at,
        due_at=at,
    )
    if not mail.recipient:
        mail.state, mail.last_error = MailState.FAILED, NO_ADDRESS
    ring_when_kept()
    return mail


def compose(
    person: Person,
    template: str,
    language: str,
    event: Event | None,
    context: Mapping[str, str],
    wording: Wording | None = None,
) -> Words:
    """Return what a mail says, in the words in force or, for a trial, in those given.

    What is filled in was cleaned before, and is not read for placeholders again.
    """
    sheet = letterhead.take()
    values = _words(person, event, language, context, sheet)
    return render_in_force(template, language, event, values, wording)


def render_in_force(
    template: str,
    language: str,
    event: Event | None,
    values: Mapping[str, str],
    wording: Wording | None = None,
) -> Words:
    """Fill clean values into the event's own words, or into the default ones."""
    words = wording or words_of(event, template, language)
    filled = words.filled(values) if words else {}
    return render(template, language, {**values, **filled})


def _take_back(mails: Sequence[Mail]) -> None:
    for mail in mails:
        mail.state = MailState.CANCELLED


def _words(
    person: Person,
    event: Event | None,
    language: str,
    context: Mapping[str, str],
    sheet: Letterhead,
) -> dict[str, str]:
    """Return what every template may use, and what this one was given."""
    given = {**reader_words(person), **common_words(event, language, sheet), **context}
    return clean_context(given, sheet)


def reader_words(person: Person) -> dict[str, str]:
    """Return what every template may say of its reader."""
    return {"name": person.name, "given_name": person.given_name or person.name}


def common_words(
    event: Event | None, language: str, sheet: Letterhead
) -> dict[str, str]:
    """Return what every template may use, whoever reads it."""
    return {
        "event_name": event.name.to(language, event.language) if event else sheet.name,
        "event_detail": _detail(event, language) if event else "",
        "sender": sheet.name,
        "contact_email": (event.contact_email if event else "") or sheet.contact,
        "site_url": sheet.base_url,
        "privacy_url": f"{sheet.base_url}/privacy",
    }


def _detail(event: Event, language: str) -> str:
    first, last = (
        moment.astimezone(event.zone).date()
        for moment in (event.starts_at, event.ends_at)
    )
    venue = event.venue.to(language, event.language)
    return " · ".join(filter(None, (day_range(first, last, language), venue)))


def _envelope(
    mail: Mail, person: Person, event: Event | None, sheet: Letterhead
) -> Envelope:
    return Envelope(
        message_id=mail.message_id,
        sender_name=event.name.to(mail.language, event.language) if event else "",
        recipient=mail.recipient,
        recipient_name=person.name,
        reply_to=usable_address(
            (event.contact_email if event else "") or sheet.contact
        ),
        language=mail.language,
        at=mail.queued_at,
    )


class AlreadyGone(Refusal):
    """What the far end may have cannot be taken back."""

    message = _l("This mail has left, or is leaving.")


class NotYetOver(Refusal):
    """A mail that is on its way must not leave twice."""

    message = _l("This mail is on its way already.")


class NothingLeft(Refusal):
    """Bodies are erased after a month, and were never written without an address."""

    message = _l("Nothing of this mail is left to send: write to the person again.")


class AddressChanged(Refusal):
    """An old mail may hold links; they go to the address they were written for."""

    message = _l("The person has another address now: write to the person again.")


def is_kept(mail: Mail) -> bool:
    """Whether there is something to send: what it says, or whoever writes it."""
    return mail.body is not None or mail.last_error == NOT_WRITTEN


def resend(mail: Mail, *, by: int, at: datetime) -> None:
    """Queue a mail again that was sent, failed or taken back, as it was written."""
    if mail.state in ON_ITS_WAY:
        raise NotYetOver
    if not is_kept(mail):
        raise NothingLeft
    if mail.person and usable_address(mail.person.email or "") != mail.recipient:
        raise AddressChanged
    mail.state, mail.due_at, mail.sent_at = MailState.QUEUED, at, None
    mail.queued_at = at
    mail.tries, mail.reached_data, mail.last_error = 0, False, None
    record("mail.resent", mail, by=by, at=at, event_id=mail.event_id)
    ring_when_kept()


def take_back(mail: Mail, *, by: int, at: datetime) -> None:
    """Keep a mail from leaving; one whose sending has begun can no longer be held."""
    if mail.state not in WAITING:
        raise AlreadyGone
    mail.state = MailState.CANCELLED
    record("mail.taken_back", mail, by=by, at=at, event_id=mail.event_id)


def forget_bodies(at: datetime) -> None:
    """Erase what mails said a month ago; that they were sent is kept for a year."""
    write_rows(
        update(Mail)
        .where(Mail.queued_at < at - BODIES_KEPT, Mail.body.is_not(None), ended())
        .values(body=None, subject="")
    )
    write_rows(delete(Mail).where(Mail.queued_at < at - TRACES_KEPT, ended()))
