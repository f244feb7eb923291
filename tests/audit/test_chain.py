"""Nobody rewrites what was done without its being seen."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from eti_events.audit.actions import record, seal
from eti_events.audit.chain import faults
from eti_events.audit.queries import iterate_sealed, list_unsealed
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
    return list(faults(iterate_sealed()))


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
