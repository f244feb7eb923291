"""What is due is done: once at a time, again after a failure, and seen on the way."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from eti_events.database import db, transaction
from eti_events.errors import Refusal
from eti_events.jobs import actions
from eti_events.jobs.models import DueRow, DueState
from eti_events.jobs.running import UNEXPECTED, Handler, run_due
from eti_events.jobs.settling import settle
from tests.factories import BEFORE, make_event

pytestmark = pytest.mark.usefixtures("app")

LEASE = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


class TooFew(Refusal):
    message = _l("This has already ended.")


def ask(kind: str = "count", *, key: str = "", at: datetime = BEFORE) -> None:
    with transaction():
        actions.ask(kind, at=at, key=key, number=3)


def run(handler: Handler, *, at: datetime = BEFORE, worker: str = "worker") -> int:
    return run_due({"count": handler}, worker, lease=LEASE, now=lambda: at)


def rows() -> list[DueRow]:
    db.session.rollback()
    return list(db.session.scalars(select(DueRow).order_by(DueRow.id)))


def test_work_is_done_once_with_what_was_asked() -> None:
    seen: list[object] = []
    ask()

    assert run(lambda row: seen.append(row.payload)) == 1
    assert run(lambda row: seen.append(row.payload)) == 0

    assert seen == [{"number": 3}]
    [row] = rows()
    assert (row.state, row.finished_at, row.claimed_by) == (DueState.DONE, BEFORE, None)


def test_work_is_not_done_before_it_is_due() -> None:
    ask(at=BEFORE + SECOND)

    assert run(lambda row: None) == 0
    assert run(lambda row: None, at=BEFORE + SECOND) == 1


def test_what_waits_already_is_not_asked_for_twice() -> None:
    ask(key="a")
    ask(key="a")
    ask(key="b")

    assert run(lambda row: None) == 2


def test_asked_for_while_at_work_it_is_done_again_afterwards() -> None:
    order: list[str] = []

    def work(row: DueRow) -> None:
        order.append("begin")
        if len(order) == 1:
            ask()
            assert run(lambda row: None, worker="other") == 0  # its twin is at work
        order.append("end")

    ask()
    assert run(work) == 2
    assert order == ["begin", "end"] * 2


def test_progress_is_seen_by_others_while_the_work_goes_on() -> None:
    seen: list[tuple[int, int]] = []

    def work(row: DueRow) -> None:
        for done in range(1, 4):
            with transaction():
                actions.report(row, at=BEFORE, done=done, total=3, last=done)
            with db.engine.connect() as other:
                found = other.execute(select(DueRow.done, DueRow.total)).one()
            seen.append((found.done, found.total))

    ask()
    run(work)

    assert seen == [(1, 3), (2, 3), (3, 3)]
    [row] = rows()
    assert (row.done, row.total, row.result) == (3, 3, {"last": 3})


def test_refusal_ends_the_work_in_words() -> None:
    def refuse(row: DueRow) -> None:
        raise TooFew

    ask()
    run(refuse)

    [row] = rows()
    assert (row.state, row.error) == (DueState.FAILED, str(TooFew()))


def test_failure_is_tried_again_at_growing_intervals_then_given_up() -> None:
    at = BEFORE
    tries: list[datetime] = []

    def stumble(row: DueRow) -> None:
        tries.append(at)
        raise OSError

    ask()
    while rows()[0].state is not DueState.FAILED:
        run(stumble, at=at)
        assert run(stumble, at=(rows()[0].lease_until or at) - SECOND) == 0
        at = rows()[0].lease_until or at

    pauses = [int((b - a).total_seconds()) for a, b in pairwise(tries)]
    assert pauses == list(actions.RETRIES)
    assert rows()[0].error == UNEXPECTED


def test_failure_undoes_what_the_handler_had_begun() -> None:
    def stumble(row: DueRow) -> None:
        with transaction():
            actions.ask("other", at=BEFORE)
            raise OSError

    ask()
    run(stumble)

    assert [row.kind for row in rows()] == ["count"]


def test_waiting_retry_does_not_hold_back_who_asks_anew() -> None:
    calls: list[int] = []

    def stumble_once(row: DueRow) -> None:
        calls.append(row.id)
        if len(calls) == 1:
            raise OSError

    ask()
    run(stumble_once)
    ask()

    assert run(stumble_once, at=BEFORE + timedelta(minutes=1)) == 2
    assert {row.state for row in rows()} == {DueState.DONE}


def test_lease_that_ran_out_is_taken_over_and_the_first_keeps_nothing() -> None:
    later = BEFORE + LEASE

    def slow(row: DueRow) -> None:
        assert run(lambda row: None, at=later, worker="quick") == 1
        with transaction():
            actions.report(row, at=later, done=1, total=2)
        raise AssertionError("the report must refuse")

    ask()
    run(slow)

    [row] = rows()
    assert (row.state, row.total, row.tries) == (DueState.DONE, 0, 2)


def test_report_holds_the_lease() -> None:
    later = BEFORE + LEASE

    def slow(row: DueRow) -> None:
        with transaction():
            actions.report(row, at=later - SECOND, done=1, total=2)
        assert run(lambda row: None, at=later, worker="quick") == 0

    ask()
    run(slow)

    assert rows()[0].tries == 1


def test_cancelled_work_stops_at_its_next_report() -> None:
    reached: list[str] = []

    def work(row: DueRow) -> None:
        with transaction():
            actions.cancel(db.session.get_one(DueRow, row.id), at=BEFORE)
        with transaction():
            actions.report(row, at=BEFORE, done=1, total=2)
        reached.append("after")

    ask()
    run(work)

    [row] = rows()
    assert (row.state, reached) == (DueState.CANCELLED, [])
    with pytest.raises(actions.AlreadyOver):
        actions.cancel(row, at=BEFORE)


def test_regular_duty_is_asked_for_once_an_hour() -> None:
    hour = timedelta(hours=1)
    done: list[datetime] = []

    for minute in range(0, 181, 5):
        at = BEFORE + timedelta(minutes=minute)
        with transaction():
            actions.ask_regularly("count", every=hour, at=at)
        run(lambda row, at=at: done.append(at), at=at)  # type: ignore[misc]  # binds now

    assert done == [BEFORE + n * hour for n in range(4)]


def test_ended_rows_are_forgotten_after_a_month() -> None:
    ask(key="old")
    run(lambda row: None)
    ask(key="waiting", at=BEFORE)

    with transaction():
        actions.forget_ended(BEFORE + timedelta(days=31))

    assert [row.key for row in rows()] == ["waiting"]


def test_settling_runs_in_order_and_twice_changes_nothing_more() -> None:
    event_id = make_event().id
    log: list[str] = []
    should, is_now = {"a", "b"}, {"b", "c"}

    def first(event_id: int, at: datetime) -> None:
        log.append("first")
        is_now.update(should)

    def second(event_id: int, at: datetime) -> None:
        log.append("second")
        is_now.intersection_update(should)

    for _ in range(2):
        settle(event_id, BEFORE, (first, second))
        assert is_now == should

    assert log == ["first", "second"] * 2


def test_settler_that_fails_keeps_no_other_from_its_work() -> None:
    event_id = make_event().id
    log: list[str] = []

    def broken(event_id: int, at: datetime) -> None:
        actions.ask("half", at=at)
        raise OSError

    def sound(event_id: int, at: datetime) -> None:
        log.append("sound")
        actions.ask("whole", at=at)

    with pytest.raises(OSError):  # noqa: PT011 -- no words to match
        settle(event_id, BEFORE, (broken, sound))

    assert log == ["sound"]
    assert [row.kind for row in rows()] == ["whole"]


def test_settling_is_asked_for_once_however_often_it_is_needed(app: Flask) -> None:
    event_id = make_event().id
    with transaction():
        for _ in range(3):
            actions.settle_soon(event_id, at=BEFORE)

    assert [row.key for row in rows() if row.kind == actions.SETTLE] == [str(event_id)]
