"""The first page of an event: figures that add up, and what is to be done."""

import html
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.messages.models import MailState
from eti_events.people.models import (
    Commissioner,
    DeskOfficer,
    ImportState,
    Mission,
    Person,
    Region,
    RosterImport,
)
from eti_events.registration.models import Invitation, Registration, RegistrationState
from eti_events.reports.figures import figures_of, stretches
from tests.conftest import Selects
from tests.factories import (
    BEFORE,
    make_event,
    make_mail,
    make_mission,
    make_person,
    make_registration,
    make_scan,
    saved,
    sign_in_staff,
)

NOW = datetime.now(UTC)
STATES = list(RegistrationState)

# body, region, state, whether a first departure, whether arrived, whether protected
Kind = tuple[Commissioner | None, Region | None, RegistrationState, bool, bool, bool]


@pytest.fixture
def event(client: FlaskClient) -> Event:
    """An event whose first day is today."""
    event = make_event(first_day=NOW.date(), time_zone="UTC")
    sign_in_staff(client, event=event)
    return event


def invite(
    event: Event,
    *,
    commissioner: Commissioner = Commissioner.MEAE,
    region: Region = Region.AFRICA,
    desk_officer_label: str = "",
) -> Mission:
    person = make_person()
    saved(Invitation(event_id=event.id, person_id=person.id, invited_at=BEFORE))
    return make_mission(
        person,
        commissioner=commissioner,
        region=region,
        desk_officer_label=desk_officer_label,
    )


def register(
    event: Event,
    mission: Mission,
    state: RegistrationState = RegistrationState.CONFIRMED,
) -> Registration:
    person = db.session.get_one(Person, mission.person_id)
    return make_registration(event, person, state=state, mission=mission)


def page(client: FlaskClient, event: Event) -> str:
    response = client.get(f"/manage/{event.slug}/?lang=en")
    assert response.status_code == 200
    text = html.unescape(re.sub(r"<[^>]*>", " ", response.text))
    return " ".join(text.split())


def test_the_way_from_invitation_to_arrival_adds_up(
    client: FlaskClient, event: Event
) -> None:
    for _ in range(2):
        invite(event)
    register(event, invite(event), RegistrationState.DRAFT)
    register(event, invite(event), RegistrationState.DECLINED)
    register(event, invite(event), RegistrationState.PENDING)
    register(event, invite(event))
    make_scan(event, register(event, invite(event)), at=NOW)

    text = page(client, event)

    steps = "People invited 7 Answered 4 57% Registered 3 43% People confirmed 2 29%"
    assert f"{steps} Arrived 1 50%" in text


def test_bodies_and_regions_are_told_apart(client: FlaskClient, event: Event) -> None:
    invite(event, commissioner=Commissioner.AFD, region=Region.ASIA)
    register(event, invite(event, commissioner=Commissioner.AFD, region=Region.ASIA))
    register(event, invite(event))
    make_registration(event)  # a speaker without assignment, never invited

    text = page(client, event)

    assert "AFD 2 1 1 0" in text
    assert "MEAE 1 1 1 0" in text
    assert "Asia 2 1 1 0" in text
    assert "Without assignment 0 1 1 0" in text


def test_somebody_with_two_missions_counts_once(
    client: FlaskClient, event: Event
) -> None:
    mission = invite(event)
    make_mission(db.session.get_one(Person, mission.person_id))

    assert "People invited 1 Answered 0 0%" in page(client, event)


def test_arrivals_of_today_stand_by_half_hours(
    client: FlaskClient, event: Event
) -> None:
    morning = NOW.replace(hour=8, minute=40, second=0, microsecond=0)
    for minutes in (0, 10, 40):
        registration = make_registration(event)
        make_scan(event, registration, at=morning + timedelta(minutes=minutes))
        make_scan(event, registration, at=morning + timedelta(minutes=90))  # again
    mistake = make_registration(event)
    scan = make_scan(event, mistake, at=morning)
    make_scan(event, mistake, at=morning, undoes=scan)
    yesterday = make_registration(event)
    make_scan(event, yesterday, at=morning - timedelta(days=1))

    text = page(client, event)

    assert "08:30 2 2 09:00 1 3" in text


def test_what_waits_stands_under_to_do(client: FlaskClient, event: Event) -> None:
    assert "Nothing waits for you." in page(client, event)

    known = invite(event, desk_officer_label="Référente Europe")
    invite(event, desk_officer_label="Référent Asie")
    gone = register(event, known)
    register(event, invite(event), RegistrationState.PENDING)
    saved(DeskOfficer(label="Référente Europe", person_id=known.person_id))
    make_mail(event, state=MailState.FAILED)
    saved(
        RosterImport(
            file_name="roster.xlsx",
            sha256="0" * 64,
            state=ImportState.COMMITTED,
            report={"gone_ids": [gone.mission_id]},
            created_at=BEFORE,
            committed_at=BEFORE,
        )
    )

    text = page(client, event)

    assert "1 registration to approve" in text
    assert "1 mail was not delivered" in text
    markup = client.get(f"/manage/{event.slug}/?lang=en").text
    assert f'<a href="/manage/{event.slug}/mails?state=failed">1 mail was' in markup
    assert "1 desk officer’s label names nobody yet" in text
    assert "1 registered person is no longer in the roster" in text


def test_what_waits_elsewhere_is_not_counted(client: FlaskClient, event: Event) -> None:
    other = make_event()
    register(
        other, invite(other, desk_officer_label="Ailleurs"), RegistrationState.PENDING
    )

    text = page(client, event)

    assert "Nothing waits for you." in text
    assert "People invited 0" in text


def test_three_people_take_as_many_questions_as_one(
    client: FlaskClient, event: Event, selects: Selects
) -> None:
    make_scan(event, register(event, invite(event)), at=NOW)
    with selects() as for_one:
        page(client, event)
    for _ in range(2):
        make_scan(event, register(event, invite(event)), at=NOW)
    with selects() as for_three:
        page(client, event)

    assert len(for_three) == len(for_one)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, *Commissioner]),
            st.sampled_from([None, *Region]),
            st.sampled_from(STATES),
            st.booleans(),
            st.booleans(),
            st.booleans(),
        )
    )
)
def test_the_parts_always_add_up_to_the_whole(
    people: list[Kind],
) -> None:
    """The whole is counted person by person, the parts group by group."""
    groups = [
        SimpleNamespace(
            commissioner=kind[0],
            region=kind[1],
            state=kind[2],
            first_departure=kind[3],
            arrived=kind[4],
            protected=kind[5],
            desk_officer_label=f"Référent {kind[1]}" if kind[1] else None,
            number=people.count(kind),
        )
        for kind in dict.fromkeys(people)
    ]

    made = figures_of([], groups)

    confirmed = [who for who in people if who[2] is RegistrationState.CONFIRMED]
    drafts = [who for who in people if who[2] is RegistrationState.DRAFT]
    divisions = (made.commissioners, made.regions, made.desks)
    for parts in ([made.all], *(groups.values() for groups in divisions)):
        assert sum(part.confirmed for part in parts) == len(confirmed)
        assert sum(part.answered for part in parts) == len(people) - len(drafts)
        assert sum(part.arrived for part in parts) == sum(who[4] for who in people)
        assert sum(part.first_departures for part in parts) == sum(
            who[3] for who in confirmed
        )
        assert sum(part.in_progress + part.absent for part in parts) == len(
            people
        ) - len(drafts) - len(confirmed)


@given(st.lists(st.integers(0, 24 * 60 * 60 - 1), min_size=1, max_size=60))
def test_every_arrival_falls_into_one_half_hour(seconds: list[int]) -> None:
    midnight = datetime(2096, 8, 30, tzinfo=UTC)
    arrivals = sorted(midnight + timedelta(seconds=each) for each in seconds)

    cut = stretches(arrivals)

    assert sum(each.came for each in cut) == len(arrivals)
    assert cut[-1].so_far == len(arrivals)
    for each in cut:
        inside = [
            at
            for at in arrivals
            if each.begins_at <= at < each.begins_at + timedelta(minutes=30)
        ]
        assert len(inside) == each.came


def test_figures_that_people_undo_leave_no_trace(
    client: FlaskClient, event: Event
) -> None:
    registration = register(event, invite(event))
    with transaction():
        row = db.session.get_one(Registration, registration.id)
        row.state = RegistrationState.CANCELLED

    assert "People confirmed 0 0%" in page(client, event)


def test_an_event_with_nobody_says_what_to_do_first(
    client: FlaskClient, event: Event
) -> None:
    board = client.get(f"/manage/{event.slug}/?lang=en")
    people = client.get(f"/manage/{event.slug}/participants?lang=en")

    assert "Nobody is invited yet" in board.text
    assert "Nobody is registered yet" in people.text
