"""Ten thousand orders in which people and organisers may act, one after the other."""

import pytest
from flask import Flask

from tests.registration.machine import Registering, run
from tests.registration.ways import WAYS

SEQUENCES = {"sqlite": 10_000, "postgresql": 1_000}


@pytest.mark.faults
def test_no_order_of_events_takes_a_step_that_is_not_there(
    app: Flask, engine: str
) -> None:
    count = SEQUENCES[engine]
    Registering.taken.clear()

    run(count)

    steps = sum(Registering.taken.values())
    print(f"\n{engine}: {count} sequences, {steps} steps taken, all of them legal")
    assert set(Registering.taken) == {
        (*step, who) for step, actors in WAYS.items() for who in actors
    }
