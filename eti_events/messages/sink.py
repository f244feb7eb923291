"""A mail server that keeps everything and delivers nothing, for demo and trials."""

import asyncio
import os
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from time import time_ns
from typing import Any
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope, Session

FROM, TO = b"X-Envelope-From: ", b"X-Envelope-To: "
TAKEN = "250 2.0.0 kept"


@dataclass(frozen=True)
class Kept:
    """A mail in the spool."""

    name: str
    sender: str
    recipient: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail as its reader's program sees it."""
        mail = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)  # noqa: S101 -- what this policy makes
        return mail


class Spool:
    """A folder with one file a mail: two lines of envelope, then the mail itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, sender: str, recipient: str, raw: bytes) -> None:
        """Write the mail down; on return it is on the disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{time_ns():020d}-{uuid4().hex[:8]}"
        lines = FROM + sender.encode() + b"\r\n" + TO + recipient.encode() + b"\r\n"
        draft = self.folder / f"{name}.part"
        with draft.open("wb") as file:
            file.write(lines + raw)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.folder / f"{name}.eml")

    def names(self) -> list[str]:
        """Return the names of the mails, the newest first."""
        return sorted((path.stem for path in self.folder.glob("*.eml")), reverse=True)

    def read(self, name: str) -> Kept:
        """Return one mail; raise KeyError when there is none of that name."""
        if name not in self.names():
            raise KeyError(name)
        content = (self.folder / f"{name}.eml").read_bytes()
        first, second, raw = content.split(b"\r\n", 2)
        sender = first.removeprefix(FROM).decode(errors="replace")
        return Kept(name, sender, second.removeprefix(TO).decode(errors="replace"), raw)


class SpoolHandler:
    """Takes every mail for everybody into the spool, then says so."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep one copy for each recipient, and only then answer."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        for recipient in envelope.rcpt_tos:
            self.spool.keep(envelope.mail_from or "", recipient, raw)
        return TAKEN


class Sink:
    """An SMTP server on the loopback address, in a thread of its own.

    ``with Sink(handler) as far_end:`` listens on ``far_end.port`` until the end.
    """

    def __init__(self, handler: Any, *, port: int = 0, **smtp: Any) -> None:
        self.handler = handler
        self.port = port
        self.smtp = smtp
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "Sink":
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            self._loop.create_server(self._conversation, "127.0.0.1", self.port),
            self._loop,
        ).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _conversation(self) -> SMTP:
        return SMTP(
            self.handler, hostname="localhost", ident="ETI Events sink", **self.smtp
        )
