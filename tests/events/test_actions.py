"""The rules of making and changing events."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from eti_events.audit.models import AuditLine
from eti_events.database import db, transaction
from eti_events.events import actions, days, places, queries
from eti_events.events.actions import EventDetails, EventPlan
from eti_events.events.hours import NoSuchHour
from eti_events.events.models import (
    AgendaVisibility,
    Event,
    EventKind,
    EventState,
    Period,
    Room,
)
from eti_events.events.rules import Archived
from eti_events.jobs.models import DueRow
from eti_events.multilingual import Multilingual
from tests.factories import BEFORE, make_event, make_person, make_registration

wall = datetime.fromisoformat

pytestmark = pytest.mark.usefixtures("app")


def plan(**changes: object) -> EventPlan:
    values: dict[str, object] = {
        "kind": EventKind.REGIONAL_SEMINAR,
        "slug": "balkans",
        "name": Multilingual(fr="Séminaire", en="Seminar", mk="Семинар"),
        "time_zone": "Europe/Skopje",
        "country": "MK",
        "languages": ["fr", "en", "mk"],
        "first_day": date(2026, 12, 3),
        "last_day": date(2026, 12, 4),
        "opens_wall": wall("2026-09-01 09:00"),
        "closes_wall": wall("2026-11-20 18:00"),
        "capacity": 45,
    }
    return EventPlan(**(values | changes))  # type: ignore[arg-type]  # by name


def created(**changes: object) -> Event:
    by = make_person().id
    with transaction():
        return actions.create_event(plan(**changes), by=by, at=BEFORE)


def write(slug: str, act: Callable[..., object]) -> Event:
    """Do what a view does: lock the event, act as an organiser."""
    by = make_person().id
    with transaction():
        event = queries.get_event(slug, for_update=True)
        act(event, by=by, at=BEFORE)
    return event


def details(event: Event, **changes: object) -> EventDetails:
    values: dict[str, object] = {
        "name": event.name,
        "summary": event.summary,
        "venue": event.venue,
        "address": event.address,
        "country": event.country,
        "time_zone": event.time_zone,
        "languages": event.languages,
        "contact_email": event.contact_email,
        "agenda_visibility": AgendaVisibility.CONFIRMED,
        "first_departures_only": False,
        "opens_wall": wall("2026-09-01 09:00"),
        "closes_wall": wall("2096-07-20 18:00"),
        "capacity": 45,
    }
    return EventDetails(**(values | changes))  # type: ignore[arg-type]  # by name


def test_a_new_event_has_days_half_days_an_entrance_and_its_places() -> None:
    event = created()

    half_days = queries.list_half_days(event.id)
    assert event.state is EventState.DRAFT
    assert [day.on for day in queries.list_days(event.id)] == [
        date(2026, 12, 3),
        date(2026, 12, 4),
    ]
    assert len(half_days) == 4
    assert half_days[0].starts_at == datetime(2026, 12, 3, 7, 0, tzinfo=UTC)
    assert half_days[0].ends_at == half_days[1].starts_at
    assert len(queries.list_points(event.id)) == 1
    assert queries.get_capacity(event.id).limit == 45
    assert event.name.to("mk") == "Семинар"
    assert event.name.to("sq", "fr") == "Séminaire"


def test_an_address_is_never_given_twice() -> None:
    created()

    with pytest.raises(actions.SlugTaken):
        created()


def test_a_course_hangs_on_an_edition() -> None:
    with pytest.raises(actions.EditionNeeded):
        created(kind=EventKind.PRE_DEPARTURE)

    edition = make_event()
    course = created(kind=EventKind.PRE_DEPARTURE, edition=edition)

    assert course.root_id == edition.id
    assert course.first_departures_only


def test_days_out_of_order_are_refused() -> None:
    with pytest.raises(days.DaysOutOfOrder):
        created(last_day=date(2026, 12, 2))


def test_registration_cannot_close_before_it_opens() -> None:
    with pytest.raises(actions.ClosesBeforeOpening):
        created(closes_wall=wall("2026-09-01 09:00"))


def test_an_hour_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoSuchHour):
        created(opens_wall=wall("2026-03-29 02:30"))


def test_a_change_is_kept_audited_and_settled() -> None:
    event = make_event()

    event = write(event.slug, changing(address="2 avenue fictive"))

    assert event.address == "2 avenue fictive"
    lines = db.session.scalars(select(AuditLine.action)).all()
    assert lines == ["event.changed"]
    assert db.session.scalars(select(DueRow.kind)).all() == ["settle"]


def test_a_colleagues_change_is_not_overwritten() -> None:
    slug = make_event().slug

    with pytest.raises(actions.ChangedMeanwhile):
        write(slug, changing(version=0))


def test_places_that_are_taken_cannot_be_cut() -> None:
    event = make_event(places=3)
    with transaction():
        queries.get_capacity(event.id).taken = 3

    with pytest.raises(actions.BelowTaken):
        write(event.slug, changing(capacity=2))


def test_another_zone_keeps_the_hours_on_the_wall() -> None:
    event = write(make_event().slug, changing(time_zone="Europe/Chisinau"))

    first = queries.list_half_days(event.id)[0]
    assert first.starts_at.astimezone(event.zone).hour == 8
    assert event.starts_at == first.starts_at


def test_an_event_without_english_name_does_not_open() -> None:
    event = created(name=Multilingual(fr="Séminaire"))

    with pytest.raises(actions.NotReady):
        write(event.slug, partial(actions.set_state, state=EventState.OPEN))


def test_an_event_that_people_have_places_at_is_never_hidden() -> None:
    event = make_event()
    with transaction():
        queries.get_capacity(event.id).taken = 1

    with pytest.raises(actions.PeopleHavePlaces):
        write(event.slug, partial(actions.set_state, state=EventState.DRAFT))


def test_a_state_chosen_on_an_old_page_is_refused() -> None:
    event = make_event(state=EventState.OPEN)

    with pytest.raises(actions.MovedMeanwhile):
        write(event.slug, partial(actions.set_state, state=EventState.ARCHIVED))


def test_a_state_chosen_twice_is_written_once() -> None:
    event = make_event(state=EventState.OPEN)

    write(event.slug, partial(actions.set_state, state=EventState.CLOSED))
    write(event.slug, partial(actions.set_state, state=EventState.CLOSED))

    assert db.session.scalars(select(AuditLine.action)).all() == ["event.closed"]


def test_an_archive_is_read_only() -> None:
    event = make_event(state=EventState.ARCHIVED)

    with pytest.raises(Archived):
        write(event.slug, partial(days.add_day, on=date(2096, 9, 3)))


def test_hours_make_contiguous_half_days_and_an_evening_on_request() -> None:
    slug = make_event().slug
    hours = [time(9), time(12, 30), time(17), time(20, 30)]

    event = write(slug, on_day(0, partial(days.set_hours, hours=hours)))

    halves = queries.list_days(event.id)[0].half_days
    assert len(halves) == 3
    assert halves[0].ends_at == halves[1].starts_at
    assert halves[2].ends_at.astimezone(event.zone).time() == time(20, 30)
    assert event.starts_at.astimezone(event.zone).time() == time(9)

    write(slug, on_day(0, partial(days.set_hours, hours=hours[:3])))

    assert len(queries.list_days(event.id)[0].half_days) == 2


@pytest.mark.parametrize(
    ("hours", "periods"),
    [
        ([time(9), time(12), None, None], [Period.MORNING]),
        ([None, time(13), time(18), None], [Period.AFTERNOON]),
    ],
)
def test_a_day_may_have_one_half_only(
    hours: list[time | None], periods: list[Period]
) -> None:
    event = write(make_event().slug, on_day(0, partial(days.set_hours, hours=hours)))

    halves = queries.list_days(event.id)[0].half_days
    assert [half.period for half in halves] == periods
    assert event.starts_at == halves[0].starts_at


@pytest.mark.parametrize(
    "hours",
    [
        [None, time(13), None, None],
        [time(9), time(13), None, time(20)],
    ],
)
def test_half_days_follow_one_another(hours: list[time | None]) -> None:
    slug = make_event().slug

    with pytest.raises(days.HoursMissing):
        write(slug, on_day(0, partial(days.set_hours, hours=hours)))


def test_an_event_lasts_two_weeks_at_most() -> None:
    slug = make_event(days=14).slug

    with pytest.raises(days.TooManyDays):
        write(slug, partial(days.add_day, on=date(2096, 12, 31)))


def test_hours_out_of_order_are_refused() -> None:
    slug = make_event().slug

    with pytest.raises(days.HoursOutOfOrder):
        write(slug, on_day(0, partial(days.set_hours, hours=[time(9), time(9)])))


def test_a_day_that_people_chose_stays() -> None:
    event = make_event()
    make_registration(event)

    with pytest.raises(days.DayInUse):
        write(event.slug, on_day(1, days.remove_day))
    assert len(queries.list_days(event.id)) == 2


def test_a_free_day_can_go_but_not_the_last_one() -> None:
    slug = make_event().slug

    event = write(slug, on_day(1, days.remove_day))

    assert event.ends_at == queries.list_half_days(event.id)[-1].ends_at
    with pytest.raises(days.LastDay):
        write(slug, on_day(0, days.remove_day))


def test_a_day_is_added_once() -> None:
    slug = make_event(days=1).slug
    add = partial(days.add_day, on=date(2096, 8, 31))

    write(slug, add)

    with pytest.raises(days.DayExists):
        write(slug, add)


def test_two_points_never_share_a_name() -> None:
    slug = make_event().slug
    door = partial(places.add_point, name=Multilingual(fr="Jardin"), room=None)

    event = write(slug, door)

    with pytest.raises(places.PointExists):
        write(slug, door)
    main, garden = queries.list_points(event.id)
    with pytest.raises(places.PointExists):
        write(slug, partial(places.rename_point, point=main, name=garden.name))


@pytest.mark.parametrize("code", ["AMPHI", "amphi"])
def test_two_rooms_never_share_a_code(code: str) -> None:
    slug = make_event().slug
    name = Multilingual(fr="Autre")
    room = places.RoomPlan(code=code, name=name, capacity=20)

    with pytest.raises(places.CodeTaken):
        write(slug, partial(places.write_room, room=None, plan=room))


def test_a_room_whose_door_is_scanned_stays() -> None:
    event = make_event()
    door = partial(places.add_point, name=Multilingual(fr="Porte"))

    write(event.slug, lambda event, **who: door(event, room=first_room(event), **who))

    assert len(queries.list_zones(event.id)) == 2
    with pytest.raises(places.RoomInUse):
        write(
            event.slug,
            lambda event, **who: places.remove_room(event, first_room(event), **who),
        )


def test_the_last_point_stays() -> None:
    slug = make_event().slug

    with pytest.raises(places.LastPoint):
        write(
            slug,
            lambda event, **who: places.remove_point(
                event, queries.list_points(event.id)[0], **who
            ),
        )


def changing(*, version: int | None = None, **changes: object) -> Callable[..., object]:
    """Change an event's details, as seen in its newest version or an older one."""

    def act(event: Event, **who: Any) -> None:
        seen = event.version if version is None else version
        actions.change_event(event, details(event, **changes), version=seen, **who)

    return act


def on_day(number: int, act: Callable[..., object]) -> Callable[..., object]:
    def do(event: Event, **who: Any) -> object:
        return act(event, day=queries.list_days(event.id)[number], **who)

    return do


def first_room(event: Event) -> Room:
    return queries.list_rooms(event.id)[0]
