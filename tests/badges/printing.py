"""People who come, with their tickets."""

from eti_events.database import Base, transaction
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.registration.codes import code_hash, new_code, new_short_code
from eti_events.registration.models import (
    Category,
    Consent,
    ConsentPurpose,
    Registration,
    Ticket,
)
from tests.factories import BEFORE, agree, make_person, make_registration, saved


def make_bearer(
    event: Event,
    *,
    given_name: str = "Vesna",
    family_name: str = "Fougère",
    category: Category = Category.EXPERT,
    civility: str = "",
    protected: bool = False,
) -> Registration:
    """Make a person who comes and has a ticket."""
    person = make_person(
        given_name=given_name, family_name=family_name, protected=protected
    )
    change(person, civility=civility)
    registration = make_registration(event, person, category=category)
    make_ticket(event, person)
    return registration


def make_ticket(event: Event, person: Person) -> Ticket:
    code, short_code = new_code(), new_short_code()
    return saved(
        Ticket(
            event_id=event.root_id,
            person_id=person.id,
            code=code,
            code_hash=code_hash(code),
            short_code=short_code,
            short_hash=code_hash(short_code),
            issued_at=BEFORE,
        )
    )


def agree_to_photos(registration: Registration) -> Consent:
    return agree(
        registration.person_id, registration.event_id, ConsentPurpose.IMAGE_WEBSITE
    )


def change(row: Base, **values: object) -> None:
    """Set columns of a row in a transaction of its own."""
    with transaction():
        for name, value in values.items():
            setattr(row, name, value)
