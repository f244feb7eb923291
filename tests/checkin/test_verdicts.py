"""What the door answers."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eti_events.checkin.fold import Direction, Scan, ScanKind
from eti_events.checkin.verdicts import Answer, HalfDay, Holder, Verdict, judge

DAY = date(2026, 8, 27)
NINE = datetime(2026, 8, 27, 7, 0, tzinfo=UTC)
ONE = NINE + timedelta(hours=4)
SIX = NINE + timedelta(hours=9)
MORNING, AFTERNOON = 1, 2
HALF_DAYS = (HalfDay(MORNING, DAY, NINE, ONE), HalfDay(AFTERNOON, DAY, ONE, SIX))
EXPERT = Holder(
    registration=1, confirmed=True, half_days=frozenset({MORNING, AFTERNOON})
)
_numbers = count(1)


def make_scan(
    at: datetime = NINE,
    *,
    kind: ScanKind = ScanKind.SCAN,
    direction: Direction = Direction.IN,
    day: date = DAY,
    admitted: bool = True,
    quarantined: bool = False,
    undoes: UUID | None = None,
) -> Scan:
    number = next(_numbers)
    return Scan(
        scan_id=UUID(int=number),
        device=1,
        seq=number,
        zone=1,
        day=day,
        registration=1,
        kind=kind,
        direction=direction,
        device_time=at,
        received_at=at,
        undoes=undoes,
        admitted=admitted,
        quarantined=quarantined,
    )


def answer(scan: Scan, holder: Holder | None = EXPERT, *known: Scan) -> Answer:
    return judge(scan, holder, half_days=HALF_DAYS, known=known)


def coming(*half_days: int) -> Holder:
    return Holder(registration=1, confirmed=True, half_days=frozenset(half_days))


def test_a_confirmed_expert_is_welcome() -> None:
    assert answer(make_scan()) == Answer(Verdict.WELCOME)


def test_who_is_inside_already_is_told_when_and_where_they_came_in() -> None:
    first, second = make_scan(NINE), make_scan(NINE + timedelta(hours=1))

    assert answer(second, EXPERT, first) == Answer(Verdict.ALREADY_IN, first)


def test_who_went_out_is_welcome_again() -> None:
    entry = make_scan(NINE)
    exit_ = make_scan(NINE + timedelta(hours=1), direction=Direction.OUT)
    back = make_scan(NINE + timedelta(hours=2))

    assert answer(back, EXPERT, entry, exit_).verdict is Verdict.WELCOME


def test_who_came_in_by_a_mistake_that_was_undone_is_welcome() -> None:
    mistake = make_scan(NINE)
    undo = make_scan(NINE, kind=ScanKind.UNDO, undoes=mistake.scan_id)

    found = answer(make_scan(NINE + timedelta(minutes=1)), EXPERT, mistake, undo)

    assert found.verdict is Verdict.WELCOME


def test_a_scan_sent_late_is_judged_by_its_own_time() -> None:
    later = make_scan(NINE + timedelta(hours=1))

    assert answer(make_scan(NINE), EXPERT, later).verdict is Verdict.WELCOME


def test_two_doors_at_once_welcome_once_whichever_call_comes_first() -> None:
    known = make_scan(NINE + timedelta(seconds=9))

    assert answer(make_scan(NINE), EXPERT, known) == Answer(Verdict.ALREADY_IN, known)


def test_an_entry_made_a_quarter_of_a_minute_later_was_made_later() -> None:
    known = make_scan(NINE + timedelta(seconds=15))

    assert answer(make_scan(NINE), EXPERT, known).verdict is Verdict.WELCOME


def test_a_refused_scan_does_not_make_the_next_one_a_second_entry() -> None:
    refused = make_scan(NINE, admitted=False)

    found = answer(make_scan(NINE + timedelta(minutes=9)), EXPERT, refused)

    assert found.verdict is Verdict.WELCOME


@pytest.mark.parametrize(
    ("hours", "rights", "verdict"),
    [
        (1, (AFTERNOON,), Verdict.WRONG_HALF_DAY),
        (5, (MORNING,), Verdict.WRONG_HALF_DAY),
        (5, (AFTERNOON,), Verdict.WELCOME),
        (-2, (MORNING,), Verdict.WELCOME),  # before the doors open
        (-2, (AFTERNOON,), Verdict.WRONG_HALF_DAY),
        (3.4, (AFTERNOON,), Verdict.WRONG_HALF_DAY),
        (3.5, (AFTERNOON,), Verdict.WELCOME),  # half an hour early
        (11, (AFTERNOON,), Verdict.WELCOME),  # after the end
        (11, (MORNING,), Verdict.WRONG_HALF_DAY),
        (1, (), Verdict.WRONG_HALF_DAY),
    ],
)
def test_half_days_decide_who_comes_in(
    hours: float, rights: tuple[int, ...], verdict: Verdict
) -> None:
    scan = make_scan(NINE + timedelta(hours=hours))

    assert answer(scan, coming(*rights)).verdict is verdict


def test_on_a_day_without_a_half_day_nobody_is_expected() -> None:
    tomorrow = make_scan(NINE + timedelta(days=1), day=DAY + timedelta(days=1))

    assert answer(tomorrow).verdict is Verdict.WRONG_HALF_DAY


def test_nobody_is_kept_inside_by_a_half_day_or_a_cancelled_registration() -> None:
    leaving = make_scan(SIX, direction=Direction.OUT)

    assert answer(leaving, Holder(registration=1)).verdict is Verdict.WELCOME


def test_a_code_nobody_has_is_unknown() -> None:
    assert answer(make_scan(), None).verdict is Verdict.UNKNOWN


def test_a_registration_that_is_not_confirmed_does_not_come_in() -> None:
    assert answer(make_scan(), Holder(registration=1)).verdict is Verdict.NOT_CONFIRMED
    assert answer(make_scan(), Holder(registration=None)).verdict is (
        Verdict.NOT_CONFIRMED
    )


def test_a_lost_badge_is_judged_by_the_issue_valid_when_it_was_scanned() -> None:
    lost = Holder(
        registration=1,
        confirmed=True,
        half_days=EXPERT.half_days,
        ticket_revoked_at=NINE + timedelta(hours=1),
    )

    assert answer(make_scan(NINE), lost).verdict is Verdict.WELCOME
    assert answer(make_scan(NINE + timedelta(hours=1)), lost).verdict is Verdict.REVOKED


def test_an_undo_and_a_walk_in_have_their_own_words() -> None:
    assert answer(make_scan(kind=ScanKind.UNDO), None).verdict is Verdict.UNDONE
    assert answer(make_scan(kind=ScanKind.WALK_IN), None).verdict is (
        Verdict.WALK_IN_PENDING
    )


@given(st.sampled_from(ScanKind), st.sampled_from([EXPERT, None]))
def test_whatever_a_revoked_device_sends_is_quarantined(
    kind: ScanKind, holder: Holder | None
) -> None:
    scan = make_scan(kind=kind, quarantined=True)

    assert answer(scan, holder) == Answer(Verdict.QUARANTINED)
    assert not answer(scan, holder).admits
