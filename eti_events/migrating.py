"""Bringing a database to this release's tables; only commands and tests need it."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate, upgrade

from eti_events.database import db

MIGRATIONS = str(Path(__file__).parent.parent / "migrations")


def set_up(app: Flask) -> None:
    """Let ``flask db`` and ``upgrade`` find the migrations."""
    Migrate(app, db, directory=MIGRATIONS, compare_type=True)


def bring_up_to_date(app: Flask) -> None:
    """Run the migrations that are missing."""
    set_up(app)
    with app.app_context():
        upgrade(directory=MIGRATIONS)
