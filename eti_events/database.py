"""The database: the base of every model, and the one way to write."""

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    event,
    insert,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.sql.expression import UpdateBase
from sqlalchemy.types import TypeDecorator

from eti_events.multilingual import Multilingual, MultilingualText

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


STORED_BY_VALUE = Enum(
    enum.StrEnum,
    native_enum=False,
    length=32,
    values_callable=lambda members: [member.value for member in members],
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database; naive values are refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Turn an aware datetime into naive UTC for storage."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """Give stored UTC its time zone back."""
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of every model."""

    # On the registry, since Flask-SQLAlchemy 3.1 copies this class and SQLAlchemy
    # refuses a copy that has both a registry and a ``type_annotation_map``.
    registry = registry(
        metadata=MetaData(naming_convention=CONSTRAINT_NAMES),
        type_annotation_map={
            datetime: UtcDateTime,
            enum.StrEnum: STORED_BY_VALUE,
            Multilingual: MultilingualText,
        },
    )


db = SQLAlchemy(model_class=Base)


_turns = Lock()  # one application, one database
PATIENCE = 5.0  # seconds that a thread waits for its turn, as SQLite itself does


@contextmanager
def _turn(session: Session) -> Iterator[None]:
    """Queue the threads of this process for SQLite's one write lock.

    Its own waiting is a lottery: in a rush some of sixteen writers lose for seconds.
    """
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    if not _turns.acquire(timeout=PATIENCE):
        raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError("no turn"))
    try:
        yield
    finally:
        _turns.release()


@contextmanager
def transaction(*, at_hand: bool = False) -> Iterator[None]:
    """Write under a lock: everything inside is kept, or nothing is.

    ``at_hand`` leaves the rows loaded as they were written, for a page that shows them
    at once; else each is read again.

    SQLite takes its one write lock at once. PostgreSQL locks the rows that
    queries load with ``for_update``, which SQLite ignores.
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("transactions do not nest")
    session.rollback()  # what was read before the lock may be stale
    with _turn(session):
        session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
        session.info["writing"] = True
        try:
            yield
            session.expire_on_commit = not at_hand
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.expire_on_commit = True
            del session.info["writing"]


_insert_into = cache(insert)  # building a statement costs more than sending it


def insert_row(kind: type[Base], /, **values: object) -> None:
    """Add a row at once that nobody reads again in this transaction.

    Past the session's bookkeeping, which costs more than the statement does.
    """
    session = db.session()
    _require_writing(session)
    session.connection().execute(_insert_into(kind.__table__), values)


def write_rows(statement: UpdateBase) -> int:
    """Delete or change rows in one statement, past those in memory; say how many."""
    statement = statement.execution_options(synchronize_session=False)
    done: CursorResult[Any] = db.session.execute(statement)  # type: ignore[assignment]  # what writes has one
    return done.rowcount


@event.listens_for(Engine, "handle_error")
def _leave_values_out(context: ExceptionContext) -> None:
    """Keep what clashed out of errors: PostgreSQL repeats it under the first line."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args and isinstance(error.args[0], str):
            error.args = (error.args[0].partition("\n")[0], *error.args[1:])


@event.listens_for(Session, "before_flush")
def _refuse_stray_writes(session: Session, *_: object) -> None:
    _require_writing(session)


def _require_writing(session: Session) -> None:
    if "writing" not in session.info:
        raise RuntimeError("write inside `with transaction():`")


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: object) -> None:
    if "sqlite" in type(connection).__module__:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA busy_timeout = 5000")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        begin = connection.get_execution_options().get("begin", "BEGIN")
        connection.exec_driver_sql(begin)
