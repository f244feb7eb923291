"""Which words a mail bears: the event's own where they can be read, else the default.

A text that names a placeholder which a later release has dropped must never keep a
mail from leaving.
"""

from eti_events.events.models import Event
from eti_events.messages.texts.kinds import BY_TEMPLATE, Kind
from eti_events.messages.texts.models import MailText
from eti_events.messages.texts.queries import texts_in_force
from eti_events.messages.texts.wording import Wording, default_wording


def words_of(event: Event | None, template: str, language: str) -> Wording | None:
    """Return the words of a mail, or None when nobody can change them."""
    kind = BY_TEMPLATE.get(template)
    if kind is None:
        return None
    text = texts_in_force(event.id).get(kind.name) if event else None
    return wording_in_force(kind, text, language)


def wording_in_force(kind: Kind, text: MailText | None, language: str) -> Wording:
    """Return what is sent: the text's words, or the default when they are none."""
    default = default_wording(kind.template, language)
    if text is None:
        return default
    own = text.own_words(language, default)
    return own if own.is_readable(kind.placeholders) else default


def unreadable_languages(kind: Kind, text: MailText) -> list[str]:
    """Return the languages in which the default is sent since the text's is broken."""
    return sorted(
        language
        for language in text.languages
        if not text.own_words(
            language, default_wording(kind.template, language)
        ).is_readable(kind.placeholders)
    )
