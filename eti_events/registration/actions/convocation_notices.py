"""The mail that a convocation has a new version, and what has changed in it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from eti_events.events.models import Event
from eti_events.messages.actions import queue_mail
from eti_events.messages.many import preview, queue_many
from eti_events.messages.rendering import Words
from eti_events.people.models import Person
from eti_events.registration.actions.notices import CONVOCATION, pages_of


def tell_many_reconvened(
    readers: Sequence[tuple[Person, str]], event: Event, *, at: datetime
) -> dict[int, int]:
    """Tell each what has changed in their convocation; return the mails by person."""
    own = [(person, {"changes": changes}) for person, changes in readers]
    same = partial(_convocation, event)
    return queue_many(own, CONVOCATION, event=event, same=same, at=at)


def show_reconvened(
    person: Person, event: Event, changes: str, *, language: str
) -> Words:
    """Return the mail about a new convocation as that person would read it."""
    return preview(
        person,
        CONVOCATION,
        event=event,
        same=partial(_convocation, event),
        own={"changes": changes},
        language=language,
    )


def tell_reconvened(
    person: Person, event: Event, changes: str, language: str, *, at: datetime
) -> None:
    """Send one the mail about a new convocation, for a trial."""
    context = {**_convocation(event, language), "changes": changes}
    queue_mail(
        person, CONVOCATION, at=at, event=event, context=context, language=language
    )


def _convocation(event: Event, _language: str) -> dict[str, str]:
    """Return where the convocation stands, for who is signed in."""
    pages = pages_of(event)
    return {"convocation_url": f"{pages['me_url']}/convocation", **pages}
