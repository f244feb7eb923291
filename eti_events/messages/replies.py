"""What a mail server's answer means for the mail, its address and its sender."""

import enum
import re
from dataclasses import dataclass

PERMANENT = 500
CLOSING = 421
TOO_LARGE = {523, 552}
BAD_MAILBOX = {550, 551, 553}  # RFC 5321 4.2.2, when no enhanced code says better
ENHANCED = re.compile(r"[245]\.(\d{1,3})\.\d{1,3}\b")
ADDRESS_STATUS, MAILBOX_STATUS = "1", "2"  # RFC 3463 3.2, 3.3


class Fate(enum.Enum):
    """What became of one try to send one mail."""

    SENT = "sent"
    LATER = "later"  # refused for now
    REFUSED = "refused"  # refused for good
    UNKNOWN = "unknown"  # it may have arrived: the answer was lost
    RELAY_DOWN = "relay down"  # nothing can be sent at the moment
    LOST = "lost"  # another worker has it


@dataclass(frozen=True)
class Outcome:
    """A fate, the server's own words, and whether the address itself is at fault."""

    fate: Fate
    words: str = ""
    bad_mailbox: bool = False


def of_sender(code: int, words: str) -> Outcome:
    """Judge the answer to MAIL: a refusal concerns us, not this mail."""
    text = _line(code, words)
    if code in TOO_LARGE:
        return Outcome(Fate.REFUSED, text)
    if code == CLOSING or code >= PERMANENT:
        return Outcome(Fate.RELAY_DOWN, text)
    return Outcome(Fate.LATER, text)


def of_recipient(code: int, words: str) -> Outcome:
    """Judge a refusal of the address."""
    text = _line(code, words)
    if code < PERMANENT:
        return Outcome(Fate.LATER, text)
    if found := ENHANCED.search(words):
        bad = found[1] in {ADDRESS_STATUS, MAILBOX_STATUS}
    else:
        bad = code in BAD_MAILBOX
    return Outcome(Fate.REFUSED, text, bad_mailbox=bad)


def of_content(code: int, words: str) -> Outcome:
    """Judge the answer to DATA and to the mail itself."""
    text = _line(code, words)
    if code < 300:  # noqa: PLR2004 -- RFC 5321 4.2.1: 2yz is success
        return Outcome(Fate.SENT, text)
    return Outcome(Fate.REFUSED if code >= PERMANENT else Fate.LATER, text)


def _line(code: int, words: str) -> str:
    return " ".join(f"{code} {words}".split())[:400]
