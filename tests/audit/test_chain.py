"""Nobody rewrites what was done without its being seen."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from eti_events.audit.actions import KEPT, forget_lines, record, seal
from eti_events.audit.chain import faults
from eti_events.audit.queries import find_start, iterate_sealed, list_unsealed
from eti_events.database import db, transaction
from tests.factories import BEFORE, make_event, make_person

pytestmark = pytest.mark.usefixtures("app")


def act(count: int = 1) -> None:
    person = make_person()
    event = make_event()
    for number in range(count):
        with transaction():
            record(
                "person.changed",
                person,
                by=person.id,
                at=BEFORE + timedelta(seconds=number, microseconds=number),
                event_id=event.id,
                number=number,
                field="phone",
            )


def close(count: int = 1000) -> int:
    with transaction():
        return seal(count=count)


def broken() -> list[str]:
    db.session.rollback()
    return list(faults(iterate_sealed(), find_start()))


def alter(statement: str) -> None:
    with transaction():
        db.session.execute(text(statement))


def test_new_lines_join_the_chain_in_order() -> None:
    act(5)
    assert (close(count=2), close(count=2), close(), close()) == (2, 2, 1, 0)
    act(3)
    assert close() == 3

    positions = [line.position for line in iterate_sealed()]
    assert positions == list(range(1, 9))
    assert list_unsealed(count=9) == []
    assert broken() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_line SET action = 'person.read' WHERE position = 3",
        "UPDATE audit_line SET actor_id = NULL WHERE position = 3",
        "UPDATE audit_line SET detail = '{\"number\": 9}' WHERE position = 3",
        "UPDATE audit_line SET at = '2026-06-01 09:00:09' WHERE position = 3",
        "UPDATE audit_line SET subject_id = subject_id + 1 WHERE position = 3",
        "DELETE FROM audit_line WHERE position = 3",
        "DELETE FROM audit_line WHERE position = 1",
        "UPDATE audit_line SET position = 9 WHERE position = 3",
    ],
)
def test_line_that_was_altered_or_taken_out_is_found(statement: str) -> None:
    act(5)
    close()
    assert broken() == []

    alter(statement)

    assert broken()


def test_rewritten_line_does_not_fit_even_with_a_new_seal() -> None:
    act(3)
    close()

    alter(f"UPDATE audit_line SET action = 'x', seal = '{'a' * 64}' WHERE position = 2")

    assert len(broken()) == 2  # its own seal, and the one after it


def test_lines_that_are_not_sealed_yet_are_no_fault() -> None:
    act(2)
    close()
    act(2)

    assert broken() == []
    assert len(list_unsealed(count=9)) == 2


def forget(seconds: float) -> None:
    """Purge at the time when lines up to so many seconds are thirteen months old."""
    db.session.rollback()
    with transaction():
        forget_lines(BEFORE + timedelta(seconds=seconds) + KEPT)


def test_lines_are_erased_after_thirteen_months_and_the_chain_goes_on() -> None:
    act(5)
    close()

    forget(1.5)
    assert [line.position for line in iterate_sealed()] == [3, 4, 5]
    assert broken() == []
    forget(3.5)
    close()

    lines = [(line.position, line.action) for line in iterate_sealed()]
    assert lines == [
        (5, "person.changed"),
        *((number, "audit_lines.erased") for number in (6, 7)),
    ]
    assert [line.detail for line in iterate_sealed()][1:] == [{"count": 2}] * 2
    assert broken() == []


def test_when_every_line_is_erased_the_chain_goes_on_from_the_last_seal() -> None:
    act(2)
    close()
    forget(9)
    close()

    assert [line.position for line in iterate_sealed()] == [3]
    assert broken() == []


def test_nothing_is_erased_before_an_older_line_or_without_a_seal() -> None:
    act(2)
    close()
    with transaction():
        record("person.read", by=None, at=BEFORE)
    alter("UPDATE audit_line SET at = '2090-01-01' WHERE position = 1")

    forget(9)

    assert len([*iterate_sealed()]) == 2
    assert len(list_unsealed(count=9)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_line WHERE position = 3",
        "DELETE FROM erasure",
        "UPDATE erasure SET count = 3",
        "UPDATE audit_line SET action = 'person.read' WHERE position = 3",
    ],
)
def test_what_was_taken_out_beside_an_erasure_is_found(statement: str) -> None:
    act(5)
    close()
    forget(1.5)

    alter(statement)

    assert broken()
