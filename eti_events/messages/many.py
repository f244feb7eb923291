"""The same mail to many, and moving the mails of many at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, insert, update

from eti_events.database import db, write_rows
from eti_events.events.models import Event
from eti_events.jobs.doorbell import ring_when_kept
from eti_events.messages.actions import (
    NO_ADDRESS,
    WAITING,
    common_words,
    reader_words,
    render_in_force,
)
from eti_events.messages.cleaning import clean_context, usable_address
from eti_events.messages.letterhead import Letterhead, letterhead
from eti_events.messages.models import Mail, MailState
from eti_events.messages.rendering import Envelope, Words
from eti_events.messages.series import Series, marks_for
from eti_events.people.models import Person

Same = Callable[[str], Mapping[str, str]]  # what the template says, by language
Readers = Sequence[tuple[Person, Mapping[str, str]]]


def queue_many(
    readers: Readers, template: str, *, event: Event, same: Same, at: datetime
) -> dict[int, int]:
    """Put a mail to each reader in the outbox; return the mails' ids by person.

    One statement, however many; ``readers`` come with the words that are their own.
    """
    sheet = letterhead.take()
    series: dict[str, tuple[Series, Envelope]] = {}
    rows = []
    for person, own in readers:
        spoken = str(person.language)
        if spoken not in series:
            everybody = _everybody(event, spoken, sheet, at)
            begun = _series(template, spoken, own, event, same, sheet)
            begun.begin(everybody)
            series[spoken] = begun, everybody
        row = _row(*series[spoken], person, own, sheet)
        rows.append(
            row | {"event_id": event.id, "template": template, "language": spoken}
        )
    if not rows:
        return {}
    made = insert(Mail).returning(Mail.id, sort_by_parameter_order=True)
    ids = db.session.scalars(made, [{**row, **_times(at)} for row in rows])
    ring_when_kept()
    people = (person.id for person, _ in readers)
    return dict(zip(people, ids, strict=True))


def preview(
    person: Person,
    template: str,
    *,
    event: Event,
    same: Same,
    own: Mapping[str, str],
    language: str,
) -> Words:
    """Return what the person would read in that language; nothing is queued."""
    series = _series(template, language, own, event, same, letterhead.take())
    return series.words({**reader_words(person), **own})


def hold_back(mails: Select[Any]) -> None:
    """Keep those of the mails that have not begun to leave until they are let go."""
    _move(mails, {MailState.QUEUED}, state=MailState.HELD)


def let_go(mails: Select[Any], *, at: datetime) -> None:
    """Let those of the mails that were held back leave."""
    _move(mails, {MailState.HELD}, state=MailState.QUEUED, due_at=at)
    ring_when_kept()


def take_back_all(mails: Select[Any]) -> None:
    """Keep those of the mails that have not begun to leave from ever leaving."""
    _move(mails, WAITING, state=MailState.CANCELLED)


def _move(
    mails: Select[Any], states: set[MailState] | frozenset[MailState], **values: Any
) -> None:
    write_rows(
        update(Mail).where(Mail.id.in_(mails), Mail.state.in_(states)).values(**values)
    )


def _series(
    template: str,
    language: str,
    own: Mapping[str, str],
    event: Event,
    same: Same,
    sheet: Letterhead,
) -> Series:
    differing = ("name", "given_name", *own)
    common = {**common_words(event, language, sheet), **same(language)}
    values = {**clean_context(common, sheet), **marks_for(differing)}
    words = render_in_force(template, language, event, values)
    return Series(words, differing, sheet)


def _everybody(
    event: Event, language: str, sheet: Letterhead, at: datetime
) -> Envelope:
    """Return what stands on every envelope, before it is addressed."""
    return Envelope(
        message_id="",
        sender_name=event.name.to(language, event.language),
        recipient="a@b",
        recipient_name="",
        reply_to=usable_address(event.contact_email or sheet.contact),
        language=language,
        at=at,
    )


def _row(
    series: Series,
    everybody: Envelope,
    person: Person,
    own: Mapping[str, str],
    sheet: Letterhead,
) -> dict[str, Any]:
    address = usable_address(person.email or "")
    public_id = uuid4()
    message_id = f"<{public_id}@{sheet.host}>"
    words = {**reader_words(person), **own}
    envelope = replace(
        everybody, message_id=message_id, recipient=address, recipient_name=person.name
    )
    return {
        "public_id": public_id,
        "message_id": message_id,
        "person_id": person.id,
        "recipient": address,
        "subject": series.subject(words),
        "state": MailState.QUEUED if address else MailState.FAILED,
        "last_error": None if address else NO_ADDRESS,
        "body": series.mail(envelope, words) if address else None,
    }


def _times(at: datetime) -> dict[str, datetime]:
    return {"queued_at": at, "due_at": at}
