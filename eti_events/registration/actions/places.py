"""Places of an event, taken and given back one by one, exact under a rush."""

from sqlalchemy import or_, update

from eti_events.database import db
from eti_events.events.models import Counter
from eti_events.events.queries import CAPACITY


def take_place(event_id: int) -> bool:
    """Take one place; False when none is left.

    One statement decides, so that nobody can slip in between reading and writing.
    """
    statement = (
        update(Counter)
        .where(Counter.event_id == event_id, Counter.scope == CAPACITY)
        .where(Counter.key == "")
        .where(or_(Counter.limit.is_(None), Counter.taken < Counter.limit))
        .values(taken=Counter.taken + 1)
        .execution_options(synchronize_session=False)
        .returning(Counter.id)
    )
    return db.session.execute(statement).first() is not None


def give_back_place(event_id: int) -> None:
    """Give one place back."""
    statement = (
        update(Counter)
        .where(Counter.event_id == event_id, Counter.scope == CAPACITY)
        .where(Counter.key == "", Counter.taken > 0)
        .values(taken=Counter.taken - 1)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(statement)
