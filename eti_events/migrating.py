"""Bringing a database to this release's tables; only commands and tests need it."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_migrate import Migrate, upgrade

from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.installation.actions import install

MIGRATIONS = str(Path(__file__).parent.parent / "migrations")


def set_up(app: Flask) -> None:
    """Let ``flask db`` and ``upgrade`` find the migrations."""
    Migrate(app, db, directory=MIGRATIONS, compare_type=True)


def bring_up_to_date(app: Flask, *, demo: bool = False) -> None:
    """Run the migrations that are missing; say once what the database is."""
    set_up(app)
    host = app.config["HOST_NAME"] or urlsplit(app.config["BASE_URL"]).hostname
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        with transaction():
            install(host or "localhost", demo=demo, at=utcnow())
