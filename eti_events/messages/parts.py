"""The parts of a mail, in plain ASCII whatever the far end can take.

``EmailMessage`` parses every header that it is given, several times for each part;
the headers of parts are ours and known, so they are set as they are: a mail then
costs a third. The headers that bear names are left to ``EmailMessage``.
"""

from base64 import encodebytes
from collections.abc import Mapping, Sequence
from email import policy
from email.message import Message
from email.utils import encode_rfc2231
from quopri import encodestring
from secrets import token_hex

PLAIN = policy.compat32.clone(linesep="\r\n")
QUOTABLE = str.maketrans({'"': "'", "\\": "-"})


def text_part(subtype: str, text: str) -> Message:
    """Return text as UTF-8, readable in its source too."""
    encoded = encodestring(text.encode()).decode()
    return _part(f"text/{subtype}; charset=utf-8", "quoted-printable", encoded)


def binary_part(content: bytes, media_type: str, headers: Mapping[str, str]) -> Message:
    """Return a file; ``media_type`` may have parameters."""
    part = _part(media_type, "base64", encodebytes(content).decode())
    for name, value in headers.items():
        part[name] = value
    return part


def multipart(subtype: str, parts: Sequence[Message]) -> Message:
    """Return parts that belong together."""
    whole = Message(PLAIN)
    whole["Content-Type"] = f'multipart/{subtype}; boundary="={token_hex(12)}="'
    whole.set_payload(list(parts))
    return whole


def written(whole: Message) -> bytes:
    """Return the parts as the end of a mail, from the last of its headers on."""
    whole["MIME-Version"] = "1.0"
    return b"\r\n" + whole.as_bytes()


def disposition(kind: str, name: str) -> str:
    """Return how a file is shown, and its name; letters beyond ASCII by RFC 2231."""
    if name.isascii():
        return f'{kind}; filename="{name.translate(QUOTABLE)}"'
    return f"{kind}; filename*={encode_rfc2231(name, 'utf-8')}"


def _part(media_type: str, encoding: str, payload: str) -> Message:
    part = Message(PLAIN)
    part["Content-Type"] = media_type
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(payload)
    return part
