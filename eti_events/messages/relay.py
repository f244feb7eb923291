"""Talking SMTP to the server that takes our mail; no database in here."""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from config import ConfigError
from eti_events.messages import replies
from eti_events.messages.replies import Fate, Outcome

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
PER_CONNECTION = 100
DISTURBED = (OSError, smtplib.SMTPException)


@dataclass(frozen=True, kw_only=True)
class Relay:
    """Where mail is handed over, how, and as whom."""

    scheme: str
    host: str
    port: int
    user: str
    password: str

    @classmethod
    def at(cls, url: str) -> "Relay":
        """Read ``smtp://``, ``smtp+starttls://`` or ``smtps://user:secret@host:port``."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ConfigError("ETI_SMTP_URL must be smtp[s|+starttls]://host[:port]")
        if parts.username and parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
            raise ConfigError("ETI_SMTP_URL: a password needs smtps or smtp+starttls")
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


class Connection:
    """One conversation with the relay, opened when needed, used for many mails."""

    def __init__(self, relay: Relay, *, hello: str, patience: float) -> None:
        self.relay = relay
        self.hello = hello
        self.patience = patience
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def send(
        self, sender: str, recipient: str, body: bytes, hold: Callable[[], bool]
    ) -> Outcome:
        """Hand one mail over. ``hold`` is asked just before its content goes out."""
        outcome = (
            self._begin(sender, len(body))
            or self._name(recipient)
            or self._hand_over(body, hold)
        )
        self._tidy(outcome)
        return outcome

    def close(self) -> None:
        """Take leave; a server that has gone already is no matter."""
        if self._smtp is not None:
            with suppress(*DISTURBED):
                self._smtp.quit()
            self._smtp.close()
        self._smtp, self._sent = None, 0

    def greet(self) -> None:
        """Open the conversation and sign in, without sending anything."""
        self._opened()

    def _begin(self, sender: str, size: int) -> Outcome | None:
        """Say MAIL; what goes wrong up to here is not this mail's fault."""
        try:
            code, words = self._mail_on_a_live_line(sender, size)
        except DISTURBED as error:
            self.close()
            return Outcome(Fate.RELAY_DOWN, _words(error))
        return None if code == OK else replies.of_sender(code, words)

    def _mail_on_a_live_line(self, sender: str, size: int) -> tuple[int, str]:
        """Open another line, once, when the one in use was closed while idle."""
        if self._smtp is not None:
            try:
                return self._mail(sender, size)
            except DISTURBED:
                self.close()
        return self._mail(sender, size)

    def _mail(self, sender: str, size: int) -> tuple[int, str]:
        smtp = self._opened()
        options = [f"size={size}"] if smtp.has_extn("size") else []
        code, words = smtp.mail(sender, options)
        return code, words.decode(errors="replace")

    def _name(self, recipient: str) -> Outcome | None:
        try:
            code, words = self._opened().rcpt(recipient)
        except DISTURBED as error:
            self.close()
            return Outcome(Fate.LATER, _words(error))
        if code in {OK, WILL_FORWARD}:
            return None
        return replies.of_recipient(code, words.decode(errors="replace"))

    def _hand_over(self, body: bytes, hold: Callable[[], bool]) -> Outcome:
        if not hold():
            return Outcome(Fate.LOST)
        try:
            code, words = self._opened().data(body)
        except smtplib.SMTPDataError as error:
            code, words = error.smtp_code, _as_bytes(error.smtp_error)
        except DISTURBED as error:
            self.close()
            return Outcome(Fate.UNKNOWN, _words(error))
        return replies.of_content(code, words.decode(errors="replace"))

    def _tidy(self, outcome: Outcome) -> None:
        """Leave the conversation ready for the next mail, or closed."""
        self._sent += 1
        if self._smtp is None:
            return
        if outcome.fate is Fate.RELAY_DOWN or self._sent >= PER_CONNECTION:
            self.close()
        elif outcome.fate is not Fate.SENT:
            try:
                self._smtp.rset()
            except DISTURBED:
                self.close()

    def _opened(self) -> smtplib.SMTP:
        if self._smtp is None:
            smtp = self._connect()
            try:
                self._introduce(smtp)
            except BaseException:
                smtp.close()
                raise
            self._smtp = smtp
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        host, port = self.relay.host, self.relay.port
        if self.relay.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(
                host, port, self.hello, timeout=self.patience, context=context
            )
        return smtplib.SMTP(host, port, self.hello, timeout=self.patience)

    def _introduce(self, smtp: smtplib.SMTP) -> None:
        if self.relay.scheme == "smtp+starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if self.relay.user:
            smtp.login(self.relay.user, self.relay.password)


OK, WILL_FORWARD = 250, 251


def _as_bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()


def _words(error: Exception) -> str:
    """Say what went wrong, without what was sent: it may hold a password."""
    if isinstance(error, smtplib.SMTPResponseException):
        return (
            f"{error.smtp_code} {_as_bytes(error.smtp_error).decode(errors='replace')}"[
                :400
            ]
        )
    return f"{type(error).__name__}: {error}"[:400]
