"""Changing what an event's mails say; what is queued stays as it was written."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.models import Event
from eti_events.messages.texts.choosing import unreadable_languages
from eti_events.messages.texts.kinds import Kind
from eti_events.messages.texts.models import MailText
from eti_events.messages.texts.queries import (
    find_version,
    forget_texts_read,
    texts_in_force,
)
from eti_events.messages.texts.wording import FIELDS, Wording, default_wording
from eti_events.multilingual import Multilingual


class TextChangedMeanwhile(Refusal):
    """Two people wrote on one text: the second must see what the first wrote."""

    message = _l(
        "Somebody has changed this text meanwhile. Yours is still below: compare it"
        " with what is sent now, and save again to put yours in its place."
    )


class TextUnreadable(Refusal):
    """An older text may hold placeholders that this mail no longer has."""

    message = _l("This text holds placeholders that this mail no longer has.")


class NoSuchText(Refusal):
    """Only what was once sent can be sent again."""

    message = _l("This mail has never had that text.")


def change_text(
    event: Event,
    kind: Kind,
    words: Mapping[str, Wording],
    *,
    seen: int,
    by: int,
    at: datetime,
) -> MailText | None:
    """Have the event's mails of a kind say this; None when they say it already.

    ``seen`` is the number of the text that the writer had before them, 0 for the
    default. What equals the default is not kept: it follows the default.
    """
    if not all(each.is_readable(kind.placeholders) for each in words.values()):
        raise TextUnreadable
    tidied = {language: words[language].tidied(language) for language in words}
    own = {name: _own(kind, tidied, name) for name in FIELDS}
    return _write(event, kind, own, seen=seen, by=by, at=at)


def restore_text(
    event: Event, kind: Kind, number: int, *, seen: int, by: int, at: datetime
) -> MailText | None:
    """Go back to an older text, or with 0 to the default."""
    own = dict.fromkeys(FIELDS, Multilingual())
    if number:
        older = find_version(event.id, kind.name, number)
        if older is None:
            raise NoSuchText
        own = {name: Multilingual(getattr(older, name)) for name in FIELDS}
        if unreadable_languages(kind, older):
            raise TextUnreadable
    return _write(event, kind, own, seen=seen, by=by, at=at)


def _own(kind: Kind, words: Mapping[str, Wording], name: str) -> Multilingual:
    return Multilingual(
        {
            language: text
            for language, wording in words.items()
            if (text := getattr(wording, name))
            not in {"", getattr(default_wording(kind.template, language), name)}
        }
    )


def _write(
    event: Event,
    kind: Kind,
    own: Mapping[str, Multilingual],
    *,
    seen: int,
    by: int,
    at: datetime,
) -> MailText | None:
    forget_texts_read()
    before = texts_in_force(event.id).get(kind.name)
    if all(getattr(before, name, {}) == own[name] for name in FIELDS):
        return None  # said already: a second click, or nothing new
    if seen != (before.number if before else 0):
        raise TextChangedMeanwhile
    text = MailText(
        event_id=event.id,
        kind=kind.name,
        number=before.number + 1 if before else 1,
        written_at=at,
        written_by=by,
        **own,
    )
    db.session.add(text)
    record(
        "mail_text.changed" if any(own.values()) else "mail_text.reset",
        text,
        by=by,
        at=at,
        event_id=event.id,
        kind=kind.name,
        number=text.number,
    )
    forget_texts_read()
    return text
