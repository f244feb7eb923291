"""Versions of a convocation when several look at it at once."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from eti_events.database import db, transaction
from eti_events.documents.actions import issue_missing
from eti_events.documents.models import Convocation
from tests.documents.convening import convene
from tests.factories import BEFORE, make_event, make_registration

LOOKS = 8


def test_eight_first_looks_at_once_issue_one_version(app: Flask) -> None:
    event = make_event()
    convene(event)
    edition_id, person_id = event.id, make_registration(event).person_id

    def look(_number: int) -> None:
        with app.app_context(), transaction():
            issue_missing(edition_id, [person_id], by=person_id, at=BEFORE)

    with ThreadPoolExecutor(LOOKS) as pool:
        list(pool.map(look, range(LOOKS)))

    db.session.rollback()
    assert [row.number for row in db.session.query(Convocation)] == [1]
