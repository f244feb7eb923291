"""The words of an event's mails, as a new event takes them over."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _l

from eti_events.database import db
from eti_events.events.carrying.parts import THERE, WRITTEN_HERE, Carry, Item, Part
from eti_events.messages.labels import kinds
from eti_events.messages.texts.choosing import unreadable_languages
from eti_events.messages.texts.kinds import KINDS
from eti_events.messages.texts.models import MailText
from eti_events.messages.texts.queries import forget_texts_read, texts_in_force
from eti_events.messages.texts.wording import FIELDS
from eti_events.multilingual import Multilingual

UNREADABLE = _l("it holds placeholders that this mail no longer has")


def plan_texts(carry: Carry) -> Iterator[Item]:
    """Plan the text in force of each mail whose words were changed."""
    earlier, here = (texts_in_force(event.id) for event in (carry.source, carry.target))
    for name, text in sorted(earlier.items()):
        if text.languages and name in KINDS:
            yield Item(
                key=name,
                name=kinds().get(KINDS[name].template, name),
                write=partial(_write, carry, text),
                left=_why_left(text, here.get(name)),
                texts=[
                    words for field in FIELDS for words in getattr(text, field).values()
                ],
            )


def _why_left(text: MailText, here: MailText | None) -> Any:
    if here is not None:
        same = all(getattr(here, name) == getattr(text, name) for name in FIELDS)
        return THERE if same else WRITTEN_HERE
    return UNREADABLE if unreadable_languages(KINDS[text.kind], text) else ""


def _write(carry: Carry, earlier: MailText) -> None:
    db.session.add(
        MailText(
            event_id=carry.target.id,
            kind=earlier.kind,
            number=1,
            written_at=carry.at,
            written_by=carry.by,
            **{name: Multilingual(getattr(earlier, name)) for name in FIELDS},
        )
    )
    forget_texts_read()


TEXTS = Part(
    "texts",
    _l("Texts of mails"),
    _l("What you changed in the words of mails, in French and English."),
    "registration.texts",
    plan_texts,
)
