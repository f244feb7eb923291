"""A mail as one person of the event would get it, without what opens a door.

Codes and links of a trial are specimens: it may go to somebody else's mailbox.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eti_events.events.models import Event
from eti_events.messages.actions import compose, queue_words
from eti_events.messages.rendering import Attachment, Words
from eti_events.messages.texts.kinds import Kind
from eti_events.messages.texts.wording import Wording
from eti_events.people.models import Person
from eti_events.registration.actions.notices import (
    coming_words,
    invited_words,
    pages_of,
    picture_of,
)
from eti_events.registration.models import Registration, RegistrationState
from eti_events.registration.places.queries import position
from eti_events.registration.queries import list_half_days_of
from eti_events.registration.texts.queries import list_comings
from eti_events.registration.wording import moment_in_words

SPECIMEN_CODE = "ETI" + "0" * 26
SPECIMEN_SHORT = "XXXX-XXXX"
SPECIMEN_LINK = "specimen"
REASONS = {
    "fr": "(la raison que vous aurez écrite)",
    "en": "(the reason that you will have typed)",
}
OFFICERS = {"fr": "(la ou le référent)", "en": "(the desk officer)"}
SUBSTITUTES = {
    "fr": "(la personne qui vient à sa place)",
    "en": "(who comes instead)",
}
ASKED = {
    "fr": "(ce que la personne aura demandé)",
    "en": "(what the person will have asked for)",
}
CHANGES = {"fr": "(ce qui aura changé)", "en": "(what will have changed)"}
DELEGATION = {
    "fr": {
        "organisation": "(l’organisme)",
        "contact": "(le contact de la délégation)",
        "named": "(la personne nommée)",
        "principal": "(la personnalité)",
        "seats": "5",
        "missing": "2",
    },
    "en": {
        "organisation": "(the organisation)",
        "contact": "(the delegation’s contact)",
        "named": "(the person named)",
        "principal": "(the dignitary)",
        "seats": "5",
        "missing": "2",
    },
}
WITH_CODE = {"confirmed", "changed", "new_code", "named"}
OFFER = timedelta(hours=48)


@dataclass(frozen=True)
class Sample:
    """What a trial says, and the pictures within."""

    words: Words
    attachments: tuple[Attachment, ...]


def sample_of(
    event: Event,
    kind: Kind,
    wording: Wording,
    person: Person,
    *,
    language: str,
    at: datetime,
) -> Sample:
    """Return the mail that the person would get with these words."""
    comings = list_comings(event, person.id)
    values = {
        **invited_words(event, SPECIMEN_LINK, language),
        **_coming(event, comings, language),
        **pages_of(event),
        "position": str(_position(comings)),
        "reason": REASONS[language],
        "officer": OFFICERS[language],
        "substitute": SUBSTITUTES[language],
        "asked": ASKED[language],
        "changes": CHANGES[language],
        "answer": "",
        "form_url": f"{pages_of(event)['me_url']}/formalities",
        **DELEGATION[language],
        "step": "confirmed",
        "sure": "",
        "held": "yes",
        "page_url": pages_of(event)["me_url"],
    }
    if kind.name == "offered":
        until = _offered_until(event, comings) or at + OFFER
        values["deadline"] = moment_in_words(event, until, language)
    words = compose(person, kind.template, language, event, values, wording)
    pictures = (picture_of(SPECIMEN_CODE),) if kind.name in WITH_CODE else ()
    return Sample(words, pictures)


def send_sample(
    event: Event,
    kind: Kind,
    words: Mapping[str, Wording],
    person: Person,
    *,
    to: Person,
    at: datetime,
) -> None:
    """Send somebody the mail that the person would get, in each language."""
    for language, wording in words.items():
        sample = sample_of(event, kind, wording, person, language=language, at=at)
        queue_words(
            to,
            kind.template,
            sample.words,
            at=at,
            event=event,
            language=language,
            attachments=sample.attachments,
        )


def _coming(
    event: Event, comings: Sequence[Registration], language: str
) -> dict[str, str]:
    """Say when the person comes; who has chosen nothing yet comes to everything."""
    days = [(each.event, each.half_days) for each in comings if each.half_days]
    if not days or days[0][0].id != event.id:
        days.insert(0, (event, list(list_half_days_of({event.id}))))
    return coming_words(days, SPECIMEN_SHORT, language)


def _position(comings: Sequence[Registration]) -> int:
    """Return where the person waits; who does not wait would come first."""
    waiting = (x for x in comings if x.state is RegistrationState.WAITING)
    return next((position(each) for each in waiting), 1)


def _offered_until(event: Event, comings: Sequence[Registration]) -> datetime | None:
    return next((x.offered_until for x in comings if x.event_id == event.id), None)
