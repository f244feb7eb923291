"""Presence as a pure fold over the set of scans, in whatever order they came."""

import enum
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

CLOCK_TOLERANCE = timedelta(minutes=2)
AT_ONCE = timedelta(seconds=10)  # two doors, and calls that overtake each other
AROUND_THE_EVENT = timedelta(hours=12)


class ScanKind(enum.StrEnum):
    """What a device reports."""

    SCAN = "scan"
    UNDO = "undo"
    WALK_IN = "walk_in"


class Direction(enum.StrEnum):
    """Which way somebody went through the door."""

    IN = "in"
    OUT = "out"


class Flag(enum.StrEnum):
    """What somebody should look at; the last three are about the person."""

    DUPLICATE = "duplicate"
    CLOCK = "clock"
    LATE = "late"
    FIRST_DEPARTURE = "first_departure"
    VIP = "vip"
    NEEDS_DESK = "needs_desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One fact made on a device; ``day`` is the event's local date of its time.

    ``admitted`` is the part of the verdict that no other scan can change: a known,
    valid ticket of somebody who may be there. ``offset_ms`` (milliseconds) was frozen
    on the device; ``received_at`` is when the server first saw it.
    """

    scan_id: UUID
    device: int
    seq: int
    zone: int
    day: date
    device_time: datetime
    received_at: datetime
    registration: int | None = None
    kind: ScanKind = ScanKind.SCAN
    direction: Direction = Direction.IN
    offset_ms: int = 0
    undoes: UUID | None = None
    admitted: bool = True
    quarantined: bool = False

    @property
    def effective_at(self) -> datetime:
        """When it happened, by the device's clock put right."""
        return self.device_time + timedelta(milliseconds=self.offset_ms)

    @property
    def place(self) -> tuple[datetime, int, int, UUID]:
        """Its place in the one order that every merge arrives at."""
        return (self.effective_at, self.device, self.seq, self.scan_id)

    @property
    def key(self) -> "Key":
        """Whose presence it speaks of, where and on which day."""
        return (self.registration or 0, self.zone, self.day)


Key = tuple[int, int, date]


@dataclass(frozen=True, slots=True)
class Opening:
    """When the event is on: its ends, and the end of each day's last half-day."""

    begins_at: datetime
    ends_at: datetime
    closes: Mapping[date, datetime] = field(default_factory=dict)

    def is_around(self, at: datetime) -> bool:
        """Whether a scan of that time is plausible at all."""
        begins = self.begins_at - AROUND_THE_EVENT
        return begins <= at <= self.ends_at + AROUND_THE_EVENT


@dataclass(frozen=True, slots=True)
class Stay:
    """One time inside: from an entry to an exit, or to the end of the day."""

    entered_by: UUID
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class Presence:
    """What the scans say of one registration, in one zone, on one day."""

    arrival: Scan | None
    stays: tuple[Stay, ...]
    duplicates: tuple[UUID, ...]
    undone: tuple[UUID, ...]
    flags: Mapping[UUID, frozenset[Flag]]


def fold(scans: Iterable[Scan], opening: Opening) -> dict[Key, Presence]:
    """Return the presence that a set of scans adds up to.

    The order and the number of times a scan is given change nothing, so the union of
    what several devices saw is merged by construction.
    """
    known = set(scans)
    undone = undone_ids(known)
    by_key: dict[Key, list[Scan]] = defaultdict(list)
    for scan in known:
        if counts(scan):
            by_key[scan.key].append(scan)
    return {
        key: _presence(sorted(group, key=lambda scan: scan.place), undone, opening)
        for key, group in by_key.items()
    }


def counts(scan: Scan) -> bool:
    """Whether the scan can speak of anybody's presence, undone or not."""
    return (
        scan.kind is ScanKind.SCAN
        and scan.registration is not None
        and scan.admitted
        and not scan.quarantined
    )


def undone_ids(scans: Iterable[Scan]) -> set[UUID]:
    """Return the scans taken back; an undo works wherever it stands in the order."""
    return {
        scan.undoes
        for scan in scans
        if scan.kind is ScanKind.UNDO and scan.undoes and not scan.quarantined
    }


def open_entry(scan: Scan, known: Iterable[Scan]) -> Scan | None:
    """Return the entry by which its holder is already inside when it is made.

    Of doors that scan one person at once one says welcome, whichever call comes first:
    an entry known already counts even if it was made a few seconds later.
    """
    known = set(known) - {scan}
    undone = undone_ids(known)
    inside: Scan | None = None
    for other in sorted(known, key=lambda other: other.place):
        if other.key != scan.key or not counts(other) or other.scan_id in undone:
            continue
        if other.place < scan.place:
            inside = _after(inside, other)
        elif inside is None:
            return other if _is_just_after(other, scan) else None
    return inside


def clock_flags(scan: Scan, opening: Opening) -> Iterator[Flag]:
    """Say whether the device's clock, or the scan's way here, needs a look."""
    at = scan.effective_at
    if (
        abs(timedelta(milliseconds=scan.offset_ms)) > CLOCK_TOLERANCE
        or at > scan.received_at + CLOCK_TOLERANCE
        or not opening.is_around(at)
    ):
        yield Flag.CLOCK
    if scan.received_at > at + CLOCK_TOLERANCE:
        yield Flag.LATE


def _after(inside: Scan | None, scan: Scan) -> Scan | None:
    if scan.direction is Direction.OUT:
        return None
    return inside or scan


def _is_just_after(other: Scan, scan: Scan) -> bool:
    return (
        other.direction is Direction.IN
        and other.effective_at - scan.effective_at <= AT_ONCE
    )


def _presence(group: list[Scan], undone: set[UUID], opening: Opening) -> Presence:
    standing = [scan for scan in group if scan.scan_id not in undone]
    entries: list[tuple[Scan, datetime | None]] = []
    duplicates: list[UUID] = []
    inside: Scan | None = None
    for scan in standing:
        if scan.direction is Direction.OUT:
            if inside:
                entries.append((inside, scan.effective_at))
        elif inside:
            duplicates.append(scan.scan_id)
        inside = _after(inside, scan)
    if inside:
        entries.append((inside, _end_of_day(inside, opening)))
    return Presence(
        arrival=entries[0][0] if entries else None,
        stays=tuple(Stay(e.scan_id, e.effective_at, until) for e, until in entries),
        duplicates=tuple(duplicates),
        undone=tuple(scan.scan_id for scan in group if scan.scan_id in undone),
        flags=_flags(standing, set(duplicates), opening),
    )


def _end_of_day(entry: Scan, opening: Opening) -> datetime | None:
    closes = opening.closes.get(entry.day)
    return closes and max(closes, entry.effective_at)


def _flags(
    standing: list[Scan], duplicates: set[UUID], opening: Opening
) -> dict[UUID, frozenset[Flag]]:
    flags = {
        scan.scan_id: frozenset(clock_flags(scan, opening))
        | ({Flag.DUPLICATE} if scan.scan_id in duplicates else frozenset())
        for scan in standing
    }
    return {scan_id: found for scan_id, found in flags.items() if found}
