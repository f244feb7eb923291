"""Booking, freeing and waiting: one slot, one person, one at a time."""

from datetime import timedelta

import pytest

from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.meetings import actions
from eti_events.meetings.models import MeetingWaiting
from eti_events.meetings.refusals import (
    Busy,
    NobodyToBook,
    NotConfirmed,
    OfficerBusy,
    OneEach,
    OtherCountry,
    SeriesBooked,
    SlotOver,
    SlotsFree,
    SlotTaken,
)
from eti_events.messages.models import Mail
from eti_events.people.models import Person
from eti_events.registration.models import Registration, RegistrationState
from tests.factories import BEFORE, make_event, make_mission, make_person
from tests.factories import make_registration as registered
from tests.meetings.offering import (
    NINE,
    book,
    broken,
    cancel,
    holders,
    make_series,
    slots_of,
    wait,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def event() -> Event:
    return make_event()


@pytest.fixture
def officer() -> Person:
    return make_person(given_name="Lou")


def guest(event: Event, country: str = "SN", *, protected: bool = False) -> int:
    """Confirm somebody posted in a country; return their id."""
    person = make_person(protected=protected)
    mission = make_mission(person, country=country)
    return registered(event, person, mission=mission).person_id


def mails(person: int) -> list[str]:
    db.session.rollback()
    rows = db.session.query(Mail.template).filter_by(person_id=person)
    return [template for (template,) in rows.order_by(Mail.id)]


def test_slots_fill_the_hours_with_their_pauses(event: Event, officer: Person) -> None:
    officer_id = officer.id
    with transaction():
        plan = actions.SeriesPlan(
            officer=db.session.get_one(Person, officer_id),
            room=None,
            video_link="https://video.invalid/lou",
            hours=[(NINE, NINE + timedelta(hours=1))],
            pause=5,
        )
        actions.open_series(get_event(event.slug), plan, by=officer_id, at=BEFORE)

    assert [(slot.starts_at - NINE).seconds // 60 for slot in slots_of(event)] == [
        *(0, 20, 40)
    ]


def test_an_officer_sits_at_one_table(event: Event, officer: Person) -> None:
    make_series(event, officer)

    with pytest.raises(OfficerBusy):
        make_series(event, officer, after=timedelta(minutes=50))

    make_series(event, officer, after=timedelta(minutes=60))


def test_a_slot_is_booked_once_and_its_person_told(
    event: Event, officer: Person
) -> None:
    make_series(event, officer)
    slot, one, two = slots_of(event)[0].public_id, guest(event), guest(event)

    book(event, slot, one)
    book(event, slot, one)
    with pytest.raises(SlotTaken):
        book(event, slot, two)

    assert holders(event) == [one, None, None, None]
    assert mails(one) == ["meetings/booked"]
    assert db.session.query(AuditLine).filter_by(action="meetings.booked").count() == 1


def test_nobody_is_in_two_meetings_at_once(event: Event, officer: Person) -> None:
    make_series(event, officer)
    first, another = (slot.public_id for slot in slots_of(event)[:2])
    make_series(event, make_person(), after=timedelta(minutes=10))
    second = min(
        (slot for slot in slots_of(event) if slot.starts_at.minute == 10),
        key=lambda slot: slot.starts_at,
    ).public_id
    one = guest(event)
    book(event, first, one)

    with pytest.raises(Busy):
        book(event, second, one)
    with pytest.raises(OneEach):
        book(event, another, one)

    assert broken() == []


def test_only_the_confirmed_book_and_only_what_is_to_come(
    event: Event, officer: Person
) -> None:
    make_series(event, officer)
    slot = slots_of(event)[0].public_id
    waiting = registered(event, state=RegistrationState.WAITING).person_id

    with pytest.raises(NotConfirmed):
        book(event, slot, waiting)
    with pytest.raises(SlotOver):
        book(event, slot, guest(event), at=NINE)


def test_slots_of_a_country_are_for_those_posted_there(
    event: Event, officer: Person
) -> None:
    make_series(event, officer, country="SN")
    slot = slots_of(event)[0].public_id

    for stranger in (guest(event, "MA"), guest(event, "SN", protected=True)):
        with pytest.raises(OtherCountry):
            book(event, slot, stranger)

    book(event, slot, guest(event, "SN"))


def test_a_freed_slot_goes_to_who_waited_first(event: Event, officer: Person) -> None:
    series = make_series(event, officer, slots=1).public_id
    slot = slots_of(event)[0].public_id
    holder, first, second = guest(event), guest(event), guest(event)
    with pytest.raises(SlotsFree):
        wait(event, series, first)
    book(event, slot, holder)
    wait(event, series, first)
    wait(event, series, second, at=BEFORE + timedelta(minutes=1))

    cancel(event, slot, holder)
    cancel(event, slot, holder)

    assert holders(event) == [first]
    assert mails(holder) == ["meetings/booked", "meetings/cancelled"]
    assert mails(first) == ["meetings/offered"]
    left = [row.person_id for row in db.session.query(MeetingWaiting)]
    assert left == [second]


def test_a_freed_slot_of_a_country_goes_there_first(
    event: Event, officer: Person
) -> None:
    series = make_series(event, officer, slots=1, country="SN").public_id
    slot = slots_of(event)[0].public_id
    holder, stranger, own = guest(event), guest(event, "MA"), guest(event)
    book(event, slot, holder)
    wait(event, series, stranger)
    wait(event, series, own, at=BEFORE + timedelta(minutes=1))

    cancel(event, slot, holder)
    assert holders(event) == [own]
    cancel(event, slot, own)
    assert holders(event) == [stranger]


def test_who_is_busy_then_is_passed_over(event: Event, officer: Person) -> None:
    series = make_series(event, officer, slots=1).public_id
    slot = slots_of(event)[0].public_id
    make_series(event, make_person(), slots=1)
    same_hour = next(one.public_id for one in slots_of(event) if one.public_id != slot)
    holder, busy, free = guest(event), guest(event), guest(event)
    book(event, slot, holder)
    book(event, same_hour, busy)
    wait(event, series, busy)
    wait(event, series, free, at=BEFORE + timedelta(minutes=1))

    cancel(event, slot, holder)

    assert set(holders(event)) == {free, busy}
    assert mails(free) == ["meetings/offered"]


def test_what_another_has_by_now_is_not_cancelled(
    event: Event, officer: Person
) -> None:
    make_series(event, officer)
    slot, one, two = slots_of(event)[0].public_id, guest(event), guest(event)
    book(event, slot, one)

    cancel(event, slot, two)

    assert holders(event)[0] == one


def test_a_desk_officer_books_a_whole_country(event: Event, officer: Person) -> None:
    series = make_series(event, officer, slots=3).public_id
    own = [guest(event) for _ in range(2)]
    hidden, stranger = guest(event, protected=True), guest(event, "MA")
    book(event, slots_of(event)[0].public_id, stranger)

    def book_country() -> int:
        with transaction():
            return actions.book_country(
                get_event(event.slug),
                series,
                "SN",
                [*own, hidden, stranger],
                by=stranger,
                at=BEFORE,
            )

    assert book_country() == 2
    assert holders(event) == [stranger, *own]
    with pytest.raises(NobodyToBook):
        book_country()


def test_a_booked_series_is_not_taken_back(event: Event, officer: Person) -> None:
    series, by = make_series(event, officer).public_id, officer.id
    slot, one = slots_of(event)[0].public_id, guest(event)
    book(event, slot, one)

    def close() -> None:
        with transaction():
            actions.close_series(get_event(event.slug), series, by=by, at=BEFORE)

    with pytest.raises(SeriesBooked):
        close()
    cancel(event, slot, one)
    close()

    assert slots_of(event) == []


def test_who_comes_no_longer_has_no_meeting(event: Event, officer: Person) -> None:
    series = make_series(event, officer, slots=1).public_id
    slot = slots_of(event)[0].public_id
    leaver, also, stays = guest(event), guest(event), guest(event)
    book(event, slot, leaver)
    wait(event, series, also)
    wait(event, series, stays, at=BEFORE + timedelta(minutes=1))
    event_id = event.id
    with transaction():
        rows = db.session.query(Registration)
        for row in rows.filter(Registration.person_id.in_([leaver, also])):
            row.state = RegistrationState.CANCELLED

    for _twice in range(2):
        with transaction():
            actions.settle_meetings(event_id, BEFORE)

    assert holders(event) == [stays]
    assert mails(leaver) == ["meetings/booked", "meetings/cancelled"]
    assert mails(also) == []
    assert db.session.query(MeetingWaiting).count() == 0


def test_who_met_whom_is_forgotten(event: Event, officer: Person) -> None:
    make_series(event, officer)
    one = guest(event)
    book(event, slots_of(event)[0].public_id, one)

    for days, kept in ((89, one), (91, None)):
        with transaction():
            actions.forget_meetings(NINE + timedelta(days=days))
        assert holders(event)[0] == kept
