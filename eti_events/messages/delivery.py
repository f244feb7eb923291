"""Delivering the outbox: claim, hand over outside any transaction, note the fate.

What was queued unwritten is written before.
What is no longer so is dropped at the last moment: a state may move on while a mail
waits, is held by a worker, or has been put back by the far end.
At least once, under one Message-ID. A mail is marked just before its content goes
out, so that one whose answer was lost can be told from one that never left.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from eti_events.clock import utcnow
from eti_events.database import transaction
from eti_events.messages import outbox
from eti_events.messages.outbox import Parcel
from eti_events.messages.queries import is_superseded
from eti_events.messages.relay import Connection
from eti_events.messages.replies import Fate, Outcome
from eti_events.messages.throttle import NONE, Throttle
from eti_events.messages.writing import Standing, Writer, write_due

log = logging.getLogger(__name__)

BATCH = 20
PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 15, 30, 60, 120))
RELAY_PAUSE = timedelta(seconds=30)
GIVE_UP_AFTER = timedelta(days=4)
INSIST = 5


class Postman:
    """Takes due mails to the relay, as one worker."""

    def __init__(
        self,
        connection: Connection,
        *,
        sender: str,
        worker: str,
        lease: timedelta,
        throttle: Throttle,
        writers: Mapping[str, Writer],
        standing: Mapping[str, Standing],
        now: Callable[[], datetime] = utcnow,
    ) -> None:
        self.connection = connection
        self.sender = sender
        self.worker = worker
        self.lease = lease
        self.throttle = throttle
        self.writers = writers
        self.standing = standing
        self.now = now
        self.resting_until: datetime | None = None

    def deliver_due(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Deliver all that is due; return how many mails left.

        When the relay cannot be used the round ends, and the mails stay queued.
        """
        write_due(self.writers, now=self.now, stopping=stopping)
        if self.resting_until and self.now() < self.resting_until:
            return 0
        count = 0
        try:
            while not stopping() and (parcels := self._claim()):
                sent, usable = self._deliver(parcels, stopping)
                count += sent
                if not usable:
                    self.resting_until = self.now() + RELAY_PAUSE
                    break
        finally:
            self.connection.close()
        return count

    def _claim(self) -> Sequence[Parcel]:
        with transaction():
            return outbox.claim(
                self.worker, at=self.now(), lease=self.lease, count=BATCH
            )

    def _deliver(
        self, parcels: Sequence[Parcel], stopping: Callable[[], bool]
    ) -> tuple[int, bool]:
        """Return how many were sent, and whether the relay can be used."""
        sent = 0
        for number, parcel in enumerate(parcels):
            if stopping():
                self._release(parcels[number:], NONE, "")
                break
            pause = self.throttle.wait(parcel.id, parcel.recipient, self.now())
            if pause:
                self._release([parcel], pause, "")
                continue
            outcome = self._send(parcel)
            if outcome.fate is Fate.RELAY_DOWN:
                log.warning("the mail relay cannot be used: %s", outcome.words)
                self._release(parcels[number:], RELAY_PAUSE, outcome.words)
                return sent, False
            self._note(parcel, outcome)
            sent += outcome.fate is Fate.SENT
        return sent, True

    def _send(self, parcel: Parcel) -> Outcome:
        def hold() -> bool:
            with transaction():
                if not self._stands(parcel):
                    outbox.drop(parcel, self.worker)
                    return False
                return outbox.hold(parcel, self.worker, at=self.now(), lease=self.lease)

        return self.connection.send(self.sender, parcel.recipient, parcel.body, hold)

    def _stands(self, parcel: Parcel) -> bool:
        """Whether what the mail says is still so; locked until its content goes out."""
        if parcel.person_id is None or parcel.event_id is None:
            return True
        if (still := self.standing.get(parcel.template)) is None:
            return True
        return still(parcel.person_id, parcel.event_id) and not is_superseded(parcel.id)

    def _note(self, parcel: Parcel, outcome: Outcome) -> None:
        """Keep the fate of the mail; insist, since a mail that left must be known."""
        for _ in range(INSIST):
            try:
                with transaction():
                    kept = self._move(parcel, outcome)
            except OperationalError:
                log.warning("mail %s: its fate could not be noted yet", parcel.id)
            else:
                break
        else:
            kept = False
        if not kept and outcome.fate is not Fate.LOST:
            log.warning("mail %s went to another worker; a copy may leave", parcel.id)

    def _move(self, parcel: Parcel, outcome: Outcome) -> bool:
        at = self.now()
        match outcome.fate:
            case Fate.SENT:
                return outbox.note_sent(parcel, self.worker, at=at)
            case Fate.REFUSED:
                return self._give_up(parcel, outcome, at)
            case Fate.UNKNOWN:
                return outbox.leave_in_doubt(parcel, self.worker, outcome.words, at=at)
            case Fate.LATER if at - parcel.queued_at > GIVE_UP_AFTER:
                return self._give_up(parcel, outcome, at)
            case Fate.LATER:
                pause = PAUSES[min(parcel.tries, len(PAUSES)) - 1]
                return outbox.put_back(
                    parcel, self.worker, outcome.words, due_at=at + pause
                )
            case _:
                return False

    def _give_up(self, parcel: Parcel, outcome: Outcome, at: datetime) -> bool:
        return outbox.give_up(
            parcel,
            self.worker,
            outcome.words,
            bad_mailbox=outcome.bad_mailbox,
            at=at,
        )

    def _release(self, parcels: Sequence[Parcel], pause: timedelta, error: str) -> None:
        """Queue mails again that were not tried."""
        due_at = self.now() + pause
        with transaction():
            for parcel in parcels:
                outbox.release(parcel, self.worker, error, due_at=due_at)
