"""The worker: does what is due, delivers mail, keeps the regular duties.

Huey is its clock and its doorbell; what there is to do stands in tables only. Two
hands work side by side, so that a slow mail server delays no settling.
"""

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from flask import Flask

from eti_events.audit.actions import seal
from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.events.queries import list_unfinished_event_ids
from eti_events.jobs import actions as jobs
from eti_events.jobs.models import DueRow
from eti_events.jobs.queries import PURGE, find_next_due_at
from eti_events.jobs.queue import answer, open_queue
from eti_events.jobs.running import Handler, Purge, run_due
from eti_events.jobs.settling import Settler, settle
from eti_events.messages.delivery import Postman
from eti_events.messages.letterhead import letterhead
from eti_events.messages.queries import find_next_mail_at
from eti_events.messages.relay import Connection, Relay
from eti_events.messages.throttle import Throttle
from eti_events.messages.writing import Standing, Writer

log = logging.getLogger(__name__)

SETTLE_ALL = "settle_all"
REGULAR = {SETTLE_ALL: timedelta(hours=1), PURGE: timedelta(days=1)}
LONGEST_PAUSE = 60.0
AFTER_AN_ERROR = 5.0
BETWEEN_CHORES = timedelta(seconds=10)
LAST_WORDS = 20.0  # seconds to finish the mail at hand
QUEUE_PATIENCE = 5.0


class Hand(threading.Thread):
    """A thread that works whenever it is woken, or when its next work is due."""

    def __init__(
        self,
        name: str,
        work: Callable[[], datetime | None],
        stopping: threading.Event,
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._work = work
        self._stopping = stopping
        self._bell = threading.Event()

    def wake(self) -> None:
        """Have it look for work at once."""
        self._bell.set()

    def run(self) -> None:
        """Work until the worker stops."""
        while not self._stopping.is_set():
            self._bell.clear()
            pause = self._round()
            self._bell.wait(pause)

    def _round(self) -> float:
        try:
            due_at = self._work()
        except Exception:  # the next round may do better; a dead hand would not
            log.exception("the %s hand stumbled", self.name)
            return AFTER_AN_ERROR
        if due_at is None:
            return LONGEST_PAUSE
        until = (due_at - utcnow()).total_seconds()
        return min(max(until, 0.05), LONGEST_PAUSE)


class Worker:
    """One process that works off the tables."""

    def __init__(
        self,
        app: Flask,
        handlers: dict[str, Handler],
        settlers: tuple[Settler, ...],
        purges: tuple[Purge, ...],
        writers: Mapping[str, Writer],
        standing: Mapping[str, Standing],
    ) -> None:
        self.app = app
        self.writers, self.standing = writers, standing
        self.settlers = settlers
        self.purges = purges
        self.handlers = {
            jobs.SETTLE: self._settle,
            SETTLE_ALL: _settle_all,
            PURGE: self._purge,
            **handlers,
        }
        self.name = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.lease = timedelta(seconds=app.config["LEASE_SECONDS"])
        self.stopping = threading.Event()
        self.hands = (
            Hand("due", self._do_what_is_due, self.stopping),
            Hand("mail", self._deliver, self.stopping),
        )
        self._chores_at: datetime | None = None
        self._postman = self._hire_postman()

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, then finish what is at hand."""
        queue = open_queue(
            self.app.config["QUEUE_URL"],
            self.app.config["DATA_DIR"],
            patience=QUEUE_PATIENCE,
        )
        answer(queue, self.wake)
        consumer = queue.create_consumer(workers=1, max_delay=0.5, backoff=1.5)
        for hand in self.hands:
            hand.start()
        consumer.start()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        log.info("worker %s works", self.name)
        while not self.stopping.wait(10):
            consumer.check_worker_health()
        consumer.stop(graceful=True)
        self.wake()
        for hand in self.hands:
            hand.join(LAST_WORDS)

    def wake(self) -> None:
        """Have both hands look for work."""
        for hand in self.hands:
            hand.wake()

    def _hire_postman(self) -> Postman:
        sheet = letterhead.take()
        connection = Connection(
            Relay.at(self.app.config["SMTP_URL"]),
            hello=sheet.host,
            patience=self.lease.total_seconds() / 5,
        )
        return Postman(
            connection,
            sender=sheet.address,
            worker=self.name,
            lease=self.lease,
            throttle=Throttle(self.app.config["MAIL_PER_MINUTE"]),
            writers=self.writers,
            standing=self.standing,
        )

    def _do_what_is_due(self) -> datetime | None:
        with self.app.app_context():
            self._do_chores(utcnow())
            run_due(
                self.handlers,
                self.name,
                lease=self.lease,
                stopping=self.stopping.is_set,
            )
            return find_next_due_at(after=utcnow())

    def _deliver(self) -> datetime | None:
        with self.app.app_context():
            self._postman.deliver_due(self.stopping.is_set)
            return find_next_mail_at(after=utcnow(), lease=self.lease)

    def _do_chores(self, at: datetime) -> None:
        """Show that we live, seal the audit log, ask for the regular duties."""
        if self._chores_at and at < self._chores_at + BETWEEN_CHORES:
            return
        self._chores_at = at
        with transaction():
            jobs.beat(at=at)
            for kind, every in REGULAR.items():
                jobs.ask_regularly(kind, every=every, at=at)
        with transaction():
            seal()

    def _settle(self, row: DueRow) -> None:
        if row.event_id is not None:
            settle(row.event_id, utcnow(), self.settlers)

    def _purge(self, row: DueRow) -> None:
        for purge in self.purges:
            with transaction():
                purge(utcnow())


def _settle_all(row: DueRow) -> None:
    """Ask for the settling of every event that is not over: heals what was missed."""
    at = utcnow()
    with transaction():
        for event_id in list_unfinished_event_ids(at):
            jobs.settle_soon(event_id, at=at)
