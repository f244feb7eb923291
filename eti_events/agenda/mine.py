"""Which sessions are a person's own: their half-days, their stars, their parts."""

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eti_events.agenda.snapshot import PublishedSession
from eti_events.agenda.timetable import overlapping

Span = tuple[datetime, datetime]


class Reason(enum.StrEnum):
    """Why a session stands in somebody's own agenda."""

    PART = "part"
    STARRED = "starred"
    EVERYBODY = "everybody"


@dataclass(frozen=True, kw_only=True)
class OwnSession:
    """A session of one's own, or the first of several between which one may choose."""

    session: PublishedSession
    reason: Reason | None
    choices: int = 0


def own_agenda(
    sessions: Sequence[PublishedSession],
    *,
    parts: Collection[UUID],
    starred: Collection[UUID],
    spans: Iterable[Span],
) -> list[OwnSession]:
    """Return a person's own agenda, in the order of the hours.

    Theirs is where they have a part, what they starred, and what goes on alone while
    they are there. Where there is a choice and none was made, the first of the
    sessions stands for it with how many there are.
    """
    here = tuple(spans)
    found: list[OwnSession] = []
    for group in overlapping(sessions):
        chosen = [one for one in group if one.id in parts or one.id in starred]
        found += [OwnSession(session=one, reason=_reason(one, parts)) for one in chosen]
        free = [one for one in group if not one.cancelled and _within(one, here)]
        if chosen or not free:
            continue
        alone = len(free) == 1
        found.append(
            OwnSession(
                session=free[0],
                reason=Reason.EVERYBODY if alone else None,
                choices=0 if alone else len(free),
            )
        )
    return found


def _reason(session: PublishedSession, parts: Collection[UUID]) -> Reason:
    return Reason.PART if session.id in parts else Reason.STARRED


def _within(session: PublishedSession, spans: Iterable[Span]) -> bool:
    """Whether the person is there for some of it."""
    return any(
        session.starts_at < end and start < session.ends_at for start, end in spans
    )
