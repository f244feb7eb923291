"""Series of meetings, ready made."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from eti_events.database import db, transaction
from eti_events.events.models import Event, Room
from eti_events.events.queries import get_event
from eti_events.invariants import faults
from eti_events.meetings import actions
from eti_events.meetings.actions import SeriesPlan
from eti_events.meetings.models import MeetingSeries, MeetingSlot
from eti_events.meetings.queries import list_series
from eti_events.people.models import Person
from tests.factories import BEFORE

NINE = datetime(2096, 8, 30, 7, 0, tzinfo=UTC)  # nine o'clock in Paris


def make_series(
    event: Event,
    officer: Person,
    *,
    slots: int = 4,
    after: timedelta = timedelta(),
    country: str | None = None,
) -> MeetingSeries:
    """Offer so many quarters of an hour, one after the other."""
    begins, officer_id = NINE + after, officer.id
    with transaction():
        event = get_event(event.slug)
        room = db.session.query(Room).filter_by(event_id=event.id).first()
        plan = SeriesPlan(
            officer=db.session.get_one(Person, officer_id),
            room=room,
            video_link=None,
            hours=[(begins, begins + timedelta(minutes=15 * slots))],
            country=country,
        )
        return actions.open_series(event, plan, by=officer_id, at=BEFORE)


def slots_of(event: Event) -> Sequence[MeetingSlot]:
    """Read the slots of every series afresh, by officer and hour."""
    db.session.rollback()
    return [slot for series in list_series(event.id) for slot in series.slots]


def broken() -> list[str]:
    """Say which rules about meetings are broken."""
    return [fault for fault in faults() if "meeting" in fault]


def holders(event: Event) -> list[int | None]:
    return [slot.person_id for slot in slots_of(event)]


def book(event: Event, slot: UUID, person: int, *, at: datetime = BEFORE) -> None:
    with transaction():
        actions.book(get_event(event.slug), slot, person, by=person, at=at)


def cancel(event: Event, slot: UUID, person: int, *, at: datetime = BEFORE) -> None:
    with transaction():
        own = db.session.get_one(Person, person)
        actions.cancel(get_event(event.slug), slot, own.public_id, by=person, at=at)


def wait(event: Event, series: UUID, person: int, *, at: datetime = BEFORE) -> None:
    with transaction():
        actions.join_waiting(get_event(event.slug), series, person, at)
