"""Where a registration may go, who may take it there, and what its person is told.

Written from the list of states and what people may do. It judges the product, so it
imports nothing of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

PERSON, OTHER, RULES = "its person", "somebody for them", "the rules alone"

NONE, DRAFT, PENDING, WAITING = "none", "draft", "pending", "waiting"
CONFIRMED, REFUSED, DECLINED, CANCELLED = (
    *("confirmed", "refused", "declined", "cancelled"),
)
STATES = (DRAFT, PENDING, WAITING, CONFIRMED, REFUSED, DECLINED, CANCELLED)
SOMEBODY = frozenset({PERSON, OTHER})
ANYBODY = frozenset({PERSON, OTHER, RULES})
ORGANISERS = frozenset({OTHER})

WAYS: dict[tuple[str, str], frozenset[str]] = {
    # What was typed is sent: to be examined, to wait, or to come. Or it is dropped.
    (DRAFT, PENDING): SOMEBODY,
    (DRAFT, WAITING): SOMEBODY,
    (DRAFT, CONFIRMED): SOMEBODY,
    (DRAFT, DECLINED): SOMEBODY,
    (DRAFT, CANCELLED): SOMEBODY,
    # What is examined is for the organisers to accept or refuse.
    (PENDING, WAITING): ORGANISERS,
    (PENDING, CONFIRMED): ORGANISERS,
    (PENDING, REFUSED): ORGANISERS,
    (PENDING, DECLINED): SOMEBODY,
    (PENDING, CANCELLED): SOMEBODY,
    # Who waits gets a place by the list, an organiser, or their yes to an offer.
    (WAITING, CONFIRMED): ANYBODY,
    (WAITING, REFUSED): ORGANISERS,
    (WAITING, DECLINED): SOMEBODY,
    (WAITING, CANCELLED): ANYBODY,
    (CONFIRMED, CANCELLED): SOMEBODY,
    # What has ended begins anew as a draft, or by an organiser's word; what was
    # refused, by that alone.
    (REFUSED, CONFIRMED): ORGANISERS,
    (DECLINED, DRAFT): SOMEBODY,
    (DECLINED, CONFIRMED): ORGANISERS,
    (CANCELLED, DRAFT): SOMEBODY,
    (CANCELLED, CONFIRMED): ORGANISERS,
}


@dataclass(frozen=True)
class Line:
    """What the log says that somebody did: a step, an offer, a provisional answer."""

    did: str
    before: str | None
    who: str


def is_legal(lines: Sequence[Line], before: str, now: str) -> bool:
    """Whether these lines lead from one state to the other by steps that exist."""
    state = DRAFT if before == NONE else before
    for line in lines:
        if line.did not in STATES:
            continue
        if line.before != state or line.who not in WAYS.get((state, line.did), ()):
            return False
        state = line.did
    return now == state or (now == NONE and not lines)


def owed(lines: Sequence[Line]) -> list[str]:
    """Return the mails that the person is owed for these lines, in order."""
    mails: list[str] = []
    for line in lines:
        if line.did == "provisional" and mails[-1:] == [PENDING]:
            mails.pop()
        mails += _mail_for(line)
    return mails


def _mail_for(line: Line) -> list[str]:
    if line.did in {DRAFT, "created", "put_first"}:
        return []
    if line.did != CANCELLED:
        return [line.did]
    if line.before == WAITING:
        return ["lapsed" if line.who == RULES else "left"]
    return ["cancelled" if line.who == PERSON else "cancelled_for_you"]
