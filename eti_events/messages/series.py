"""One mail for many readers: written once, each reader's own words put in.

Filling in templates and composing headers is nearly all that a mail costs, and for a
wave all but the reader's name and link is the same. What comes out is what
``rendering.build`` would have made.
"""

import re
from collections.abc import Iterable, Mapping
from email.charset import Charset
from email.header import Header
from email.utils import formataddr
from itertools import groupby
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
        self._parts = [_Part("plain", words.text), _Part("html", words.html)]

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
        plain, html = self._values(own)
        subject, text, page = self._words.subject, self._words.text, self._words.html
        subject = one_line(_filled(subject, plain))[:LONGEST_SUBJECT]
        return Words(subject, _filled(text, plain), _filled(page, html))

    def subject(self, own: Same) -> str:
        """Return the subject that one reader reads."""
        if self.is_personal:
            return self.words(own).subject
        return one_line(self._words.subject)[:LONGEST_SUBJECT]

    def mail(self, envelope: Envelope, own: Same) -> bytes:
        """Return the whole mail to one reader."""
        if self.is_personal:
            return build(self.words(own), envelope, self._sheet)
        parts = zip(self._parts, self._values(own), strict=True)
        lines = (
            f"To: {_mailbox(envelope.recipient_name, envelope.recipient)}",
            f"Message-ID: {envelope.message_id}",
            f'Content-Type: multipart/alternative; boundary="{self._boundary}"',
            "MIME-Version: 1.0",
            "",
            *(part.write(self._boundary, values) for part, values in parts),
            f"--{self._boundary}--",
            "",
        )
        return self._head + b"\r\n" + "\r\n".join(lines).encode("ascii")

    def _values(self, own: Same) -> tuple[dict[str, str], dict[str, str]]:
        """Return what stands for each mark in plain text, and in HTML."""
        plain = {
            self._marks[key]: value
            for key, value in clean_context(own, self._sheet).items()
        }
        return plain, {mark: str(escape(value)) for mark, value in plain.items()}


class _Part:
    """One part of a mail: the lines that are the same for everybody are quoted once.

    Quoted-printable (RFC 2045, 6.7) knows no more than the line that it is in.
    """

    def __init__(self, subtype: str, text: str) -> None:
        self._subtype = subtype
        lines = groupby(re.split(r"(?<=\n)", text), lambda line: ENDS[0] in line)
        pieces = [(differs, "".join(some)) for differs, some in lines]
        self._pieces = [
            (differs, piece if differs else _quoted(piece)) for differs, piece in pieces
        ]

    def write(self, boundary: str, values: Same) -> str:
        """Return the part with the words of one reader."""
        content = "".join(
            _quoted(_filled(piece, values)) if differs else piece
            for differs, piece in self._pieces
        )
        return "\r\n".join(
            (
                f"--{boundary}",
                f"Content-Type: text/{self._subtype}; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                content,
            )
        )


def _filled(text: str, values: Same) -> str:
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


def _quoted(text: str) -> str:
    return encodestring(text.encode()).decode("ascii").replace("\n", "\r\n")


def _mailbox(name: str, address: str) -> str:
    shown = display_name(name)
    if shown.isascii():
        return formataddr((shown, address))
    coded = UTF8.header_encode(shown)
    if len(coded) > ONE_LINE:
        coded = Header(shown, "utf-8", header_name="To").encode(linesep="\r\n")
    return f"{coded} <{address}>"
