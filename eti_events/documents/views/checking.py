"""Checking a convocation that somebody shows: a page for everybody who holds it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from eti_events.documents import queries
from eti_events.documents.checking import Standing, standing_of
from eti_events.documents.facts import by_person
from eti_events.documents.models import Convocation
from eti_events.documents.views.blueprint import bp
from eti_events.documents.writing import paper_of
from eti_events.pages import language
from eti_events.registration.codes import code_hash
from eti_events.registration.queries import find_event_by_id


@bp.get("/verify/<number>")
def verify(number: str) -> ResponseReturnValue:
    """Say whether the convocation of that number is genuine, and still current.

    What a current one says is repeated, for its paper may have been altered; of others
    no more than that they do not stand.
    """
    row = queries.find_issued(code_hash(number))
    if row is None:
        return render_template("documents/unknown.html"), 404
    return _page(row)


def _page(row: Convocation) -> str:
    edition = find_event_by_id(row.event_id)
    assert edition  # noqa: S101 -- a foreign key
    found = by_person(queries.list_comings(edition.id, person_ids=[row.person_id]))
    coming = next(iter(found), None)
    settings = queries.find_settings(edition.id)
    issued = queries.list_issued(edition.id, [row.person_id])[row.person_id]
    standing = standing_of(edition, row, coming, settings, issued)
    paper = None
    if coming and settings and standing is Standing.CURRENT:
        paper = paper_of(edition, coming, settings, issued, language())
    return render_template(
        "documents/verify.html",
        edition=edition,
        row=row,
        standing=standing,
        paper=paper,
    )
