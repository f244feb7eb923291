"""The ``eti`` command line: exit 0 done, 1 refused by a rule, 2 usage."""

import os
import secrets
import sys
from base64 import b64encode
from pathlib import Path

import click
from flask import Flask

from config import Config, ConfigError, read
from eti_events.errors import Refusal


class Program(click.Group):
    """A group whose refusals and missing settings are one line, not a trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; exit 1 when a rule says no."""
        try:
            return super().invoke(ctx)
        except (Refusal, ConfigError) as refusal:
            click.echo(f"eti: {refusal}", err=True)
            sys.exit(1)


@click.group(cls=Program)
def main() -> None:
    """Events of the network: set up, serve, import, print, check."""


def application() -> Flask:
    """Build the application from the environment's settings."""
    from eti_events import create_app  # noqa: PLC0415 -- `eti init` runs without keys

    return create_app(Config())


@main.command()
def init() -> None:
    """Write the keys where there are none, and bring the database up to date."""
    from eti_events.migrating import (  # noqa: PLC0415 -- the server never needs it
        bring_up_to_date,
    )

    data = Path(os.environ.get("ETI_DATA_DIR") or "var")
    data.mkdir(parents=True, exist_ok=True)
    _write_keys(data / "keys.env")
    bring_up_to_date(application())
    click.echo("Ready.")


@main.command()
def check() -> None:
    """Prove that the data hold together; exit 1 and name the rows if they do not."""
    from eti_events.invariants import faults  # noqa: PLC0415 -- as above

    with application().app_context():
        found = list(faults())
    for fault in found:
        click.echo(fault)
    if found:
        sys.exit(1)
    click.echo("Everything holds.")


def _write_keys(path: Path) -> None:
    """Make the secrets that the environment does not give, readable by us alone."""
    try:
        read("ETI_SECRET_KEY")
        read("ETI_FIELD_KEYS")
    except ConfigError:
        field_key = b64encode(secrets.token_bytes(32)).decode()
        lines = (
            f"ETI_SECRET_KEY={secrets.token_urlsafe(48)}\n"
            f"ETI_FIELD_KEYS=k1:{field_key}\n"
        )
        with os.fdopen(
            os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w"
        ) as file:
            file.write(lines)


@main.command()
@click.option("--port", default=5000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="1 on SQLite.")
@click.option("--threads", default=4, show_default=True)
def serve(port: int, workers: int, threads: int) -> None:
    """Serve the pages with gunicorn on the loopback address."""
    os.execv(  # noqa: S606 -- our own interpreter and fixed words
        sys.executable,
        [
            *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"),
            *("--workers", str(workers), "--threads", str(threads)),
            *("--worker-class", "gthread", "--graceful-timeout", "30", "wsgi:app"),
        ],
    )
