"""Making text safe for mail: one line, no controls, nothing that turns into a link.

Mail programs make links of whatever looks like one. A name or a title typed by a
stranger must never become a link in a mail that bears our address, so addresses in
such text are broken by invisible spaces. Three kinds of values are told by their key:

- ``…_url`` leads to our own site and is left alone;
- ``…_email`` is an address and is left alone;
- ``…_lines`` keeps its line breaks, cleaned like the rest.
"""

import re
import unicodedata
from collections.abc import Mapping

from eti_events.messages.letterhead import Letterhead

LONGEST = 2000
ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"
ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]{1,64}@[^\s@<>\"(),:;\[\]\\]{1,189}")
LINKABLE = re.compile(r"(?<=\w)([.@。．｡＠])(?=\w)|(:)(?=//)|(//)(?=\w)")
SPECIALS = re.compile(r'[",<>@:;\\\[\]()]')


def clean_context(values: Mapping[str, str], sheet: Letterhead) -> dict[str, str]:
    """Return the values as they may stand in a mail; raise ValueError for a bug."""
    return {key: _clean(key, value, sheet) for key, value in values.items()}


def one_line(text: str | None) -> str:
    """Return ``text`` without controls, invisible marks and line breaks."""
    return " ".join(visible(text or "").split())


def display_name(text: str) -> str:
    """Return a name fit to stand before an address without quoting."""
    return one_line(SPECIALS.sub(" ", text))[:100]


def defuse(text: str) -> str:
    """Return ``text`` looking the same, with nothing in it that becomes a link."""
    return LINKABLE.sub(lambda found: f"{found[0]}{ZERO_WIDTH}", text)


def usable_address(text: str) -> str:
    """Return one plain mail address as SMTP takes it, or '' when it is none."""
    if visible(text) != text or ADDRESS.fullmatch(text) is None:
        return ""
    user, _, domain = text.rpartition("@")
    try:
        return f"{user}@{domain.encode('idna').decode()}" if user.isascii() else ""
    except UnicodeError:
        return ""


def _clean(key: str, value: str, sheet: Letterhead) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{key}: mails take strings, not {type(value).__name__}")
    if key.endswith("_url"):
        return _own_url(key, value, sheet)
    if key.endswith("_email"):
        return usable_address(value)
    text = visible(value)[:LONGEST]
    if key.endswith("_lines"):
        return "\n".join(defuse(one_line(line)) for line in text.splitlines())
    return defuse(one_line(text))


def _own_url(key: str, value: str, sheet: Letterhead) -> str:
    if value and (not sheet.owns(value) or re.search(r"[\s<>\"]", value)):
        raise ValueError(f"{key} does not lead to our own site")
    return value


def visible(text: str) -> str:
    """Drop controls, direction marks, and halves of characters; keep line breaks.

    The joiners of Arabic and Indic scripts stay: words need them.
    """
    if text.isprintable():  # nearly always, and a wave cleans tens of thousands
        return text
    return "".join(
        char
        if char in JOINERS
        else BREAKS.get(char, "")
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else char
        for char in text
    )


JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
BREAKS = dict.fromkeys("\n\r\t\v\f\x85\u2028\u2029", "\n") | {"\t": " ", "\r": ""}
