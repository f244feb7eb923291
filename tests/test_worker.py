"""The worker as a process: quick, never twice, and nothing lost when it is killed."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.jobs import actions as jobs
from eti_events.jobs.doorbell import doorbell
from eti_events.jobs.models import DueRow
from eti_events.jobs.queries import find_heartbeat
from eti_events.messages.actions import queue_mail
from eti_events.messages.models import Mail
from eti_events.messages.sink import Sink
from tests.factories import make_event, make_person
from tests.live import Process, mail_worker, wait_until
from tests.messages.far_end import FarEnd
from tests.stored import environment


class Gate(FarEnd):
    """A far end that can keep a mail's sender waiting for its answer."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()
        self.open.set()

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        while not self.open.is_set():
            await asyncio.sleep(0.01)
        return answer


@pytest.fixture
def far_end() -> Gate:
    return Gate()


@pytest.fixture
def settings(
    app: Flask, database_url: str, tmp_path: Path, far_end: Gate
) -> Iterator[dict[str, str]]:
    with Sink(far_end) as sink:
        far_end.open.set()
        yield environment(
            database_url,
            tmp_path,
            ETI_SMTP_URL=f"smtp://127.0.0.1:{sink.port}",
            ETI_MAIL_PER_MINUTE="0",
            ETI_LEASE_SECONDS="2",
        )
        far_end.open.set()


@pytest.fixture
def worker(settings: dict[str, str], tmp_path: Path) -> Iterator[Process]:
    process = mail_worker(settings, tmp_path / "worker.log")
    yield process
    process.kill()


def queue(count: int) -> list[str]:
    people = [make_person() for _ in range(count)]
    with transaction():
        mails = [
            queue_mail(person, "messages/check", at=utcnow(), context={})
            for person in people
        ]
    return [mail.message_id for mail in mails]


def states() -> Counter[str]:
    db.session.rollback()
    return Counter(str(state) for state in db.session.scalars(select(Mail.state)))


def alive() -> bool:
    db.session.rollback()
    return find_heartbeat() is not None


def test_two_workers_send_every_mail_once(
    settings: dict[str, str], far_end: Gate, tmp_path: Path
) -> None:
    sent = queue(20)
    workers = [mail_worker(settings, tmp_path / f"{n}.log") for n in range(2)]
    try:
        for worker in workers:
            worker.start()
        wait_until(lambda: states() == {"sent": 20}, "20 mails to leave")
    finally:
        for worker in workers:
            worker.stop()

    assert sorted(far_end.message_ids()) == sorted(sent)


def test_ring_brings_the_worker_within_a_second(
    worker: Process, far_end: Gate, tmp_path: Path
) -> None:
    worker.start()
    wait_until(alive, "the worker to start")
    doorbell.hang("", tmp_path)
    try:
        began = utcnow()
        queue(1)
        wait_until(lambda: far_end.taken, "the mail to leave")
        assert (utcnow() - began).total_seconds() < 2
    finally:
        doorbell.take_down()


def test_bell_that_is_broken_never_troubles_who_asks(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "file"
    file.touch()
    for url, folder in (("", file), ("redis://127.0.0.1:1/0", tmp_path)):
        doorbell.hang(url, folder)
        try:
            queue(1)
        finally:
            doorbell.take_down()

    assert states() == {"queued": 2}
    assert caplog.text.count("could not be rung") == 2


def test_killed_while_the_far_end_has_the_mail_a_copy_has_the_same_message_id(
    worker: Process, far_end: Gate
) -> None:
    [message_id] = queue(1)
    far_end.open.clear()
    worker.start()
    wait_until(lambda: far_end.taken, "the mail to arrive")

    worker.kill()
    far_end.open.set()
    assert states() == {"sending": 1}
    worker.start()

    wait_until(lambda: states() == {"sent": 1}, "the copy to leave")
    assert far_end.message_ids() == [message_id] * 2


def test_killed_before_the_content_leaves_no_copy(
    worker: Process, far_end: Gate, database_url: str
) -> None:
    mails = queue(3)
    far_end.pause = 0.5
    worker.start()
    wait_until(lambda: states()["sending"], "the mails to be claimed")

    worker.kill()
    far_end.pause = 0
    worker.start()

    wait_until(lambda: states() == {"sent": 3}, "the mails to leave")
    assert sorted(far_end.message_ids()) == sorted(mails)


def test_asked_to_stop_the_worker_finishes_the_mail_at_hand(
    worker: Process, far_end: Gate
) -> None:
    sent = queue(3)
    far_end.open.clear()
    worker.start()
    wait_until(lambda: far_end.taken, "the first mail to arrive")

    assert worker.child
    worker.child.terminate()
    far_end.open.set()
    assert worker.child.wait(20) == 0

    assert states() == {"sent": 1, "queued": 2}
    assert far_end.message_ids() == sent[:1]


def test_worker_does_the_regular_duties(worker: Process) -> None:
    event_id = make_event().id
    with transaction():
        jobs.settle_soon(event_id, at=utcnow())

    worker.start()

    def done() -> set[str]:
        db.session.rollback()
        query = select(DueRow.kind).where(DueRow.finished_at.is_not(None))
        return set(db.session.scalars(query))

    everything = {"heartbeat", "settle", "settle_all", "purge"}
    wait_until(lambda: done() == everything, "the regular duties")


def test_worker_on_redis_answers_the_bell(
    redis_url: str, settings: dict[str, str], far_end: Gate, tmp_path: Path
) -> None:
    worker = mail_worker(
        {**settings, "ETI_QUEUE_URL": redis_url}, tmp_path / "worker.log"
    )
    worker.start()
    try:
        wait_until(alive, "the worker to start")
        doorbell.hang(redis_url, tmp_path)
        began = utcnow()
        queue(1)
        wait_until(lambda: far_end.taken, "the mail to leave")
        assert (utcnow() - began).total_seconds() < 3
    finally:
        doorbell.take_down()
        worker.kill()
