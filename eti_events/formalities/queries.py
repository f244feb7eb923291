"""What is asked, who has answered, and what has been kept for its time."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from eti_events.database import db
from eti_events.events.models import Event
from eti_events.formalities.models import Block, Formality, FormalityRules
from eti_events.people.models import Person
from eti_events.registration.models import Registration, RegistrationState

CONFIRMED = RegistrationState.CONFIRMED


def find_rules(event_id: int, *, for_update: bool = False) -> FormalityRules | None:
    """Return what the event asks, or None: nothing."""
    query = select(FormalityRules).filter_by(event_id=event_id)
    return db.session.scalar(query.with_for_update() if for_update else query)


def list_given(
    registration_id: int, blocks: Collection[Block] = tuple(Block)
) -> Sequence[Formality]:
    """List what a registration gave, decrypted."""
    query = select(Formality).where(
        Formality.registration_id == registration_id, Formality.block.in_(blocks)
    )
    return db.session.scalars(query.order_by(Formality.id)).all()


def has_given(registration_id: int) -> bool:
    """Whether a registration gave anything, without opening it."""
    query = select(Formality.id).filter_by(registration_id=registration_id).limit(1)
    return db.session.scalar(query) is not None


def list_confirmed(event_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """List who is confirmed, by name: registration and person."""
    query = (
        select(
            Registration.id,
            Registration.public_id,
            Person.given_name,
            Person.family_name,
            Person.email,
        )
        .join(Registration.person)
        .where(Registration.event_id == event_id, Registration.state == CONFIRMED)
        .order_by(Person.search_key, Person.id)
    )
    return db.session.execute(query).all()


def list_answers(event_id: int) -> dict[int, dict[Block, bool]]:
    """Return which blocks each registration has answered, and which it needs."""
    query = (
        select(Formality.registration_id, Formality.block, Formality.needed)
        .join(Registration, Registration.id == Formality.registration_id)
        .where(Registration.event_id == event_id)
    )
    found: dict[int, dict[Block, bool]] = {}
    for registration_id, block, needed in db.session.execute(query):
        found.setdefault(registration_id, {})[block] = needed
    return found


def list_people(registration_ids: Collection[int]) -> Sequence[Person]:
    """List the people of these registrations."""
    query = select(Person).join(Registration, Registration.person_id == Person.id)
    chosen = query.where(Registration.id.in_(registration_ids))
    return db.session.scalars(chosen.order_by(Person.id)).all()


def list_opened(event_id: int, block: Block) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the names of those who need this, with what they gave, decrypted."""
    query = (
        select(Person.family_name, Person.given_name, Person.email, Formality.text)
        .join(Registration, Registration.id == Formality.registration_id)
        .join(Registration.person)
        .where(
            Registration.event_id == event_id,
            Registration.state == CONFIRMED,
            Formality.block == block,
            Formality.needed,
        )
        .order_by(Person.search_key, Person.id)
    )
    return db.session.execute(query).all()


def given_at_event(event_id: int) -> Select[int]:
    """Select the ids of everything that was given for an event."""
    return (
        select(Formality.id)
        .join(Registration, Registration.id == Formality.registration_id)
        .where(Registration.event_id == event_id)
    )


def given_by_the_absent(event_id: int) -> Select[int]:
    """Select the ids of what those gave who do not come any more."""
    return given_at_event(event_id).where(Registration.state != CONFIRMED)


def count_by_block(ids: Select[int]) -> dict[Block, int]:
    """Count rows of formalities by block."""
    query = select(Formality.block).where(Formality.id.in_(ids))
    counts: dict[Block, int] = {}
    for block in db.session.scalars(query):
        counts[block] = counts.get(block, 0) + 1
    return counts


def list_kept() -> Sequence[tuple[FormalityRules, Event]]:
    """List the rules of the events for which something is kept, locked.

    Whoever erases waits here in turn, so that each erasure is noted once.
    """
    kept = (
        select(Formality.id)
        .join(Registration, Registration.id == Formality.registration_id)
        .where(Registration.event_id == FormalityRules.event_id)
    )
    query = (
        select(FormalityRules, Event)
        .join(Event, Event.id == FormalityRules.event_id)
        .where(kept.exists())
        .order_by(FormalityRules.event_id)
        .with_for_update(of=FormalityRules)
    )
    return [(rules, event) for rules, event in db.session.execute(query)]
