"""One decision for several people: for each the very action that serves one."""

from collections.abc import Callable, Sequence

from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.registration.models import Registration
from eti_events.registration.places.queries import lock_persons

Act = Callable[[Registration], object]


def act_on_each(
    registrations: Sequence[Registration], act: Act
) -> list[tuple[int, Refusal]]:
    """Act on one after the other; return the ids that a rule refused, and why.

    A refusal undoes what was done to that person and to nobody else.
    """
    lock_persons({row.person_id for row in registrations})
    refused = []
    for number, registration in [(row.id, row) for row in registrations]:
        try:
            with db.session.begin_nested():
                act(registration)
        except Refusal as refusal:
            refused.append((number, refusal))
    return refused
