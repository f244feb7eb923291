"""What stands in people's calendars, and how it follows what they decide."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select

from eti_events.calendars.actions import settle
from eti_events.calendars.models import CalendarEntry
from eti_events.database import db, transaction
from eti_events.events.models import Event, EventDay, HalfDay, Period
from eti_events.installation.queries import uid_host
from eti_events.privacy.actions import merge
from eti_events.privacy.fields import Choice
from eti_events.registration.models import (
    Registration,
    RegistrationState,
    registration_half_day,
)
from tests.conftest import Selects
from tests.factories import (
    BEFORE,
    make_event,
    make_person,
    make_registration,
    sign_in,
)

LATER = BEFORE + timedelta(days=3)
MUCH_LATER = LATER + timedelta(days=3)


pytestmark = pytest.mark.usefixtures("app")


def test_a_person_finds_an_entry_for_each_day_they_come(client: FlaskClient) -> None:
    event, person = make_event(), make_person()
    make_registration(event, person)
    sign_in(client, person)
    days = list(db.session.scalars(select(EventDay).order_by(EventDay.on)))

    answer = client.get(f"/me/{event.slug}/calendar.ics")

    assert answer.mimetype == "text/calendar"
    assert f'filename="{event.slug}.ics"' in answer.headers["Content-Disposition"]
    first, second = entries(answer.text)
    assert first.dtstart.value == datetime(2096, 8, 30, 6, tzinfo=UTC)
    assert first.dtend.value == datetime(2096, 8, 30, 16, tzinfo=UTC)
    assert second.dtstart.value == datetime(2096, 8, 31, 6, tzinfo=UTC)
    assert [entry.uid.value for entry in (first, second)] == [
        f"{day.public_id}.{person.public_id}@{uid_host()}" for day in days
    ]
    assert first.status.value == "CONFIRMED"
    assert first.location.value == "Institut (fictif)"
    assert "attendee" not in first.contents


def test_only_the_hours_chosen_are_taken_from_the_day(client: FlaskClient) -> None:
    event, person = make_event(), make_person()
    come_to(make_registration(event, person), Period.AFTERNOON)
    sign_in(client, person)

    found = entries(client.get(f"/me/{event.slug}/calendar.ics").text)

    assert [entry.dtstart.value.hour for entry in found] == [13, 13]
    assert [entry.dtend.value.hour for entry in found] == [18, 18]


def test_a_course_stands_beside_its_edition(client: FlaskClient) -> None:
    edition, person = make_event(), make_person()
    course = make_event(parent=edition, days=1)
    make_registration(edition, person)
    make_registration(course, person)
    sign_in(client, person)

    urls = [
        entry.url.value.rpartition("/")[2]
        for entry in entries(client.get(f"/me/{edition.slug}/calendar.ics").text)
    ]

    assert sorted(urls) == sorted([course.slug, edition.slug, edition.slug])
    only = entries(client.get(f"/me/{course.slug}/calendar.ics").text)
    assert [entry.url.value.rpartition("/")[2] for entry in only] == [course.slug]


def test_an_unchanged_calendar_is_not_sent_again(client: FlaskClient) -> None:
    event, person = make_event(), make_person()
    make_registration(event, person)
    sign_in(client, person)
    address = f"/me/{event.slug}/calendar.ics"

    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert client.get(address).data == first.data


def test_the_first_entry_is_stamped_as_the_confirmation_was(
    client: FlaskClient,
) -> None:
    event, person = make_event(), make_person()
    make_registration(event, person)
    with transaction():
        settle(event.id, LATER)
    sign_in(client, person)

    (first, _) = entries(client.get(f"/me/{event.slug}/calendar.ics").text)

    assert first.dtstamp.value == BEFORE
    assert first.sequence.value == "0"


def test_fewer_hours_move_the_entry_and_a_day_less_cancels_it() -> None:
    event, person = make_event(), make_person()
    registration = make_registration(event, person)
    with transaction():
        settle(event.id, BEFORE)

    come_to(registration, Period.MORNING, days=1)
    with transaction():
        settle(event.id, LATER)

    kept, dropped = rows(event)
    assert (kept.sequence, kept.cancelled, kept.changed_at) == (1, False, LATER)
    assert (dropped.sequence, dropped.cancelled, dropped.changed_at) == (1, True, LATER)


def test_settling_twice_changes_nothing_more() -> None:
    event, person = make_event(), make_person()
    registration = make_registration(event, person)
    with transaction():
        settle(event.id, BEFORE)
    become(registration, RegistrationState.CANCELLED)
    with transaction():
        settle(event.id, LATER)

    with transaction():
        settle(event.id, MUCH_LATER)

    assert [(row.sequence, row.changed_at) for row in rows(event)] == [(1, LATER)] * 2


def test_cancelled_then_restored_goes_on_counting(client: FlaskClient) -> None:
    event, person = make_event(), make_person()
    registration = make_registration(event, person)
    sign_in(client, person)
    address = f"/me/{event.slug}/calendar.ics"
    told = []
    for state in (None, RegistrationState.CANCELLED, RegistrationState.CONFIRMED):
        if state:
            become(registration, state)
        (first, _) = entries(client.get(address).text)
        told.append((first.uid.value, first.sequence.value, first.status.value))

    uids, sequences, statuses = zip(*told, strict=True)
    assert len(set(uids)) == 1
    assert sequences == ("0", "1", "2")
    assert statuses == ("CONFIRMED", "CANCELLED", "CONFIRMED")


def test_a_new_hour_of_the_event_reaches_everybody() -> None:
    event = make_event()
    for _ in range(3):
        make_registration(event, make_person())
    with transaction():
        settle(event.id, BEFORE)

    with transaction():
        for half_day in db.session.scalars(select(HalfDay)):
            half_day.starts_at += timedelta(minutes=30)
        for day in db.session.scalars(select(EventDay)):
            day.sequence = 7
    with transaction():
        settle(event.id, LATER)

    assert {row.sequence for row in rows(event)} == {7}


def test_the_entry_of_another_record_of_the_person_is_told_as_cancelled(
    client: FlaskClient,
) -> None:
    event, kept, other = make_event(days=1), make_person(), make_person()
    make_registration(event, other)
    by = make_person().id
    with transaction():
        settle(event.id, LATER)
        merge(kept.id, other.id, Choice(), by=by, at=LATER)
        settle(event.id, MUCH_LATER)
    sign_in(client, kept)

    found = entries(client.get(f"/me/{event.slug}/calendar.ics").text)

    assert {
        entry.uid.value.partition(".")[2].partition("@")[0]: entry.status.value
        for entry in found
    } == {str(kept.public_id): "CONFIRMED", str(other.public_id): "CANCELLED"}


def test_nobody_reads_another_s_calendar(client: FlaskClient) -> None:
    event = make_event()
    make_registration(event, make_person(given_name="Vesna"))
    sign_in(client, make_person())

    assert entries(client.get(f"/me/{event.slug}/calendar.ics").text) == []


@pytest.mark.parametrize("people", [1, 3])
def test_settling_costs_the_same_however_many_come(
    selects: Selects, people: int
) -> None:
    event = make_event()
    for _ in range(people):
        make_registration(event, make_person())
    with transaction():
        settle(event.id, BEFORE)
    event_id = event.id

    with selects() as sent, transaction():
        settle(event_id, LATER)

    assert len(sent) == 3  # the event, who comes, what they were told


def entries(text: str) -> list[Any]:
    vars(vobject.icalendar)["__tzidMap"].clear()  # it keeps zones for good
    return list(vobject.readOne(text).contents.get("vevent", []))


def rows(event: Event) -> list[CalendarEntry]:
    query = (
        select(CalendarEntry)
        .join(EventDay, EventDay.public_id == CalendarEntry.subject_id)
        .where(CalendarEntry.event_id == event.id)
        .order_by(EventDay.on)
    )
    return list(db.session.scalars(query))


def come_to(registration: Registration, period: Period, *, days: int = 2) -> None:
    """Choose one half-day of each of the first days."""
    with transaction():
        query = select(HalfDay.id).filter_by(
            event_id=registration.event_id, period=period
        )
        chosen = db.session.scalars(query.order_by(HalfDay.starts_at)).all()[:days]
        mine = registration_half_day.c.registration_id == registration.id
        db.session.execute(delete(registration_half_day).where(mine))
        db.session.execute(
            insert(registration_half_day),
            [
                {"registration_id": registration.id, "half_day_id": half_day}
                for half_day in chosen
            ],
        )


def become(registration: Registration, state: RegistrationState) -> None:
    with transaction():
        registration.state = state
