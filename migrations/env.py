"""How Alembic reaches the application's database and models."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from eti_events.database import Base, db
from eti_events.migrating import load_models

load_models()


def render_item(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our own column types as what the database stores."""
    if kind != "type":
        return False
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if isinstance(item, TypeDecorator):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


def run() -> None:
    """Run the migrations inside one transaction, on either engine."""
    with (
        db.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection,
        foreign_keys_at_rest(connection) as check,
    ):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            check()


@contextmanager
def foreign_keys_at_rest(connection: sa.Connection) -> Iterator[Callable[[], None]]:
    """Let SQLite rebuild a table without deleting what points to it.

    It changes a table by copying and dropping it, and to drop is to delete its rows
    with all that hang on them. The pragma does nothing inside a transaction; what is
    yielded looks, before the end of it, whether a row points nowhere.
    """
    if connection.dialect.name != "sqlite":
        yield lambda: None
        return

    def check() -> None:
        if rows := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RuntimeError(f"rows point nowhere after the migration: {rows[:5]}")

    file: Any = connection.connection.driver_connection
    file.execute("PRAGMA foreign_keys = OFF")
    try:
        yield check
    finally:
        file.execute("PRAGMA foreign_keys = ON")


run()
