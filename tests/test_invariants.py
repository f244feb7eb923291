"""`eti check`: silent while all is well, and it names what is wrong."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from eti_events.checkin.erasing import forget_scans
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.events.models import Counter, Event
from eti_events.invariants import faults
from eti_events.jobs.models import DueRow, DueState
from eti_events.jobs.queries import PURGE
from eti_events.registration.actions.sending import send_batch
from eti_events.registration.models import RegistrationState, Wave, WaveKind
from tests.factories import (
    make_event,
    make_mission,
    make_person,
    make_registration,
    make_scan,
    saved,
)
from tests.live import ETI, ROOT
from tests.registration.waving import confirmed
from tests.stored import environment


def change(statement: str, **values: object) -> None:
    with transaction():
        db.session.execute(text(statement), values)


def with_a_waiting_registration() -> Event:
    event = make_event(places=1)
    make_registration(event, state=RegistrationState.WAITING)
    return event


def counter_of(event: Event) -> int:
    return db.session.query(Counter).filter_by(event_id=event.id).one().id


@pytest.mark.usefixtures("app")
def test_an_event_with_its_people_holds_together() -> None:
    with_a_waiting_registration()

    assert list(faults()) == []


@pytest.mark.usefixtures("app")
def test_a_counter_that_lies_is_found() -> None:
    event = with_a_waiting_registration()
    change("UPDATE counter SET taken = 1 WHERE event_id = :id", id=event.id)

    assert list(faults()) == [
        "1 counters that are not the number of those who hold a place:"
        f" [{counter_of(event)}]"
    ]


@pytest.mark.usefixtures("app")
def test_a_registration_without_half_days_is_found() -> None:
    with_a_waiting_registration()
    change("DELETE FROM registration_half_day")

    assert "registrations without half-day" in " ".join(faults())


@pytest.mark.usefixtures("app")
def test_a_half_day_of_another_event_is_found() -> None:
    with_a_waiting_registration()
    stranger = make_event()
    change(
        "UPDATE registration_half_day SET half_day_id ="
        " (SELECT max(id) FROM half_day WHERE event_id = :id) WHERE half_day_id ="
        " (SELECT min(half_day_id) FROM registration_half_day)",
        id=stranger.id,
    )

    assert "a half-day of another event" in " ".join(faults())


@pytest.mark.usefixtures("app")
def test_a_confirmation_without_ticket_is_found() -> None:
    event = make_event()
    registration = make_registration(event)

    assert list(faults()) == [
        f"1 confirmed registrations without ticket: [{registration.id}]"
    ]


@pytest.mark.usefixtures("app")
def test_a_merged_record_that_still_has_an_address_is_found() -> None:
    kept, other = make_person(), make_person()
    change(f"UPDATE person SET merged_into_id = {kept.id} WHERE id = {other.id}")

    assert list(faults()) == [
        f"1 merged records that hold what is of the person kept: [{other.id}]"
    ]


@pytest.mark.usefixtures("app")
def test_a_mail_that_nobody_holds_is_found() -> None:
    make_person()
    change(
        "INSERT INTO mail (public_id, message_id, template, language, recipient,"
        " subject, state, queued_at, due_at, tries, reached_data) VALUES"
        " ('00000000000000000000000000000001', '<1@x>', 't', 'fr', 'a@b.invalid', 's',"
        " 'sending', '2026-01-01', '2026-01-01', 1, false)"
    )

    found = " ".join(faults())

    assert "mails on their way that nobody holds" in found
    assert "mails being sent that have no text" in found


def wave_under_way(people: int) -> int:
    """Begin a wave of invitations whose first batch has left; return its id."""
    event = make_event()
    for _ in range(people):
        make_mission(make_person())
    wave_id = confirmed(event, WaveKind.INVITATION, people)
    with transaction():
        wave = db.session.get_one(Wave, wave_id)
        send_batch(db.session.get_one(Event, event.id), wave, tellers={}, at=utcnow())
    return wave_id


BROKEN_WAVES = [
    (
        "UPDATE wave_recipient SET mail_id = NULL",
        "gave somebody a turn, but neither mail nor a reason",
    ),
    (
        "UPDATE wave_recipient SET omitted = 'answered'",
        "gave somebody a turn, but neither mail nor a reason",
    ),
    (
        "UPDATE mail SET person_id = (SELECT max(id) FROM person)"
        " WHERE person_id = (SELECT min(person_id) FROM wave_recipient)",
        "whose mail to one person is another's",
    ),
    ("DELETE FROM invitation", "invites somebody who is not invited"),
    (
        "UPDATE wave_recipient SET served = false, mail_id = NULL",
        "",  # a turn that is yet to come
    ),
    (
        "UPDATE wave SET state = 'done';"
        "UPDATE wave_recipient SET served = false, mail_id = NULL",
        "arrived before everybody had a turn",
    ),
    ("UPDATE wave SET state = 'draft'", "not confirmed that have recipients"),
]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("damage", "found"), BROKEN_WAVES)
def test_a_wave_that_does_not_add_up_is_found(damage: str, found: str) -> None:
    wave_id = wave_under_way(3)
    sound = list(faults())

    for statement in damage.split(";"):
        change(statement)

    assert sound == []
    told = list(faults())
    assert len(told) == bool(found)
    assert all(found in fault and str(wave_id) in fault for fault in told)


@pytest.mark.usefixtures("app")
def test_work_claimed_for_ever_is_found() -> None:
    columns = "public_id, kind, key, payload, due_at, tries, done, total, result"
    row = "'k', '', '{}', '2026-01-01', 0, 0, 0, '{}'"
    change(
        f"INSERT INTO due_row ({columns}, state)"
        f" VALUES ('00000000000000000000000000000001', {row}, 'claimed')"
    )
    change(
        f"INSERT INTO due_row ({columns}, state)"
        f" VALUES ('00000000000000000000000000000002', {row}, 'done')"
    )

    assert [fault.partition(":")[0] for fault in faults()] == [
        "1 due rows claimed without lease",
        "1 due rows that ended without time",
    ]


def test_the_command_names_what_is_wrong_and_leaves_with_1(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    event = with_a_waiting_registration()
    sound = run_check(database_url, tmp_path)
    change("UPDATE counter SET taken = 1 WHERE event_id = :id", id=event.id)

    broken = run_check(database_url, tmp_path)

    assert (sound.returncode, sound.stdout) == (0, "Everything holds.\n")
    assert broken.returncode == 1
    assert (
        f"the number of those who hold a place: [{counter_of(event)}]" in broken.stdout
    )


def run_check(database_url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    settings = environment(database_url, folder)
    return subprocess.run(
        [*ETI, "check"],
        cwd=ROOT,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.usefixtures("app")
def test_what_outlived_a_purge_is_found() -> None:
    event = make_event()
    waiting = make_registration(event, state=RegistrationState.WAITING)
    make_scan(event, waiting, at=event.starts_at)
    over = event.ends_at + timedelta(days=31)
    assert list(faults()) == []

    saved(DueRow(kind=PURGE, state=DueState.DONE, due_at=over, finished_at=over))
    assert list(faults()) == ["1 scans kept for longer than promised"]

    with transaction():
        forget_scans(over)
    assert list(faults()) == []
