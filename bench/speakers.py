"""What a speaker's calendar file costs against the floor."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle

from sqlalchemy import select

from bench.crowd import gather
from bench.load import Call
from bench.results import Result
from bench.stage import Stage
from eti_events import create_app
from eti_events.database import db
from eti_events.events.queries import get_event
from eti_events.people.models import Person
from eti_events.registration.models import Invitation
from tests.agenda.building import make_part, make_room, make_session
from tests.agenda.organising import published
from tests.stored import config_for

SESSIONS, OWN = 60, 4


def file(stage: Stage) -> Iterator[Result]:
    """Ask for the schedule of one speaker, out of a programme of sixty sessions."""
    url = stage.database()
    crowd = gather(url, stage.folder, registered=1, invited=1)
    programme(url, stage, crowd.slug)
    server = stage.product(url)
    path = f"/speaker/{crowd.slug}/schedule.ics"
    whole = Call(path, headers={"Cookie": crowd.invited[0]})
    yield stage.against_floor("speaker .ics", server, cycle([whole]), 8, portion=10)


def programme(url: str, stage: Stage, slug: str) -> None:
    """Publish a programme in which who is invited speaks now and then."""
    app = create_app(config_for(url, stage.folder))
    with app.app_context():
        event = get_event(slug)
        invited = select(Invitation.person_id).order_by(Invitation.id)
        person_id = db.session.scalars(invited.limit(1)).one()
        room = make_room(event)
        for number in range(SESSIONS):
            made = make_session(event, room=room, after=timedelta(minutes=10 * number))
            if number < OWN:
                make_part(made, db.session.get_one(Person, person_id))
        published(event, person_id, 0)
        db.session.remove()
        db.engine.dispose()
