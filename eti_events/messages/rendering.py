"""From a template and words to a finished mail; values in, values out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from eti_events.messages.cleaning import display_name, one_line
from eti_events.messages.letterhead import Letterhead

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
LONGEST_SUBJECT = 300
CONTENT_ID = re.compile(r"\bcid:([^\"'\s>]+)")
QUOTED = "quoted-printable"  # plain ASCII on the way, whatever the far end can take


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
) -> EmailMessage:
    """Return the whole mail: plain and HTML, images inside, files beside."""
    mail = EmailMessage(policy=policy.SMTP)
    _address(mail, words, envelope, sheet)
    mail.set_content(words.text, cte=QUOTED)
    mail.add_alternative(words.html, subtype="html", cte=QUOTED)
    _embed(mail, words.html, [file for file in attachments if file.content_id])
    for file in attachments:
        if not file.content_id:
            _attach(mail, file)
    return mail


def _address(
    mail: EmailMessage, words: Words, envelope: Envelope, sheet: Letterhead
) -> None:
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


def _mailbox(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(display_name(name), user, domain)


def _embed(mail: EmailMessage, html: str, images: Sequence[Attachment]) -> None:
    named, given = set(CONTENT_ID.findall(html)), {file.content_id for file in images}
    if named != given:
        raise ValueError(f"images named {sorted(named)} but given {given}")
    page = mail.get_payload()[1]  # type: ignore[index]  # the HTML just added
    for file in images:
        main, _, sub = file.media_type.partition("/")
        page.add_related(  # type: ignore[union-attr]  # an EmailMessage, typed loosely
            file.content,
            maintype=main,
            subtype=sub,
            cid=f"<{file.content_id}>",
            filename=one_line(file.name),
            disposition="inline",
        )


def _attach(mail: EmailMessage, file: Attachment) -> None:
    kind, *rest = (part.strip() for part in file.media_type.split(";"))
    main, _, sub = kind.partition("/")
    parameters = dict(part.split("=", 1) for part in rest)
    mail.add_attachment(
        file.content,
        maintype=main,
        subtype=sub,
        filename=one_line(file.name),
        params=parameters,
    )
