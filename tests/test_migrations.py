"""The database is made by migrations, and they say the same as the models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from eti_events import create_app
from eti_events.database import Base, db
from eti_events.migrating import MIGRATIONS, load_models, set_up
from tests.stored import Databases, config_for


@pytest.fixture
def empty(engine: str, databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has no table yet."""
    with databases.without_tables(engine, tmp_path) as url:
        app = create_app(config_for(url, tmp_path))
        set_up(app)
        with app.app_context():
            yield app
            db.engine.dispose()


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names())


def test_the_migrations_build_what_the_models_say(app: Flask) -> None:
    load_models()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_every_migration_goes_up_down_and_up_again(empty: Flask) -> None:
    load_models()
    upgrade(directory=MIGRATIONS)
    whole = tables()
    downgrade(directory=MIGRATIONS, revision="base")

    assert tables() == {"alembic_version"}

    upgrade(directory=MIGRATIONS)

    assert tables() == whole == {*Base.metadata.tables, "alembic_version"}


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory(MIGRATIONS).get_heads()) == 1
