"""What one scan is answered, from values alone."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eti_events.checkin.fold import Direction, Scan, ScanKind, open_entry

EARLY = timedelta(minutes=30)


class Verdict(enum.StrEnum):
    """The words in which a door answers."""

    WELCOME = "welcome"
    ALREADY_IN = "already_in"
    WRONG_HALF_DAY = "wrong_half_day"
    NOT_CONFIRMED = "not_confirmed"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    UNDONE = "undone"
    WALK_IN_PENDING = "walk_in_pending"
    QUARANTINED = "quarantined"


ADMITTING = frozenset({Verdict.WELCOME, Verdict.ALREADY_IN})


@dataclass(frozen=True, slots=True)
class HalfDay:
    """A half-day of the event: from its beginning up to its end, excluded."""

    id: int
    day: date
    from_at: datetime
    until_at: datetime

    def is_due(self, at: datetime) -> bool:
        """Whether who has a right to it may come in; people come a little early."""
        return self.from_at - EARLY <= at < self.until_at


@dataclass(frozen=True, slots=True)
class Holder:
    """What is known of whom the scan names, when it is judged."""

    registration: int | None
    confirmed: bool = False
    half_days: frozenset[int] = frozenset()
    ticket_revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict, and the entry that made it ``already_in``."""

    verdict: Verdict
    first: Scan | None = None

    @property
    def admits(self) -> bool:
        """Whether the scan counts for presence."""
        return self.verdict in ADMITTING


def judge(
    scan: Scan,
    holder: Holder | None,
    *,
    half_days: Iterable[HalfDay],
    known: Iterable[Scan],
) -> Answer:
    """Answer a scan, whose device is in good standing or has put it in quarantine.

    ``half_days`` are all of the event's, ``known`` the scans of the same holder.
    """
    without_holder = _without_holder(scan)
    if without_holder:
        return Answer(without_holder)
    refused = _refusal(scan, holder, tuple(half_days))
    if refused:
        return Answer(refused)
    if scan.direction is Direction.OUT:
        return Answer(Verdict.WELCOME)
    first = open_entry(scan, known)
    return Answer(Verdict.ALREADY_IN, first) if first else Answer(Verdict.WELCOME)


def half_days_due(half_days: Iterable[HalfDay], scan: Scan) -> frozenset[int]:
    """Return the half-days somebody scanned then may be coming for.

    Before the first one of the day that is the first, after the last the last.
    """
    at = scan.effective_at
    today = sorted(
        (half_day for half_day in half_days if half_day.day == scan.day),
        key=lambda half_day: half_day.from_at,
    )
    if not today:
        return frozenset()
    due = [half_day for half_day in today if half_day.is_due(at)]
    if not due:
        after = [half_day for half_day in today if at < half_day.until_at]
        due = after[:1] or today[-1:]
    return frozenset(half_day.id for half_day in due)


def _without_holder(scan: Scan) -> Verdict | None:
    if scan.quarantined:
        return Verdict.QUARANTINED
    if scan.kind is ScanKind.UNDO:
        return Verdict.UNDONE
    if scan.kind is ScanKind.WALK_IN:
        return Verdict.WALK_IN_PENDING
    return None


def _refusal(
    scan: Scan, holder: Holder | None, half_days: tuple[HalfDay, ...]
) -> Verdict | None:
    if holder is None:
        return Verdict.UNKNOWN
    if holder.ticket_revoked_at and holder.ticket_revoked_at <= scan.effective_at:
        return Verdict.REVOKED
    if holder.registration is None:
        return Verdict.NOT_CONFIRMED
    return _refused_entry(scan, holder, half_days)


def _refused_entry(
    scan: Scan, holder: Holder, half_days: tuple[HalfDay, ...]
) -> Verdict | None:
    if scan.direction is Direction.OUT:  # nobody is kept inside
        return None
    if not holder.confirmed:
        return Verdict.NOT_CONFIRMED
    if not holder.half_days & half_days_due(half_days, scan):
        return Verdict.WRONG_HALF_DAY
    return None
