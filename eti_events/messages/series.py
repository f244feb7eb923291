"""One mail for many readers: written once, each reader's own words put in.

Filling in templates and composing headers is nearly all that a mail costs, and for a
wave all but the reader's name and link is the same. What comes out is what
``rendering.build`` would have made.
"""

from collections.abc import Iterable, Mapping
from email.charset import Charset
from email.header import Header
from email.utils import formataddr
from quopri import encodestring
from secrets import token_hex

from markupsafe import escape

from eti_events.messages.cleaning import clean_context, display_name, one_line
from eti_events.messages.letterhead import Letterhead
from eti_events.messages.rendering import (
    LONGEST_SUBJECT,
    Envelope,
    Words,
    build,
    head,
)

Same = Mapping[str, str]
ENDS = (
    "\ue000",
    "\ue001",
)  # letters of nobody's alphabet: no text that we clean has them

UTF8 = Charset("utf-8")
ONE_LINE = 70  # as long as an encoded name may be before it is cut and folded


def marks_for(own: Iterable[str]) -> dict[str, str]:
    """Return what stands for each reader's own words until they are put in."""
    return {key: f"{ENDS[0]}{key}{ENDS[1]}" for key in own}


class Series:
    """A mail in one language, rendered with marks for the words that differ.

    Every reader has a value for each of them: templates may not ask whether one is
    empty.
    """

    def __init__(self, words: Words, own: Iterable[str], sheet: Letterhead) -> None:
        self._words, self._marks = words, marks_for(own)
        self._sheet = sheet
        self._boundary = f"={token_hex(12)}="

    @property
    def is_personal(self) -> bool:
        """Whether even the subject names its reader."""
        return ENDS[0] in self._words.subject

    def begin(self, envelope: Envelope) -> None:
        """Write the headers that are the same for everybody."""
        mail = head(self._words, envelope, self._sheet)
        del mail["To"], mail["Message-ID"]
        self._head = mail.as_bytes().rstrip()

    def words(self, own: Same) -> Words:
        """Return what one reader reads."""
        subject, text, html = self._words.subject, self._words.text, self._words.html
        for key, value in clean_context(own, self._sheet).items():
            subject = subject.replace(self._marks[key], value)
            text = text.replace(self._marks[key], value)
            html = html.replace(self._marks[key], str(escape(value)))
        return Words(one_line(subject)[:LONGEST_SUBJECT], text, html)

    def mail(self, envelope: Envelope, words: Words) -> bytes:
        """Return the whole mail to one reader."""
        if self.is_personal:
            return build(words, envelope, self._sheet)
        lines = (
            f"To: {_mailbox(envelope.recipient_name, envelope.recipient)}",
            f"Message-ID: {envelope.message_id}",
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
    coded = UTF8.header_encode(shown)
    if len(coded) > ONE_LINE:
        coded = Header(shown, "utf-8", header_name="To").encode(linesep="\r\n")
    return f"{coded} <{address}>"
