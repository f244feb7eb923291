"""Presence: merging what several doors saw cannot go wrong."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import NamedTuple
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from eti_events.checkin.fold import (
    Direction,
    Flag,
    Opening,
    Presence,
    Scan,
    ScanKind,
    fold,
)

DAYS = (date(2026, 8, 27), date(2026, 8, 28))
NINE = datetime(2026, 8, 27, 7, 0, tzinfo=UTC)
EVENING = datetime(2026, 8, 27, 16, 0, tzinfo=UTC)
OPENING = Opening(
    begins_at=NINE - timedelta(hours=1),
    ends_at=EVENING + timedelta(days=1),
    closes={DAYS[0]: EVENING, DAYS[1]: EVENING + timedelta(days=1)},
)
_numbers = count(1)


def make_scan(
    *,
    minute: float = 0,
    direction: Direction = Direction.IN,
    offset_ms: int = 0,
    undoes: Scan | None = None,
    device: int = 1,
) -> Scan:
    number = next(_numbers)
    at = NINE + timedelta(minutes=minute)
    return Scan(
        scan_id=UUID(int=number),
        device=device,
        seq=number,
        zone=1,
        day=DAYS[0],
        registration=None if undoes else 1,
        kind=ScanKind.UNDO if undoes else ScanKind.SCAN,
        direction=direction,
        device_time=at,
        received_at=at + timedelta(milliseconds=offset_ms, seconds=1),
        offset_ms=offset_ms,
        undoes=undoes.scan_id if undoes else None,
    )


def presence(*scans: Scan) -> Presence:
    (found,) = fold(scans, OPENING).values()
    return found


def test_the_first_entry_is_the_arrival_and_the_second_a_duplicate() -> None:
    first, second = make_scan(minute=0), make_scan(minute=5)

    found = presence(second, first)

    assert found.arrival == first
    assert found.duplicates == (second.scan_id,)
    assert found.flags == {second.scan_id: {Flag.DUPLICATE}}


def test_an_exit_lets_somebody_come_in_again() -> None:
    entry, exit_, again = (
        make_scan(minute=0),
        make_scan(minute=30, direction=Direction.OUT),
        make_scan(minute=60),
    )

    found = presence(entry, exit_, again)

    assert [(s.from_at, s.until_at) for s in found.stays] == [
        (entry.effective_at, exit_.effective_at),
        (again.effective_at, EVENING),
    ]
    assert found.duplicates == ()


def test_who_never_went_out_is_inside_until_the_last_half_day_ends() -> None:
    assert presence(make_scan()).stays[0].until_at == EVENING


def test_an_entry_after_the_last_half_day_is_over_at_once() -> None:
    late = make_scan(minute=10 * 60)

    assert presence(late).stays[0].until_at == late.effective_at


def test_a_wrong_clock_is_put_right_by_its_offset_and_flagged() -> None:
    slow = make_scan(minute=-60, offset_ms=3_600_000 + 60_000)
    right = make_scan(minute=0, device=2)

    found = presence(slow, right)

    assert found.arrival == right
    assert found.flags[slow.scan_id] == {Flag.CLOCK, Flag.DUPLICATE}


def test_a_clock_off_by_two_minutes_is_not_flagged_and_by_more_is() -> None:
    assert presence(make_scan(offset_ms=120_000)).flags == {}
    assert presence(make_scan(offset_ms=-120_001)).flags != {}


def test_a_scan_from_the_future_or_far_from_the_event_is_flagged() -> None:
    ahead = replace(make_scan(), received_at=NINE - timedelta(minutes=3))
    last_year = make_scan(minute=-366 * 24 * 60)

    assert Flag.CLOCK in presence(ahead).flags[ahead.scan_id]
    assert Flag.CLOCK in presence(last_year).flags[last_year.scan_id]


def test_a_scan_that_waited_on_its_device_is_flagged_late() -> None:
    waited = replace(make_scan(), received_at=NINE + timedelta(minutes=10))

    assert presence(waited).flags == {waited.scan_id: {Flag.LATE}}


def test_an_undo_that_arrives_before_its_scan_still_undoes_it() -> None:
    mistake, second = make_scan(minute=0), make_scan(minute=5)
    undo = make_scan(minute=-10, undoes=mistake, device=2)

    found = presence(undo, mistake, second)

    assert found.arrival == second
    assert found.duplicates == ()
    assert found.undone == (mistake.scan_id,)


def test_an_undone_exit_never_happened() -> None:
    entry, exit_ = make_scan(), make_scan(minute=5, direction=Direction.OUT)

    found = presence(entry, exit_, make_scan(minute=6, undoes=exit_))

    assert [stay.until_at for stay in found.stays] == [EVENING]


def test_a_refused_or_quarantined_scan_is_nobodys_presence() -> None:
    refused = replace(make_scan(), admitted=False)
    quarantined = replace(make_scan(), quarantined=True)
    walk_in = replace(make_scan(), kind=ScanKind.WALK_IN, registration=None)

    assert fold([refused, quarantined, walk_in], OPENING) == {}


def test_an_undo_in_quarantine_undoes_nothing() -> None:
    scan = make_scan()
    undo = replace(make_scan(undoes=scan), quarantined=True)

    assert presence(scan, undo).arrival == scan


# The model: written from the text, by definition rather than by a walk.


class Told(NamedTuple):
    """What the model says of one key."""

    arrival: UUID | None
    stays: frozenset[tuple[UUID, datetime, datetime]]
    duplicates: frozenset[UUID]
    undone: frozenset[UUID]


def model(scans: Iterable[Scan]) -> dict[tuple[int, int, date], Told]:
    everything = list({scan.scan_id: scan for scan in scans}.values())
    taken_back = {
        s.undoes for s in everything if s.kind == "undo" and not s.quarantined
    }
    about = [
        s
        for s in everything
        if s.kind == "scan" and s.registration and s.admitted and not s.quarantined
    ]
    keys = {s.key for s in about}
    return {
        key: told(
            [s for s in about if (s.registration, s.zone, s.day) == key], taken_back
        )
        for key in keys
    }


def told(scans: list[Scan], taken_back: set[UUID | None]) -> Told:
    live = [s for s in scans if s.scan_id not in taken_back]
    ins = [s for s in live if s.direction == "in"]
    outs = [s for s in live if s.direction == "out"]

    def at(s: Scan) -> datetime:
        return s.device_time + timedelta(milliseconds=s.offset_ms)

    def before(a: Scan, b: Scan) -> bool:
        return (at(a), a.device, a.seq, a.scan_id) < (at(b), b.device, b.seq, b.scan_id)

    def repeats(s: Scan) -> bool:
        return any(
            before(e, s) and not any(before(e, o) and before(o, s) for o in outs)
            for e in ins
        )

    def leaves(s: Scan) -> datetime:
        later = [at(o) for o in outs if before(s, o)]
        evening = EVENING + timedelta(days=DAYS.index(s.day))
        return min(later) if later else max(evening, at(s))

    openers = [s for s in ins if not repeats(s)]
    first = [s for s in ins if not any(before(e, s) for e in ins)]
    return Told(
        arrival=first[0].scan_id if first else None,
        stays=frozenset((s.scan_id, at(s), leaves(s)) for s in openers),
        duplicates=frozenset(s.scan_id for s in ins if repeats(s)),
        undone=frozenset(s.scan_id for s in scans if s.scan_id in taken_back),
    )


def as_told(scans: Iterable[Scan]) -> dict[tuple[int, int, date], Told]:
    found = fold(scans, OPENING)
    assert all(len(p.stays) == len(set(p.stays)) for p in found.values())
    return {
        key: Told(
            arrival=p.arrival.scan_id if p.arrival else None,
            stays=frozenset(
                (s.entered_by, s.from_at, s.until_at) for s in p.stays if s.until_at
            ),
            duplicates=frozenset(p.duplicates),
            undone=frozenset(p.undone),
        )
        for key, p in found.items()
    }


@st.composite
def scan_sets(draw: st.DrawFn) -> list[Scan]:
    # Few values, so that keys, times and sequence numbers collide often.
    ids = draw(st.lists(st.uuids(version=4), unique=True, max_size=14))
    scans = []
    for number, scan_id in enumerate(ids):
        kind = draw(st.sampled_from([ScanKind.SCAN] * 4 + [ScanKind.UNDO]))
        undo = kind is ScanKind.UNDO
        day = draw(st.integers(0, 1))
        at = NINE + timedelta(days=day, minutes=draw(st.integers(-20, 20)))
        scans.append(
            Scan(
                scan_id=scan_id,
                device=draw(st.integers(1, 3)),
                seq=draw(st.integers(1, 3)),
                zone=draw(st.integers(1, 2)),
                day=DAYS[day],
                registration=None if undo else draw(st.sampled_from([1, 1, 2, None])),
                kind=kind,
                direction=draw(st.sampled_from(Direction)),
                device_time=at,
                received_at=at + timedelta(minutes=draw(st.integers(-5, 5))),
                offset_ms=draw(st.sampled_from([0, 60_000, -300_000])),
                undoes=draw(st.sampled_from(ids[: number + 3])) if undo else None,
                admitted=draw(st.sampled_from([True, True, True, False])),
                quarantined=draw(st.sampled_from([False, False, False, True])),
            )
        )
    return scans


@given(scan_sets())
def test_presence_is_what_the_model_says(scans: list[Scan]) -> None:
    assert as_told(scans) == model(scans)


@given(scan_sets(), st.randoms(use_true_random=False), st.data())
def test_order_batches_and_repeats_change_nothing(
    scans: list[Scan], random: Random, data: st.DataObject
) -> None:
    once = fold(scans, OPENING)
    again = scans + data.draw(st.lists(st.sampled_from(scans))) if scans else []
    random.shuffle(again)
    cut = data.draw(st.integers(0, len(again)))

    assert fold(again, OPENING) == once
    assert fold(set(again[cut:]) | set(again[:cut]), OPENING) == once


class Doors(RuleBasedStateMachine):
    """Three phones, a bad network, two servers that hear of it in their own order."""

    made = Bundle("made")

    @initialize()
    def open_doors(self) -> None:
        self.waiting: dict[int, list[Scan]] = {1: [], 2: [], 3: []}
        self.seen: list[Scan] = []
        self.server: list[Scan] = []
        self.other_server: list[Scan] = []
        self.sequence = count(1)

    @rule(
        target=made,
        device=st.integers(1, 3),
        minute=st.integers(0, 30),
        offset=st.sampled_from([0, 0, 90_000, 600_000]),
        person=st.integers(1, 2),
        direction=st.sampled_from(Direction),
    )
    def scan(
        self, device: int, minute: int, offset: int, person: int, direction: Direction
    ) -> Scan:
        return self._make(device, minute, offset, direction, person, None)

    @rule(device=st.integers(1, 3), mistake=made)
    def undo(self, device: int, mistake: Scan) -> None:
        self._make(device, 0, 0, Direction.IN, None, mistake.scan_id)

    @rule(device=st.integers(1, 3), data=st.data())
    def send(self, device: int, data: st.DataObject) -> None:
        batch = data.draw(st.permutations(self.waiting[device]))
        self.server.extend(batch)
        if data.draw(st.booleans()):  # the answer came back
            self.waiting[device].clear()

    @invariant()
    def the_server_tells_what_the_model_tells(self) -> None:
        if hasattr(self, "server"):
            assert as_told(self.server) == model(self.server)

    def teardown(self) -> None:
        if not hasattr(self, "server"):
            return
        left = [scan for scans in self.waiting.values() for scan in scans]
        self.server.extend(left)
        self.other_server.extend(reversed(self.seen))
        assert fold(self.server, OPENING) == fold(self.other_server, OPENING)
        assert as_told(self.server) == model(self.seen)

    def _make(
        self,
        device: int,
        minute: int,
        offset: int,
        direction: Direction,
        person: int | None,
        undoes: UUID | None,
    ) -> Scan:
        seq = next(self.sequence)
        at = NINE + timedelta(minutes=minute)
        scan = Scan(
            scan_id=UUID(int=seq, version=4),
            device=device,
            seq=seq,
            zone=1,
            day=DAYS[0],
            registration=person,
            kind=ScanKind.UNDO if undoes else ScanKind.SCAN,
            direction=direction,
            device_time=at,
            received_at=at,
            offset_ms=offset,
            undoes=undoes,
        )
        self.waiting[device].append(scan)
        self.seen.append(scan)
        return scan


TestDoors = Doors.TestCase
TestDoors.settings = settings(max_examples=40, stateful_step_count=25)
