"""Having somebody else come instead, on an organiser's word about one person."""

from datetime import datetime

from eti_events.events.models import Event
from eti_events.registration import queries
from eti_events.registration.actions.deciding import (
    answer_provisionally,
    represent,
)
from eti_events.registration.actions.walk_ins import known_or_new_person
from eti_events.registration.delegations.people import NamedPerson
from eti_events.registration.delegations.queries import sits_on_seat
from eti_events.registration.models import Registration
from eti_events.registration.places.queries import lock_persons
from eti_events.registration.refusals import SitsOnSeat


def represent_by(
    event: Event,
    registration: Registration,
    who: NamedPerson,
    *,
    by: int,
    at: datetime,
) -> Registration:
    """Pass the place to somebody, known by the address or new; both are told."""
    substitute = known_or_new_person(
        given_name=who.given_name,
        family_name=who.family_name,
        organisation="",
        email=who.email,
        language=who.language,
        at=at,
    )
    lock_persons({registration.person_id, substitute.id})
    known = queries.find_registration(event.id, substitute.id)
    if sits_on_seat(registration.id) or (known and sits_on_seat(known.id)):
        raise SitsOnSeat
    standing = represent(event, registration, substitute, by=by, at=at)
    standing.badge_line = who.function or standing.badge_line
    return standing


def hold_for(
    event: Event, registration: Registration, *, by: int, at: datetime
) -> Registration:
    """Hold a place for one who is not sure yet; seats answer on their own page."""
    if sits_on_seat(registration.id):
        raise SitsOnSeat
    return answer_provisionally(event, registration, by=by, at=at)
