"""Convocations that the event itself has made out of date, and whom to tell."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import force_locale

from eti_events.documents import queries
from eti_events.documents.actions import issue_missing
from eti_events.documents.facts import by_person, changes, facts_of
from eti_events.documents.writing import PARTS
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.registration.actions import convocation_notices

NOTHING = "…"  # in a trial of a mail whose reader has nothing new


def parts_changed(
    edition: Event, person_ids: Sequence[int] | None = None
) -> dict[int, list[str]]:
    """Name the parts in which each convocation that somebody has seen is untrue now.

    Who has seen none yet has nothing out of date in hand.
    """
    settings = queries.find_settings(edition.id)
    if settings is None:
        return {}
    comings = by_person(queries.list_comings(edition.id, person_ids=person_ids))
    issued = queries.list_issued(edition.id, [row.person.id for row in comings])
    return {
        coming.person.id: parts
        for coming in comings
        if (versions := issued.get(coming.person.id))
        and (parts := changes(versions[0].facts, facts_of(edition, coming, settings)))
    }


def reissue(
    edition: Event, people: Sequence[Person], by: int | None, at: datetime
) -> dict[int, int]:
    """Give each a version that is true, and mail what has changed in it.

    Whoever has opened theirs meanwhile has read that already, and gets no mail.
    """
    edition = queries.lock_edition(edition.id)
    changed = parts_changed(edition, [person.id for person in people])
    if not changed:
        return {}
    issue_missing(edition.id, list(changed), by=by, at=at)
    readers = [
        (person, _in_words(changed[person.id], str(person.language)))
        for person in people
        if person.id in changed and person.email
    ]
    return convocation_notices.tell_many_reconvened(readers, edition, at=at)


def changes_of(edition: Event, person_id: int | None) -> Mapping[str, str]:
    """Say what has changed for one person, by language, for a trial of the mail."""
    ids = [] if person_id is None else [person_id]
    found = parts_changed(edition, ids).get(person_id or 0, [])
    return {code: _in_words(found, code) or NOTHING for code in ("fr", "en")}


def _in_words(parts: Sequence[str], language: str) -> str:
    with force_locale(language):
        return ", ".join(str(PARTS[name]) for name in parts)
