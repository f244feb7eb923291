"""How Alembic reaches the application's database and models."""

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
    with db.engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
