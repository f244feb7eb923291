"""Mails as people read them on a page: text, HTML with its images, what is attached."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart

from eti_events.messages.rendering import CONTENT_ID

ADDRESS = re.compile(r"https?://[^\s<>\"]+")
SECRET = re.compile(r"(?<=[/=])[A-Za-z0-9_-]{20,}(?=[/?#&.,;)]|$)")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TICKET = re.compile(r"\bETI[0-9A-HJKMNP-TV-Z]{26}\b")
DOTS = "•••"


@dataclass(frozen=True)
class Enclosure:
    """A file in a mail; ``size`` in bytes."""

    name: str
    media_type: str
    size: int
    content: bytes


def parse(raw: bytes) -> EmailMessage:
    """Read a mail from its bytes."""
    mail = message_from_bytes(raw, policy=policy.default)
    if not isinstance(mail, EmailMessage):
        raise TypeError("the default policy makes EmailMessages")
    return mail


def names_of(raw: bytes, header: str) -> str:
    """Return a header of names and addresses in words.

    Python's parser of addresses puts a space where a long name was folded amid a word.
    """
    folded = message_from_bytes(raw)[header]
    return str(make_header(decode_header(folded))) if folded else ""


def text_of(mail: EmailMessage) -> str:
    """Return the plain text."""
    return _content(mail.get_body(("plain",)))


def html_of(mail: EmailMessage) -> str:
    """Return the HTML as one document: its images within, its links in a new tab."""
    images = {
        part["Content-ID"].strip("<>"): data_url(part.get_content_type(), _bytes(part))
        for part in mail.walk()
        if part["Content-ID"]
    }
    return standing_alone(_content(mail.get_body(("html",))), images)


def standing_alone(html: str, images: Mapping[str, str]) -> str:
    """Return a mail's HTML with its images, by their ids, as addresses with data."""

    def embed(found: re.Match[str]) -> str:
        return images.get(found[1], "")

    page = CONTENT_ID.sub(embed, html)
    return page.replace("<head>", '<head><base target="_blank">', 1)


def data_url(media_type: str, content: bytes) -> str:
    """Return an address that holds the content itself."""
    return f"data:{media_type};base64,{b64encode(content).decode()}"


def enclosures_of(mail: EmailMessage) -> list[Enclosure]:
    """Return the files that come with the mail, images shown within included."""
    return [
        _enclosure(part)
        for part in mail.walk()
        if part.get_filename() and not part.is_multipart()
    ]


def links_of(text: str) -> list[str]:
    """Return the addresses in a text, each once, in order."""
    return list(dict.fromkeys(ADDRESS.findall(text)))


def masked(text: str) -> str:
    """Return the text without what opens doors: tokens in links, codes of tickets."""
    veiled = ADDRESS.sub(lambda found: SECRET.sub(_veil, found[0]), text)
    return TICKET.sub(f"ETI{DOTS}", veiled)


def _veil(found: re.Match[str]) -> str:
    return found[0] if UUID.fullmatch(found[0]) else DOTS


def _content(part: MIMEPart | None) -> str:
    return "" if part is None else str(part.get_content())


def _bytes(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _enclosure(part: MIMEPart) -> Enclosure:
    content = _bytes(part)
    name = part.get_filename() or ""
    return Enclosure(name, part.get_content_type(), len(content), content)
