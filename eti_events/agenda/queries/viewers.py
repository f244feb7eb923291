"""Who reads the agenda: what their registration and their parts let them see."""

from sqlalchemy import BindParameter, bindparam, exists, select

from eti_events.agenda.kinds import SpeakerState
from eti_events.agenda.models import Session, SessionPerson
from eti_events.agenda.visibility import Viewer
from eti_events.database import db
from eti_events.people.models import Mission
from eti_events.registration.models import (
    Delegation,
    DelegationMember,
    Registration,
    RegistrationState,
)

_person: BindParameter[int] = bindparam("person_id")
_event: BindParameter[int] = bindparam("event_id")

REGISTRATION = (
    select(
        Registration.category,
        Registration.first_departure,
        Mission.commissioner,
        Delegation.public_id,
    )
    .outerjoin(Mission, Mission.id == Registration.mission_id)
    .outerjoin(
        DelegationMember,
        (DelegationMember.registration_id == Registration.id)
        & DelegationMember.left_at.is_(None),
    )
    .outerjoin(Delegation, Delegation.id == DelegationMember.delegation_id)
    .where(
        Registration.person_id == _person,
        Registration.event_id == _event,
        Registration.state == RegistrationState.CONFIRMED,
    )
)
SPEAKS = select(
    exists()
    .where(
        SessionPerson.person_id == _person,
        SessionPerson.state == SpeakerState.ACCEPTED,
        SessionPerson.session_id == Session.id,
        Session.event_id == _event,
    )
    .correlate(None)
)


def find_viewer(event_id: int, person_id: int, *, organiser: bool = False) -> Viewer:
    """Return who reads: at most two selects, whoever it is."""
    who = {"person_id": person_id, "event_id": event_id}
    row = db.session.execute(REGISTRATION, who).first()
    if row is None:
        speaks = organiser or bool(db.session.scalar(SPEAKS, who))
        return Viewer(person=person_id, confirmed=speaks, everything=organiser)
    return Viewer(
        person=person_id,
        confirmed=True,
        everything=organiser,
        category=row.category,
        commissioners=frozenset({row.commissioner} - {None}),
        first_departure=row.first_departure,
        delegations=frozenset({str(row.public_id)} if row.public_id else ()),
    )
