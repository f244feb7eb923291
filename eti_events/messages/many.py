"""The same mail to many, and moving the mails of many at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, insert, update

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.jobs.doorbell import ring_when_kept
from eti_events.messages.actions import NO_ADDRESS, WAITING, common_words, words_of
from eti_events.messages.cleaning import usable_address
from eti_events.messages.letterhead import Letterhead, letterhead
from eti_events.messages.models import Mail, MailState
from eti_events.messages.rendering import Words
from eti_events.messages.series import Series
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
    series: dict[str, Series] = {}
    rows = []
    for person, own in readers:
        spoken = str(person.language)
        if spoken not in series:
            series[spoken] = _series(template, spoken, own, event, same, sheet)
            reply_to = usable_address(event.contact_email or sheet.contact)
            name = event.name.to(spoken, event.language)
            series[spoken].begin(name, reply_to, at)
        row = _row(series[spoken], person, own, sheet)
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
    return series.words({**words_of(person), **own})


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
    db.session.execute(
        update(Mail)
        .where(Mail.id.in_(mails), Mail.state.in_(states))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _series(
    template: str,
    language: str,
    own: Mapping[str, str],
    event: Event,
    same: Same,
    sheet: Letterhead,
) -> Series:
    words = {**common_words(event, language, sheet), **same(language)}
    return Series(template, language, words, ("name", "given_name", *own), sheet)


def _row(
    series: Series, person: Person, own: Mapping[str, str], sheet: Letterhead
) -> dict[str, Any]:
    address = usable_address(person.email or "")
    public_id = uuid4()
    message_id = f"<{public_id}@{sheet.host}>"
    words = {**words_of(person), **own}
    body = series.mail(message_id, person.name, address, words) if address else None
    return {
        "public_id": public_id,
        "message_id": message_id,
        "person_id": person.id,
        "recipient": address,
        "subject": series.subject,
        "state": MailState.QUEUED if address else MailState.FAILED,
        "last_error": None if address else NO_ADDRESS,
        "body": body,
    }


def _times(at: datetime) -> dict[str, datetime]:
    return {"queued_at": at, "due_at": at}
