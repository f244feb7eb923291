"""What readers of the demonstration's programmes did: stars, meetings, findings."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from eti_events.agenda.actions.findings import FindingsText, write_findings
from eti_events.agenda.actions.reading import follow, have_read
from eti_events.agenda.findings import reported_back, writers_of
from eti_events.agenda.models import Session
from eti_events.agenda.reading import published
from eti_events.database import db
from eti_events.demo.agenda import choices
from eti_events.demo.sessions import Author
from eti_events.demo.stage import Stage
from eti_events.meetings import actions as meetings
from eti_events.meetings.actions import SeriesPlan
from eti_events.meetings.directory.actions import stand_in_directory
from eti_events.meetings.models import MeetingSeries
from eti_events.people.models import Language, Person

BOOKED = 4  # of the six quarters of an hour
IN_DIRECTORY = 40
READ_BEFORE = timedelta(days=60)  # before the edition: the first version only
MEETINGS_BEFORE = timedelta(days=52)
HANDED_IN_AFTER = timedelta(hours=2)


def read(stage: Stage, author: Author, people: Mapping[str, int]) -> None:
    """Have participants use the programme of the edition."""
    at = stage.edition.starts_at - READ_BEFORE
    for key in ("expert", "first_departure", "speaker"):
        have_read(stage.edition, 1, by=people[key], at=at)
    stars = {author.sessions[key].public_id for key in choices()["stars"]}
    follow(stage.edition, stars, by=people["expert"], at=at)
    experts = author.troupe.lists["expert"]
    _meet(stage, author.sessions["P13"], experts)
    for person in experts[:IN_DIRECTORY]:
        stand_in_directory(
            stage.edition, person.id, person.language, agreed=True, at=at
        )
    _report_back(stage)


def _meet(stage: Stage, session: Session, experts: Sequence[Person]) -> None:
    """Open the desk officer's quarters of an hour, and have some of them booked."""
    event, at = stage.edition, stage.edition.starts_at - MEETINGS_BEFORE
    officer = db.session.get_one(Person, stage.staff["desk_officer"])
    hours = [session.hours] if session.hours else []
    plan = SeriesPlan(officer=officer, room=session.room, video_link=None, hours=hours)
    series: MeetingSeries = meetings.open_series(event, plan, by=officer.id, at=at)
    db.session.flush()
    for slot, person in zip(series.slots[:BOOKED], experts[1:], strict=False):
        meetings.book(event, slot.public_id, person.id, by=person.id, at=at)


def _report_back(stage: Stage) -> None:
    """Have rapporteurs hand in what the data says of workshops that are over."""
    programme, texts = published(stage.edition.id), choices()["findings"]
    over: list[Any] = [
        session
        for session in (reported_back(programme) if programme else ())
        if session.ends_at + HANDED_IN_AFTER <= stage.now and writers_of(session)
    ]
    for session, text in zip(over, texts, strict=False):
        write_findings(
            stage.edition,
            session.id,
            FindingsText(language=Language.FRENCH, **text),
            hand_in=True,
            version=0,
            by=writers_of(session)[0],
            at=session.ends_at + HANDED_IN_AFTER,
        )
