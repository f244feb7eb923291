"""A mail that is no longer so is dropped at the last moment before it would leave."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from eti_events.database import db, transaction
from eti_events.events.models import Event
from eti_events.events.queries import get_event
from eti_events.messages.models import Mail, MailState
from eti_events.people.models import Person
from eti_events.registration import actions
from eti_events.registration.queries import find_registration
from tests.factories import make_event
from tests.live import Inbox, Process, mail_worker, smtp_server, wait_until
from tests.messages.far_end import FarEnd
from tests.messages.test_delivery import Clock, Hire, clock, hire, port
from tests.registration.steps import LATER, invited, submit
from tests.stored import environment

__all__ = ["clock", "hire", "port"]
CONFIRMED, CANCELLED = "registration/confirmed", "registration/cancelled"
SOON = timedelta(minutes=1)


def confirmed() -> tuple[Event, Person]:
    event = make_event()
    person = invited(event)
    submit(event, person)
    return event, person


def cancel(slug: str, person_id: int) -> None:
    with transaction():
        event = get_event(slug)
        registration = find_registration(event.id, person_id)
        assert registration
        actions.cancel(event, registration, by=person_id, at=LATER)


def fates(person: Person) -> list[tuple[str, MailState]]:
    db.session.rollback()
    rows = db.session.query(Mail).filter_by(person_id=person.id).order_by(Mail.id)
    return [(mail.template, mail.state) for mail in rows]


class Meddling(FarEnd):
    """Has something happen while it takes the first content, then refuses it."""

    meanwhile: Callable[[], None] | None = None

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.meanwhile:
            happens, self.meanwhile = self.meanwhile, None
            await asyncio.to_thread(happens)
            return "451 4.7.1 later"
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def far_end() -> Meddling:
    return Meddling()


def test_who_cancels_while_the_far_end_asks_to_wait_hears_of_that_alone(
    app: Flask, clock: Clock, far_end: Meddling, hire: Hire
) -> None:
    event, person = confirmed()
    slug, person_id = event.slug, person.id

    def meanwhile() -> None:
        with app.app_context():
            cancel(slug, person_id)

    clock.at, far_end.meanwhile = LATER, meanwhile
    postman = hire()
    postman.deliver_due()
    clock.skip(SOON)
    postman.deliver_due()

    assert fates(person) == [
        (CONFIRMED, MailState.CANCELLED),
        (CANCELLED, MailState.SENT),
    ]
    assert len(far_end.taken) == 1


def test_of_two_the_one_that_was_put_back_gives_way(
    app: Flask, clock: Clock, far_end: Meddling, hire: Hire
) -> None:
    event, person = confirmed()
    slug, person_id = event.slug, person.id

    def meanwhile() -> None:
        with app.app_context():
            cancel(slug, person_id)
            submit(get_event(slug), db.session.get_one(Person, person_id))

    clock.at, far_end.meanwhile = LATER, meanwhile
    postman = hire()
    postman.deliver_due()
    clock.skip(SOON)
    postman.deliver_due()

    assert fates(person) == [
        (CONFIRMED, MailState.CANCELLED),
        (CANCELLED, MailState.SENT),
        (CONFIRMED, MailState.SENT),
    ]


class Door(Inbox):
    """Keeps each mail waiting at its recipient's name until it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.knocked, self.opened = threading.Event(), threading.Event()

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Answer once the door is open."""
        self.knocked.set()
        while not self.opened.is_set():
            await asyncio.sleep(0.02)
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def worker(
    app: Flask, database_url: str, door: Door, tmp_path: Path
) -> Iterator[Process]:
    with smtp_server(door) as url:
        settings = environment(database_url, tmp_path, ETI_SMTP_URL=url)
        process = mail_worker(settings, tmp_path / "worker.log")
        process.start()
        try:
            yield process
        finally:
            door.opened.set()
            process.kill()


@pytest.mark.usefixtures("worker")
def test_who_cancels_while_a_worker_is_sending_hears_of_that_alone(door: Door) -> None:
    event, person = confirmed()
    slug, person_id, address = event.slug, person.id, str(person.email)
    wait_until(door.knocked.is_set, "the worker")
    assert fates(person) == [(CONFIRMED, MailState.SENDING)]
    cancel(slug, person_id)
    door.opened.set()
    wait_until(lambda: (CANCELLED, MailState.SENT) in fates(person), "the mail")

    assert fates(person)[0] == (CONFIRMED, MailState.CANCELLED)
    assert len(door.to(address)) == 1
