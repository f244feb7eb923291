"""How often one may try: counted in the database, so that every process knows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from eti_events.accounts.models import Attempts
from eti_events.accounts.queries import count_attempts
from eti_events.database import db
from eti_events.security import digest

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
PARTS = 15  # a window slides in steps of this fraction of its length
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Limit:
    """At most so many times within any stretch of that length."""

    scope: str
    times: int
    within: timedelta

    def step_at(self, at: datetime) -> datetime:
        """Return the start of the step in which a try at that time is counted."""
        return at - (at - EPOCH) % (self.within / PARTS)


MAILS_OF_A_WHILE = Limit("sign_in_mail", 5, 15 * MINUTE)
MAILS_OF_A_DAY = Limit("sign_in_mail_day", 20, DAY)
OPEN_REQUESTS_OF_A_DAY = Limit("open_request", 3, DAY)
ADDRESS_CHANGES_OF_A_DAY = Limit("address_change", 3, DAY)
FAILED_SIGN_INS = Limit("failed_sign_in", 10, 15 * MINUTE)
SIGN_INS_OF_AN_ADDRESS = Limit("sign_in_address", 60, MINUTE)
ALL_SIGN_INS = Limit("all_sign_ins", 1000, 5 * MINUTE)


def take(limit: Limit, key: str, *, at: datetime) -> bool:
    """Count one more try; return False, and count nothing, when there were enough.

    Counting comes before the work that it guards, so that tries at the same moment
    cannot pass together.
    """
    here = {
        "scope": limit.scope,
        "key": digest(key),
        "window_start": limit.step_at(at),
    }
    _add_one(here)
    since = at - limit.within - limit.within / PARTS
    if count_attempts(limit.scope, digest(key), since=since) <= limit.times:
        return True
    _take_one_off(here)
    return False


def take_each(*wanted: tuple[Limit, str], at: datetime) -> timedelta | None:
    """Count one more try of each; return how long to wait if there were enough."""
    return next(
        (limit.within for limit, key in wanted if not take(limit, key, at=at)), None
    )


def take_mail(address: str, *, at: datetime) -> timedelta | None:
    """Count one more mail that a stranger can have sent to an address."""
    return take_each((MAILS_OF_A_WHILE, address), (MAILS_OF_A_DAY, address), at=at)


def give_back(limit: Limit, key: str, *, at: datetime) -> None:
    """Take back the try counted at that time: it turned out to be none."""
    _take_one_off(
        {"scope": limit.scope, "key": digest(key), "window_start": limit.step_at(at)}
    )


def forget(limit: Limit, key: str) -> None:
    """Start counting anew, as after a success."""
    tries = delete(Attempts).filter_by(scope=limit.scope, key=digest(key))
    db.session.execute(tries)


def forget_old(*, at: datetime) -> None:
    """Delete what no limit looks at any more."""
    db.session.execute(delete(Attempts).where(Attempts.window_start < at - 2 * DAY))


def _add_one(here: dict[str, object]) -> None:
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    row = dialect.insert(Attempts).values(count=1, **here)
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=["scope", "key", "window_start"],
            set_={"count": Attempts.count + 1},
        )
    )


def _take_one_off(here: dict[str, object]) -> None:
    row = update(Attempts).filter_by(**here).where(Attempts.count > 0)
    db.session.execute(row.values(count=Attempts.count - 1))
