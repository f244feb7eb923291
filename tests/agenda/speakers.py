"""Asking people to speak, and reading what they get."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy

from sqlalchemy import select

from eti_events.agenda.actions.asking import PartPlan, ask_to_speak
from eti_events.agenda.actions.speaking import Response, respond, settle_speakers
from eti_events.agenda.kinds import SpeakerState
from eti_events.agenda.models import Session, SessionPerson, Speaker
from eti_events.agenda.queries.sessions import get_session
from eti_events.agenda.queries.speaking import get_part
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.messages.models import Mail
from eti_events.people.models import Person
from tests.factories import BEFORE

LATER = BEFORE + timedelta(hours=2)


def asked(
    event: Event,
    session: Session,
    person: Person,
    *,
    at: datetime = BEFORE,
    agreed: bool = False,
    protected: bool = False,
) -> SessionPerson:
    """Ask the person to speak in the session, as an organiser does."""
    plan = PartPlan(agreed=agreed, protected=protected)
    public_id, person_id = session.public_id, person.id
    with transaction():
        locked = get_event(event.slug, for_update=True)
        own = get_session(locked, public_id, for_update=True)
        who = db.session.get_one(Person, person_id)
        return ask_to_speak(locked, own, who, plan, by=person_id, at=at)


def answered(
    event: Event,
    part: SessionPerson,
    state: SpeakerState = SpeakerState.ACCEPTED,
    **words: str,
) -> None:
    """Answer as the speaker does."""
    answer_at(BEFORE, event, part, Response(state=state, **words))


def answer_at(
    at: datetime, event: Event, part: SessionPerson, response: Response
) -> None:
    """Answer at that time."""
    public_id = part.public_id
    with transaction():
        own = get_event(event.slug)
        row = get_part(own, public_id, for_update=True)
        respond(own, row, response, by=row.person_id, at=at)


def settled(event: Event, at: datetime = LATER) -> None:
    """Have the worker write what versions change."""
    event_id = event.id
    with transaction():
        settle_speakers(event_id, at)


def mails(person: Person) -> list[str]:
    """Return the templates of the person's mails, in order."""
    person_id = person.id
    db.session.rollback()
    query = select(Mail.template).filter_by(person_id=person_id).order_by(Mail.id)
    return [name.removeprefix("agenda/speaker_") for name in db.session.scalars(query)]


def last_mail(person: Person) -> str:
    """Return the person's last mail, decoded as a reader sees its text."""
    query = select(Mail).filter_by(person_id=person.id).order_by(Mail.id.desc())
    mail = db.session.scalars(query.limit(1)).one()
    message = message_from_bytes(mail.body or b"", policy=policy.default)
    plain = message.get_body(("plain",))
    assert plain
    return f"{message['Subject']}\n{plain.get_content()}"


def speaker_row(event: Event, person: Person) -> Speaker:
    db.session.rollback()
    query = select(Speaker).filter_by(event_id=event.id, person_id=person.id)
    return db.session.scalars(query).one()


def link_of(event: Event, person: Person) -> str:
    """Return the address of the person's link, without the host."""
    text = last_mail(person)
    start = text.index("/invitations/")
    return text[start:].split()[0]
