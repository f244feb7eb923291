"""What conflicts are found in, beside the sessions themselves."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from eti_events.agenda.models import SpeakerAvailability, SpeakerProfile
from eti_events.database import db
from eti_events.registration.models import Need, NeedKind, Registration

Times = list[tuple[datetime, datetime]]


def list_availabilities(event_id: int) -> Mapping[int, Times]:
    """Return when each speaker can be there, by person; who said nothing is absent."""
    query = (
        select(
            SpeakerProfile.person_id,
            SpeakerAvailability.starts_at,
            SpeakerAvailability.ends_at,
        )
        .join(SpeakerAvailability, SpeakerAvailability.profile_id == SpeakerProfile.id)
        .where(SpeakerProfile.event_id == event_id)
        .order_by(SpeakerAvailability.starts_at)
    )
    times: dict[int, Times] = defaultdict(list)
    for person_id, starts_at, ends_at in db.session.execute(query):
        times[person_id].append((starts_at, ends_at))
    return times


def list_with_access_needs(event_id: int, people: Collection[int]) -> set[int]:
    """Return who of these people asked for access; what they wrote stays sealed."""
    query = (
        select(Registration.person_id)
        .join(Need, Need.registration_id == Registration.id)
        .where(
            Registration.event_id == event_id,
            Registration.person_id.in_(people),
            Need.kind == NeedKind.ACCESS,
        )
    )
    return set(db.session.scalars(query))
