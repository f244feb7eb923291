"""A mail server that keeps everything and delivers nothing, for demo and trials."""

import asyncio
import threading
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from eti_events.messages.spool import Spool

TAKEN = "250 2.0.0 kept"


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
