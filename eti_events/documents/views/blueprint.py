"""What the pages of this package share: from people to their convocations."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from io import BytesIO

from flask import Blueprint, Response, request
from flask_babel import force_locale

from eti_events.accounts.access import current_event, current_person_id
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.documents import actions, queries
from eti_events.documents.convocation import Paper
from eti_events.documents.facts import Coming, by_person
from eti_events.documents.models import ConvocationSettings
from eti_events.documents.writing import paper_of
from eti_events.events.models import Event
from eti_events.pages import LANGUAGES
from eti_events.registration.queries import find_event_by_id

bp = Blueprint("documents", __name__)


def edition_of(event: Event) -> Event:
    """Return the edition whose convocation covers the event: itself, or its parent."""
    return find_event_by_id(event.root_id) or event


def asked_language(otherwise: str) -> str:
    """Return the language that the address asks a document to be in."""
    asked = request.args.get("in", "")
    return asked if asked in LANGUAGES else otherwise


def comings_of(person_ids: Collection[int] | None = None) -> list[Coming]:
    """Return who is confirmed for the edition of the address, or of these people."""
    edition = edition_of(current_event())
    return by_person(queries.list_comings(edition.id, person_ids=person_ids))


def up_to_date(
    comings: Sequence[Coming], settings: ConvocationSettings
) -> list[Coming]:
    """Return the same people once each has the version that is true now."""
    edition = edition_of(current_event())
    old = [coming.person.id for coming, _ in actions.stale(edition, comings, settings)]
    if not old:
        return list(comings)
    ids, by = [coming.person.id for coming in comings], current_person_id()
    with transaction():
        actions.issue_missing(edition.id, old, by=by, at=utcnow())
    return comings_of(ids)


def papers(
    comings: Iterable[Coming], settings: ConvocationSettings, language: str = ""
) -> Iterator[Paper]:
    """Write each convocation, in this language or in its person's own."""
    edition, people = edition_of(current_event()), list(comings)
    issued = queries.list_issued(edition.id, [row.person.id for row in people])
    for coming in people:
        spoken = language or str(coming.person.language)
        with force_locale(spoken):
            versions = issued.get(coming.person.id, ())
            yield paper_of(edition, coming, settings, versions, spoken)


def as_file(sheets: Iterable[Paper], name: str, title: str, language: str) -> Response:
    """Give convocations as one PDF."""
    from eti_events.documents.pdf import (  # noqa: PLC0415 -- heavy, and rarely needed
        write_papers,
    )

    file = BytesIO()
    write_papers(file, sheets, title=title, language=language)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.getvalue(), mimetype="application/pdf", headers=headers)
