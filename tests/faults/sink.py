"""An SMTP server that outlives the killed, and tells how far the worker has come."""

import asyncio
import enum
import queue
import re
import threading
from collections import defaultdict
from email import message_from_bytes
from email.policy import default
from hashlib import sha256

from aiosmtpd.smtp import SMTP, Envelope, Session

INVITATION = re.compile(r"https?://\S+/invitations/\S+")
AFTER = 0.001  # seconds: the 250 is on the wire, the worker has hardly read it
STALL = 60.0  # seconds that a worker waits for us to be killed


class Moment(enum.Enum):
    """Where in the life of one mail its worker dies."""

    BEFORE_CLAIM = "before claim"
    AFTER_CLAIM = "after claim"
    BEFORE_250 = "before SMTP's 250"
    AFTER_250 = "after SMTP's 250"


class Sink:
    """Takes every mail; holds the worker at one moment when told to.

    A mail counts as delivered before its 250 leaves: that is the harder case, since
    the worker cannot know of it and must send a copy under the same Message-ID.
    """

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.taken: dict[str, list[str]] = defaultdict(list)  # Message-ID: digests
        self.links: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._armed: Moment | None = None

    def arm(self, moment: Moment) -> None:
        """Set ``reached`` the next time that a worker comes to ``moment``."""
        self.reached.clear()
        self._armed = moment

    def disarm(self) -> None:
        """Let every worker pass."""
        self._armed = None

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Hold a worker that has claimed a mail and given us nothing of it."""
        await self._meet(Moment.AFTER_CLAIM)
        envelope.mail_from = address
        return "250 go on"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the mail; hold the worker before it hears so, or just after."""
        assert isinstance(envelope.content, bytes)
        self._take(envelope.content, envelope.rcpt_tos[0])
        await self._meet(Moment.BEFORE_250)
        if self._armed is Moment.AFTER_250:
            self._armed = None
            asyncio.get_running_loop().call_later(AFTER, self.reached.set)
        return "250 taken"

    def _take(self, content: bytes, recipient: str) -> None:
        mail = message_from_bytes(content, policy=default)
        number = str(mail["Message-ID"])
        body = mail.get_body(("plain",))
        link = INVITATION.search(body.get_content() if body else "")
        if link and number not in self.taken:
            self.links.put((recipient, link[0]))
        self.taken[number].append(sha256(content).hexdigest())

    async def _meet(self, moment: Moment) -> None:
        if self._armed is moment:
            self._armed = None
            self.reached.set()
            await asyncio.sleep(STALL)
