"""Writing what was queued unwritten: the worker's part, before it delivers."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from eti_events.database import transaction
from eti_events.events.models import Event
from eti_events.messages.actions import NOT_WRITTEN, write_down
from eti_events.messages.models import Mail, MailState
from eti_events.messages.queries import find_unwritten, lock_unwritten
from eti_events.messages.rendering import Attachment, Words

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 30, 120))


@dataclass(frozen=True)
class Letter:
    """What a mail says, and what comes with it."""

    event: Event
    words: Words
    attachments: Sequence[Attachment] = ()


Writer = Callable[[Mail], Letter | None]  # None: there is nothing left to say
Standing = Callable[[int, int], bool]  # whether it is still so, by person and event


def write_due(
    writers: Mapping[str, Writer],
    *,
    now: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
) -> None:
    """Write every mail that is due.

    Each is composed outside any transaction, so that it keeps nobody from writing.
    """
    while not stopping() and (mail := find_unwritten(now())):
        number = mail.id
        try:
            letter = writers[mail.template](mail)
            _keep(number, partial(_write, letter=letter))
        except Exception:  # one that cannot be written keeps no other from leaving
            log.exception("mail %s could not be written", number)
            _keep(number, partial(_try_later, at=now()))


def _keep(mail_id: int, change: Callable[[Mail], None]) -> None:
    """Change the mail, unless somebody has taken it back or written it meanwhile."""
    with transaction():
        if mail := lock_unwritten(mail_id):
            change(mail)


def _write(mail: Mail, letter: Letter | None) -> None:
    if letter is None or mail.person is None:
        mail.state = MailState.CANCELLED
    else:
        write_down(mail, letter.words, mail.person, letter.event, letter.attachments)
        mail.tries, mail.last_error = 0, None


def _try_later(mail: Mail, at: datetime) -> None:
    mail.tries += 1
    mail.last_error = NOT_WRITTEN
    if mail.tries > len(PAUSES):
        mail.state = MailState.FAILED
    else:
        mail.due_at = at + PAUSES[mail.tries - 1]
