"""Opening series, booking and freeing slots, serving who waits.

All who book, free or wait lock the event's series first, in the order of their ids:
one person is then never in two meetings, whichever series they are of. Nobody who
holds them waits for another lock but that of the mail's row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update

from eti_events.audit.actions import record
from eti_events.database import db
from eti_events.events.models import Event, Room
from eti_events.events.rules import require_changeable
from eti_events.meetings import queries
from eti_events.meetings.models import MeetingSeries, MeetingSlot, MeetingWaiting
from eti_events.meetings.notices import tell
from eti_events.meetings.queries import Guest
from eti_events.meetings.refusals import (
    Busy,
    NobodyToBook,
    NoSlotFits,
    NotConfirmed,
    OfficerBusy,
    OneEach,
    OtherCountry,
    SeriesBooked,
    SlotOver,
    SlotsFree,
    SlotTaken,
)
from eti_events.people.models import Person

KEPT = timedelta(days=90)  # who met whom, after the meeting


@dataclass(frozen=True, kw_only=True)
class SeriesPlan:
    """Who meets people where, in which hours, and for how long each."""

    officer: Person
    room: Room | None
    video_link: str | None
    hours: Sequence[tuple[datetime, datetime]]
    minutes: int = 15
    pause: int = 0
    country: str | None = None


def open_series(
    event: Event, plan: SeriesPlan, *, by: int, at: datetime
) -> MeetingSeries:
    """Offer slots, as many as fit between the hours."""
    require_changeable(event)
    queries.lock_series(event.id)
    slots = _slots(plan)
    if not slots:
        raise NoSlotFits
    officer_id = plan.officer.id
    if any(
        queries.is_busy(event.id, officer_id, slot.starts_at, slot.ends_at)
        for slot in slots
    ):
        raise OfficerBusy
    series = MeetingSeries(
        event_id=event.id,
        officer_id=officer_id,
        room_id=plan.room.id if plan.room else None,
        video_link=plan.video_link,
        created_at=at,
        created_by=by,
        slots=slots,
    )
    db.session.add(series)
    record("meetings.opened", series, by=by, at=at, event_id=event.id, count=len(slots))
    return series


def _slots(plan: SeriesPlan) -> list[MeetingSlot]:
    length, pause = timedelta(minutes=plan.minutes), timedelta(minutes=plan.pause)
    slots = []
    for starts_at, until in plan.hours:
        begins = starts_at
        while begins + length <= until:
            slots.append(
                MeetingSlot(
                    starts_at=begins, ends_at=begins + length, country=plan.country
                )
            )
            begins += length + pause
    return slots


def close_series(event: Event, public_id: UUID, *, by: int, at: datetime) -> None:
    """Take back a series of which nobody booked a slot."""
    require_changeable(event)
    queries.lock_series(event.id)
    series = queries.get_series(event, public_id)
    if any(slot.person_id for slot in series.slots):
        raise SeriesBooked
    record("meetings.closed", series, by=by, at=at, event_id=event.id)
    for row in (*queries.list_waiting(series.id), *series.slots):
        db.session.delete(row)
    db.session.flush()
    db.session.expire(series, ["slots"])
    db.session.delete(series)


def book(
    event: Event, public_id: UUID, person_id: int, *, by: int, at: datetime
) -> None:
    """Book a slot for a person; asked twice, it is booked once."""
    require_changeable(event)
    queries.lock_series(event.id)
    slot = queries.get_slot(event, public_id)
    if slot.person_id == person_id:
        return
    if slot.starts_at <= at:
        raise SlotOver
    if slot.person_id is not None:
        raise SlotTaken
    guest = _guest(event, person_id)
    if slot.country and slot.country != guest.country:
        raise OtherCountry
    _require_time(event, slot, person_id)
    _give(event, slot, guest, "booked", by=by, at=at)


def book_country(
    event: Event,
    public_id: UUID,
    country: str,
    followed: Sequence[int],
    *,
    by: int,
    at: datetime,
) -> int:
    """Book the next free slots for those followed who are posted in a country."""
    require_changeable(event)
    queries.lock_series(event.id)
    series = queries.get_series(event, public_id)
    guests = [
        guest
        for guest in queries.list_guests(event.id, followed)
        if guest.country == country and not queries.has_slot(series.id, guest.id)
    ]
    booked = 0
    for slot in series.slots:
        if (
            slot.person_id
            or slot.starts_at <= at
            or slot.country not in (None, country)
        ):
            continue
        guest = next((one for one in guests if not _is_busy(event, slot, one)), None)
        if guest:
            guests.remove(guest)
            _give(event, slot, guest, "booked", by=by, at=at)
            booked += 1
    if not booked:
        raise NobodyToBook
    return booked


def cancel(
    event: Event, public_id: UUID, booked_by: UUID, *, by: int, at: datetime
) -> None:
    """Free the slot that this person has, and give it to the first who waits.

    One that is free meanwhile, or somebody else's, stays as it is.
    """
    queries.lock_series(event.id)
    slot = queries.get_slot(event, public_id)
    if slot.person is None or slot.person.public_id != booked_by:
        return
    if slot.starts_at <= at:
        raise SlotOver
    _free(event, slot, by=by, at=at)


def join_waiting(event: Event, public_id: UUID, person_id: int, at: datetime) -> None:
    """Wait for a slot of a series that has none left for the person."""
    require_changeable(event)
    queries.lock_series(event.id)
    series = queries.get_series(event, public_id)
    if queries.find_waiting(series.id, person_id):
        return
    guest = _guest(event, person_id)
    if queries.has_slot(series.id, person_id):
        raise OneEach
    if any(is_open_to(slot, guest, at) for slot in series.slots):
        raise SlotsFree
    row = MeetingWaiting(series_id=series.id, person_id=person_id, since=at)
    db.session.add(row)
    record("meetings.waited_for", series, by=person_id, at=at, event_id=event.id)


def leave_waiting(event: Event, public_id: UUID, person_id: int, at: datetime) -> None:
    """Wait no longer."""
    queries.lock_series(event.id)
    series = queries.get_series(event, public_id)
    if row := queries.find_waiting(series.id, person_id):
        db.session.delete(row)
        record("meetings.left", series, by=person_id, at=at, event_id=event.id)


def is_open_to(slot: MeetingSlot, guest: Guest, at: datetime) -> bool:
    """Whether the slot is free, to come, and not kept for another country."""
    return (
        slot.person_id is None
        and slot.starts_at > at
        and slot.country in (None, guest.country)
    )


def settle_meetings(event_id: int, at: datetime) -> None:
    """Free the slots to come of those who are confirmed no longer."""
    queries.lock_series(event_id)
    event = db.session.get_one(Event, event_id)
    for row in queries.list_lapsed_waiting(event_id):
        db.session.delete(row)
    db.session.flush()
    for slot in queries.list_lapsed(event_id, at):
        _free(event, slot, by=None, at=at)


def forget_meetings(at: datetime) -> None:
    """Forget who met whom, and who waited, three months after."""
    over = MeetingSlot.ends_at < at - KEPT
    db.session.execute(
        update(MeetingSlot)
        .where(over, MeetingSlot.person_id.is_not(None))
        .values(person_id=None, booked_at=None)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        delete(MeetingWaiting)
        .where(MeetingWaiting.since < at - KEPT)
        .execution_options(synchronize_session=False)
    )


def _guest(event: Event, person_id: int) -> Guest:
    guests = queries.list_guests(event.id, [person_id])
    if not guests:
        raise NotConfirmed
    return guests[0]


def _require_time(event: Event, slot: MeetingSlot, person_id: int) -> None:
    if queries.has_slot(slot.series_id, person_id):
        raise OneEach
    if queries.is_busy(event.id, person_id, slot.starts_at, slot.ends_at):
        raise Busy


def _is_busy(event: Event, slot: MeetingSlot, guest: Guest) -> bool:
    return queries.is_busy(event.id, guest.id, slot.starts_at, slot.ends_at)


def _give(
    event: Event,
    slot: MeetingSlot,
    guest: Guest,
    how: str,
    *,
    by: int | None,
    at: datetime,
) -> None:
    slot.person = db.session.get_one(Person, guest.id)
    slot.person_id, slot.booked_at = guest.id, at
    if row := queries.find_waiting(slot.series_id, guest.id):
        db.session.delete(row)
    db.session.flush()
    record(f"meetings.{how}", slot, by=by, at=at, event_id=event.id)
    tell(how, event, slot, slot.person, at=at)


def _free(event: Event, slot: MeetingSlot, *, by: int | None, at: datetime) -> None:
    former = slot.person
    assert former is not None  # noqa: S101 -- callers look
    slot.person, slot.booked_at = None, None
    db.session.flush()
    record("meetings.cancelled", slot, by=by, at=at, event_id=event.id)
    tell("cancelled", event, slot, former, at=at)
    _serve(event, slot, besides=former.id, at=at)


def _serve(event: Event, slot: MeetingSlot, *, besides: int, at: datetime) -> None:
    """Give the slot to who waits first; those of its country before all others."""
    waiting = [row.person_id for row in queries.list_waiting(slot.series_id)]
    known = {guest.id: guest for guest in queries.list_guests(event.id, waiting)}
    guests = [known[one] for one in waiting if one in known and one != besides]
    if slot.country:
        guests.sort(key=lambda guest: guest.country != slot.country)
    for guest in guests:
        if not _is_busy(event, slot, guest):
            _give(event, slot, guest, "offered", by=None, at=at)
            return
