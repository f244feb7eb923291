"""From a template and words to a finished mail; values in, values out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.utils import format_datetime
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from eti_events.messages.cleaning import display_name, one_line
from eti_events.messages.letterhead import Letterhead
from eti_events.messages.parts import (
    binary_part,
    disposition,
    multipart,
    text_part,
    written,
)

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
LONGEST_SUBJECT = 300
CONTENT_ID = re.compile(r'(?<=\bsrc=")cid:([^"]+)')  # a name may say cid: too


@dataclass(frozen=True)
class Attachment:
    """A file in a mail; with a ``content_id`` it is an image shown inside the HTML.

    ``media_type`` may have parameters: ``text/calendar; method=PUBLISH``.
    """

    name: str
    media_type: str
    content: bytes
    content_id: str | None = None


@dataclass(frozen=True)
class Words:
    """What a mail says: its subject, its text, the same as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """From whom, to whom, when, and under which Message-ID for ever.

    Addresses are usable ones; ``reply_to`` may be empty.
    """

    message_id: str
    sender_name: str
    recipient: str
    recipient_name: str
    reply_to: str
    language: str
    at: datetime


class _Environment(ImmutableSandboxedEnvironment):
    """Templates of mails see strings only, and every name they use must be given."""

    def __init__(self) -> None:
        super().__init__(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            undefined=jinja2.StrictUndefined,
            autoescape=jinja2.select_autoescape(("html",), default_for_string=True),
            trim_blocks=True,
            lstrip_blocks=True,
        )


_environment = _Environment()


def render(template: str, language: str, context: Mapping[str, str]) -> Words:
    """Fill in ``templates/mails/<template>.<language>.txt`` and its HTML twin.

    The first line of the text is the subject; a blank line parts it from the body.
    Where organisers may change the words, ``<template>.<language>.words`` holds the
    default ones, and the context brings those to send.
    """
    name = f"mails/{template}.{language}"
    words = {**context, "language": language}
    first, _, body = (
        _environment.get_template(f"{name}.txt").render(words).partition("\n")
    )
    subject = one_line(first)[:LONGEST_SUBJECT]
    html = _environment.get_template(f"{name}.html").render(words, subject=subject)
    return Words(subject, body.strip("\n") + "\n", html)


def build(
    words: Words,
    envelope: Envelope,
    sheet: Letterhead,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Return the whole mail: plain and HTML, images inside, files beside."""
    images = [file for file in attachments if file.content_id]
    named = set(CONTENT_ID.findall(words.html))
    if named != {image.content_id for image in images}:
        raise ValueError(f"images named {sorted(named)}, given {len(images)} others")
    page = text_part("html", words.html)
    if images:
        page = multipart("related", [page, *map(_image_part, images)])
    body = [text_part("plain", words.text), page]
    files = [_file_part(file) for file in attachments if not file.content_id]
    content = multipart("alternative", body)
    if files:
        content = multipart("mixed", [content, *files])
    return head(words, envelope, sheet).as_bytes().rstrip() + written(content)


def head(words: Words, envelope: Envelope, sheet: Letterhead) -> EmailMessage:
    """Return what bears names: ``EmailMessage`` encodes them, and refuses a break."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = _mailbox(envelope.sender_name or sheet.name, sheet.address)
    mail["To"] = _mailbox(envelope.recipient_name, envelope.recipient)
    if envelope.reply_to:
        mail["Reply-To"] = _mailbox(envelope.sender_name, envelope.reply_to)
    mail["Subject"] = words.subject
    mail["Date"] = format_datetime(envelope.at)
    mail["Message-ID"] = envelope.message_id
    mail["Content-Language"] = envelope.language
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    return mail


def _mailbox(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(display_name(name), user, domain)


def _image_part(image: Attachment) -> Message:
    return binary_part(
        image.content,
        image.media_type,
        {
            "Content-ID": f"<{image.content_id}>",
            "Content-Disposition": disposition("inline", one_line(image.name)),
        },
    )


def _file_part(file: Attachment) -> Message:
    shown = disposition("attachment", one_line(file.name))
    return binary_part(file.content, file.media_type, {"Content-Disposition": shown})
