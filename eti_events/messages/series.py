"""One mail for many readers: written once, each reader's own words put in.

Filling in templates and composing headers is nearly all that a mail costs, and for a
wave all but the reader's name and link is the same. What comes out is what
``rendering.build`` would have made.
"""

from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.utils import formataddr
from quopri import encodestring
from secrets import token_hex

from markupsafe import escape

from eti_events.messages.cleaning import clean_context, display_name
from eti_events.messages.letterhead import Letterhead
from eti_events.messages.rendering import Envelope, Words, head, render

Same = Mapping[str, str]
ENDS = (
    "\ue000",
    "\ue001",
)  # letters of nobody's alphabet: no text that we clean has them


class Series:
    """A mail of one template and language, but for the words in ``own``.

    Every reader has a value for each of them, and the subject holds none: templates
    may not ask whether one is empty.
    """

    def __init__(
        self,
        template: str,
        language: str,
        same: Same,
        own: tuple[str, ...],
        sheet: Letterhead,
    ) -> None:
        marks = {key: f"{ENDS[0]}{key}{ENDS[1]}" for key in own}
        words = render(template, language, {**clean_context(same, sheet), **marks})
        if ENDS[0] in words.subject:
            raise ValueError(f"{template}: the subject of a series is for everybody")
        self.subject = words.subject
        self._words, self._marks = words, marks
        self._sheet, self._language = sheet, language
        self._boundary = f"={token_hex(12)}="

    def begin(self, sender_name: str, reply_to: str, at: datetime) -> None:
        """Write the headers that are the same for everybody."""
        everybody = Envelope(
            message_id="",
            sender_name=sender_name,
            recipient="a@b",
            recipient_name="",
            reply_to=reply_to,
            language=self._language,
            at=at,
        )
        mail = head(self._words, everybody, self._sheet)
        del mail["To"], mail["Message-ID"]
        self._head = mail.as_bytes().rstrip()

    def words(self, own: Same) -> Words:
        """Return what one reader reads."""
        text, html = self._words.text, self._words.html
        for key, value in clean_context(own, self._sheet).items():
            text = text.replace(self._marks[key], value)
            html = html.replace(self._marks[key], str(escape(value)))
        return Words(self.subject, text, html)

    def mail(self, message_id: str, name: str, address: str, own: Same) -> bytes:
        """Return the whole mail to one reader."""
        words = self.words(own)
        lines = (
            f"To: {_mailbox(name, address)}",
            f"Message-ID: {message_id}",
            f'Content-Type: multipart/alternative; boundary="{self._boundary}"',
            "MIME-Version: 1.0",
            "",
            self._part("plain", words.text),
            self._part("html", words.html),
            f"--{self._boundary}--",
            "",
        )
        return self._head + b"\r\n" + "\r\n".join(lines).encode("ascii")

    def _part(self, subtype: str, text: str) -> str:
        content = encodestring(text.encode()).decode("ascii")
        return "\r\n".join(
            (
                f"--{self._boundary}",
                f"Content-Type: text/{subtype}; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                content.replace("\n", "\r\n"),
            )
        )


def _mailbox(name: str, address: str) -> str:
    shown = display_name(name)
    if shown.isascii():
        return formataddr((shown, address))
    coded = Header(shown, "utf-8", header_name="To").encode(linesep="\r\n")
    return f"{coded} <{address}>"
