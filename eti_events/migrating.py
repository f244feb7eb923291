"""Bringing a database to this release's tables; only commands and tests need it."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from urllib.parse import urlsplit

from flask import Flask
from flask_migrate import Migrate, upgrade

from config import Config
from eti_events.clock import utcnow
from eti_events.database import db, transaction
from eti_events.installation.actions import install

HERE = Path(__file__).parent
MIGRATIONS = str(HERE.parent / "migrations")


def set_up(app: Flask) -> None:
    """Let ``flask db`` and ``upgrade`` find the migrations."""
    Migrate(app, db, directory=MIGRATIONS, compare_type=True)


def load_models() -> None:
    """Import every table there is, also those that no page uses yet."""
    for package in iter_modules([str(HERE)], "eti_events."):
        if package.ispkg and find_spec(f"{package.name}.models"):
            import_module(f"{package.name}.models")


def application() -> Flask:
    """Build the application with every table and Flask-Migrate's commands."""
    from eti_events import create_app  # noqa: PLC0415 -- which never imports this module

    app = create_app(Config())
    set_up(app)
    load_models()
    return app


def bring_up_to_date(app: Flask, *, demo: bool = False) -> None:
    """Run the migrations that are missing; say once what the database is."""
    set_up(app)
    host = app.config["HOST_NAME"] or urlsplit(app.config["BASE_URL"]).hostname
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        with transaction():
            install(host or "localhost", demo=demo, at=utcnow())
