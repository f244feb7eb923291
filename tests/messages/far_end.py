"""A mail server that answers as the test has written down, over real SMTP."""

import asyncio
from collections import defaultdict
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, Envelope, Session

DROP = "drop"  # close the line instead of answering
OK = "250 2.0.0 kept"


class FarEnd:
    """Answers per recipient and command, in order; what it took is in ``taken``.

    ``far_end.says("a@x", "RCPT", "450 4.7.1 later")`` answers once like that.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.connections = 0
        self.pause = 0.0
        self._script: dict[tuple[str, str], list[str]] = defaultdict(list)

    def says(self, recipient: str, command: str, *answers: str) -> None:
        self._script[recipient, command] += answers

    def message_ids(self) -> list[str]:
        return [
            str(message_from_bytes(raw, policy=policy.default)["Message-ID"])
            for _, raw in self.taken
        ]

    def to(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        envelope.mail_from = address
        return await self._answer(server, "*", "MAIL", "250 2.1.0 OK")

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        answer = await self._answer(server, address, "RCPT", "250 2.1.5 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        recipient = envelope.rcpt_tos[0]
        answer = await self._answer(server, recipient, "DATA", OK)
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append((recipient, envelope.content))
        return answer

    async def _answer(
        self, server: SMTP, recipient: str, command: str, usual: str
    ) -> str:
        await asyncio.sleep(self.pause)
        waiting = self._script[recipient, command]
        answer = waiting.pop(0) if waiting else usual
        if answer == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer
