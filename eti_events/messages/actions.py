"""Writing mail, in the transaction that makes it necessary."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.messages.cleaning import clean_context, is_address
from eti_events.messages.letterhead import Letterhead, letterhead
from eti_events.messages.models import Mail, MailState
from eti_events.messages.queries import list_replaced
from eti_events.messages.rendering import Attachment, Envelope, build, render
from eti_events.people.models import Person
from eti_events.typography import day_range

NO_ADDRESS = "no usable address"


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
    sheet = letterhead.take()
    words = render(template, spoken, _words(person, event, spoken, context, sheet))
    mail = Mail(
        public_id=(public_id := uuid4()),
        message_id=f"<{public_id}@{sheet.host}>",
        person_id=person.id,
        event_id=event.id if event else None,
        template=template,
        language=spoken,
        recipient=person.email or "",
        subject=words.subject,
        replaces=replaces,
        state=MailState.QUEUED,
        queued_at=at,
        due_at=at,
    )
    if is_address(mail.recipient):
        envelope = _envelope(mail, person, event, sheet)
        mail.body = build(words, envelope, sheet, attachments).as_bytes()
    else:
        mail.state, mail.last_error = MailState.FAILED, NO_ADDRESS
    if replaces:
        _take_back(list_replaced(person.id, mail.event_id, replaces))
    db.session.add(mail)
    return mail


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
    given = {
        "name": person.name,
        "given_name": person.given_name or person.name,
        "event_name": event.name.to(language, event.language) if event else sheet.name,
        "event_detail": _detail(event, language) if event else "",
        "sender": sheet.name,
        "contact_email": (event.contact_email if event else "") or sheet.contact,
        "site_url": sheet.base_url,
        "privacy_url": f"{sheet.base_url}/privacy",
        **context,
    }
    return clean_context(given, sheet)


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
        reply_to=(event.contact_email if event else "") or sheet.contact,
        language=mail.language,
        at=mail.queued_at,
    )
