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


OF_THE_FIRST_RELEASE = (
    "INSERT INTO event (id, public_id, slug, kind, state, name, summary, venue,"
    " address, country, time_zone, language, languages, agenda_visibility,"
    " first_departures_only, registration_opens_at, registration_closes_at,"
    " contact_email, starts_at, ends_at, created_at, version) VALUES"
    " (1, '00000000000000000000000000000001', 'days', 'eti_days', 'open', '{}', '{}',"
    " '{}', '', 'FR', 'Europe/Paris', 'fr', '[]', 'confirmed', false, '2026-01-01',"
    " '2026-06-01', '', '2026-08-27', '2026-08-28', '2026-01-01', 1)",
    'INSERT INTO counter (id, event_id, scope, key, taken, "limit")'
    " VALUES (1, 1, 'event', '', 1, 5)",
    'INSERT INTO event_day (id, public_id, event_id, "on", sequence)'
    " VALUES (1, '00000000000000000000000000000002', 1, '2026-08-27', 0)",
    "INSERT INTO half_day (id, public_id, event_id, day_id, period, starts_at, ends_at)"
    " VALUES (1, '00000000000000000000000000000003', 1, 1, 'morning',"
    " '2026-08-27 07:00', '2026-08-27 11:00')",
    "INSERT INTO person (id, public_id, civility, given_name, family_name, search_key,"
    " language, protected, created_at, version) VALUES"
    " (1, '00000000000000000000000000000004', '', 'Alix', 'Sureau', 'sureau alix',"
    " 'fr', false, '2026-01-01', 1)",
    "INSERT INTO registration (id, public_id, event_id, person_id, state, provisional,"
    " category, first_departure, badge_line, created_at, changed_at, confirmed_at,"
    " reason, version) VALUES (1, '00000000000000000000000000000005', 1, 1,"
    " 'confirmed', false, 'expert', false, '', '2026-02-01', '2026-02-01',"
    " '2026-02-01', '', 1)",
    "INSERT INTO registration_half_day (registration_id, half_day_id) VALUES (1, 1)",
)


def test_who_was_confirmed_before_keeps_half_days_and_place(empty: Flask) -> None:
    load_models()
    upgrade(directory=MIGRATIONS, revision="0001")
    with db.engine.begin() as connection:
        for statement in OF_THE_FIRST_RELEASE:
            connection.execute(sa.text(statement))

    upgrade(directory=MIGRATIONS)

    with db.engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT * FROM registration_half_day")).all()
        held = connection.execute(sa.text("SELECT * FROM held_place")).all()
    assert [tuple(row) for row in kept] == [(1, 1)]
    assert [tuple(row) for row in held] == [(1, 1)]


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory(MIGRATIONS).get_heads()) == 1
