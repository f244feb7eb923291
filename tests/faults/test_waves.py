"""Waves whose worker is killed: nobody is written to twice, and nobody forgotten."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from eti_events.database import db
from eti_events.messages.models import Mail, MailState
from eti_events.messages.sink import Sink
from eti_events.registration.models import (
    Invitation,
    RegistrationState,
    Wave,
    WaveKind,
    WaveRecipient,
    WaveState,
)
from tests.factories import make_event, make_registration
from tests.live import Process, mail_worker, wait_until
from tests.messages.far_end import FarEnd
from tests.registration.waving import confirmed, network
from tests.stored import environment


@dataclass(frozen=True)
class Size:
    """How many are written to, how many of them answer, how often the worker dies."""

    people: int
    answered: int
    kills: int


SHORT = Size(people=40, answered=6, kills=1)
LONG = Size(people=300, answered=40, kills=3)


class Counting(FarEnd):
    """A far end that knows when it has taken as many mails as wanted."""

    wanted = 0

    def has_enough(self) -> bool:
        return len(self.taken) > self.wanted


@pytest.fixture
def far_end() -> Counting:
    return Counting()


@pytest.fixture
def worker(
    app: Flask, database_url: str, tmp_path: Path, far_end: FarEnd
) -> Iterator[Process]:
    with Sink(far_end) as sink:
        settings = environment(
            database_url,
            tmp_path,
            ETI_SMTP_URL=f"smtp://127.0.0.1:{sink.port}",
            ETI_MAIL_PER_MINUTE="0",
            ETI_LEASE_SECONDS="2",
        )
        process = mail_worker(settings, tmp_path / "worker.log")
        yield process
        process.kill()


def state(wave_id: int) -> WaveState:
    db.session.rollback()
    return db.session.get_one(Wave, wave_id).state


def queued() -> int:
    db.session.rollback()
    return db.session.query(Mail).count()


def sent() -> int:
    db.session.rollback()
    return db.session.query(Mail).filter_by(state=MailState.SENT).count()


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(SHORT, id="short"),
        pytest.param(LONG, id="long", marks=pytest.mark.faults),
    ],
)
def test_a_wave_whose_worker_is_killed_reaches_each_once(
    worker: Process, far_end: Counting, size: Size
) -> None:
    event = make_event()
    people = network(size.people)
    addresses = {person.email for person in people}
    silent = {person.email for person in people[size.answered :]}
    far_end.pause = 0.01
    confirmed(event, WaveKind.INVITATION, size.people)

    for number in range(1, size.kills + 1):
        worker.start()
        far_end.wanted = number * size.people // (size.kills + 2)
        wait_until(far_end.has_enough, "mails to leave")
        worker.kill()
    worker.start()
    wait_until(lambda: sent() == size.people, "the wave to arrive")

    # A kill after SMTP's answer may send a copy, under the same Message-ID.
    once = {(number, to) for number, to in _taken(far_end)}
    assert Counter(to for _, to in once) == dict.fromkeys(addresses, 1)
    assert db.session.query(Mail).count() == size.people
    assert db.session.query(Invitation).count() == size.people
    served = db.session.query(WaveRecipient).filter_by(served=True, omitted=None)
    assert {row.person_id for row in served} == {person.id for person in people}
    assert len({row.mail_id for row in served}) == size.people

    before = len(far_end.taken)
    for person in people[: size.answered]:
        make_registration(event, person, state=RegistrationState.DECLINED)
    confirmed(event, WaveKind.REMINDER, len(silent))
    worker.kill()
    worker.start()
    wait_until(lambda: sent() == size.people + len(silent), "the reminder to arrive")

    assert Counter(far_end.to()[before:]) == dict.fromkeys(silent, 1)


def _taken(far_end: FarEnd) -> list[tuple[str, str]]:
    return list(zip(far_end.message_ids(), far_end.to(), strict=True))


@pytest.mark.faults
def test_killed_between_two_batches_the_wave_goes_on_where_it_stopped(
    worker: Process, far_end: FarEnd
) -> None:
    count = 3 * 250
    event = make_event()
    network(count)
    far_end.pause = 60  # nothing leaves meanwhile
    wave_id = confirmed(event, WaveKind.INVITATION, count)

    worker.start()
    wait_until(queued, "the first batch")
    worker.kill()
    stopped_at = queued()
    far_end.pause = 0
    time.sleep(2.1)  # the lease of the dead
    worker.start()
    wait_until(lambda: queued() == count, "the rest of the wave")

    assert stopped_at % 250 == 0
    db.session.rollback()
    rows = db.session.query(WaveRecipient).filter_by(wave_id=wave_id)
    assert {row.served for row in rows} == {True}
    persons = [mail.person_id for mail in db.session.query(Mail)]
    assert len(set(persons)) == count
    wait_until(lambda: state(wave_id) is WaveState.DONE, "the wave to arrive")
