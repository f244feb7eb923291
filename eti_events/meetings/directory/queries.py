"""Who stands in the directory, read afresh each time: a withdrawal counts at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select

from eti_events.database import db
from eti_events.people.models import Mission, Organisation, Person
from eti_events.registration.models import (
    Consent,
    ConsentPurpose,
    Registration,
    RegistrationState,
)


def list_listed(event_id: int) -> Sequence[Any]:
    """List the confirmed whose consent stands, by name, with what they may show."""
    organisation_id = func.coalesce(
        Registration.organisation_id, Person.organisation_id
    )
    agreed = and_(
        Consent.person_id == Person.id,
        Consent.event_id == Registration.event_id,
        Consent.purpose == ConsentPurpose.DIRECTORY,
        Consent.withdrawn_at.is_(None),
    )
    query = (
        select(
            Person.public_id,
            Person.given_name,
            Person.family_name,
            Person.protected,
            Consent.text_version,
            Organisation.name.label("organisation"),
            Organisation.kind.label("organisation_kind"),
            Mission.host_organisation,
            Mission.theme,
            Mission.secondary_theme,
            Mission.country,
        )
        .join(Registration, Registration.person_id == Person.id)
        .join(Consent, agreed)
        .outerjoin(Mission, Mission.id == Registration.mission_id)
        .outerjoin(Organisation, Organisation.id == organisation_id)
        .where(
            Registration.event_id == event_id,
            Registration.state == RegistrationState.CONFIRMED,
        )
        .order_by(Person.search_key, Person.id)
    )
    return db.session.execute(query).all()


def stands_in(event_id: int, person_id: int) -> bool:
    """Whether the person agreed, and did not withdraw."""
    query = select(Consent.id).filter_by(
        event_id=event_id,
        person_id=person_id,
        purpose=ConsentPurpose.DIRECTORY,
        withdrawn_at=None,
    )
    return db.session.scalar(query) is not None
