"""The ``eti`` command line: exit 0 done, 1 refused by a rule, 2 usage."""

import logging
import os
import secrets
import signal
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

import click
from flask import Flask
from flask_babel import force_locale, gettext

from config import Config, ConfigError, data_dir, read
from eti_events.accounts.models import Role
from eti_events.clock import utcnow
from eti_events.errors import Refusal
from eti_events.events.models import Event

OURS_ALONE = 0o077  # what is written here, nobody else reads
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class Program(click.Group):
    """A group whose refusals and missing settings are one line, not a trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; exit 1 when a rule says no."""
        try:
            return super().invoke(ctx)
        except (Refusal, ConfigError) as refusal:
            refuse(refusal)


def refuse(reason: object) -> NoReturn:
    """Say in one line why nothing was done, and end."""
    click.echo(f"eti: {reason}", err=True)
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

    os.umask(OURS_ALONE)
    data_dir().mkdir(parents=True, exist_ok=True)
    _write_keys(data_dir() / "keys.env")
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
    from eti_events.serving import (  # noqa: PLC0415 -- as above
        be_the_only_server,
        refuse_network_file,
        refuse_open_file,
    )

    os.umask(OURS_ALONE)
    url = Config().SQLALCHEMY_DATABASE_URI
    refuse_network_file(url)
    refuse_open_file(url)
    be_the_only_server(url)
    os.execv(  # noqa: S606 -- our own interpreter and fixed words
        sys.executable,
        [
            *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"),
            *("--workers", str(workers), "--threads", str(threads)),
            *("--worker-class", "gthread", "--graceful-timeout", "30"),
            *("--no-control-socket", "wsgi:app"),
        ],
    )


@main.group()
def user() -> None:
    """Members of staff."""


@user.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--event", "slug", help="Slug; without it the whole network.")
@click.option("--name", help="Given name, then family name; for somebody new.")
def add_user(email: str, role: str, slug: str | None, name: str | None) -> None:
    """Give a role, and print the link that sets up the account."""
    from eti_events.accounts.adding import add_user as add  # noqa: PLC0415 -- as above

    with application().app_context():
        click.echo(add(email, Role(role), slug, name or ""))


@main.command()
@click.option("--mail", "recipient", help="Send a trial mail there.")
def doctor(recipient: str | None) -> None:
    """Look whether this installation is fit to work; exit 1 and say what is not."""
    from eti_events.clock import utcnow  # noqa: PLC0415 -- as above
    from eti_events.doctor import Ailment, examine, send_trial  # noqa: PLC0415 -- as above

    with application().app_context():
        findings = list(examine(utcnow()))
        for finding in findings:
            sign = "ok " if finding.well else "BAD"
            click.echo(f"{sign} {finding.name}: {finding.words}")
        if recipient:
            try:
                click.echo(f"ok  trial mail: {send_trial(recipient, utcnow())}")
            except Ailment as ailment:
                click.echo(f"BAD {ailment}")
                sys.exit(1)
    if not all(finding.well for finding in findings):
        sys.exit(1)


@main.command()
def worker() -> None:
    """Deliver mail and do what is due, until told to stop."""
    from eti_events import (  # noqa: PLC0415 -- as above
        JOBS,
        PURGES,
        SETTLERS,
        STANDING,
        WRITERS,
    )
    from eti_events.serving import (  # noqa: PLC0415 -- as above
        refuse_network_file,
        refuse_open_file,
    )
    from eti_events.worker import Worker  # noqa: PLC0415 -- as above

    os.umask(OURS_ALONE)
    url = Config().SQLALCHEMY_DATABASE_URI
    refuse_network_file(url)
    refuse_open_file(url)
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    logging.getLogger("huey").setLevel(logging.WARNING)
    Worker(application(), JOBS, SETTLERS, PURGES, WRITERS, STANDING).run()


@main.command()
@click.option("--port", default=1025, show_default=True, help="0: any that is free.")
@click.option("--folder", type=click.Path(path_type=Path), help="The spool.")
def sink(port: int, folder: Path | None) -> None:
    """Take mail in and deliver none of it, for trials: see /demo/mails."""
    from eti_events.messages.sink import Sink, SpoolHandler  # noqa: PLC0415 -- only here
    from eti_events.messages.spool import Spool  # noqa: PLC0415 -- as above

    spool = Spool(folder or data_dir() / "spool")
    far_end = Sink(SpoolHandler(spool), port=port)
    with far_end:
        click.echo(f"smtp://127.0.0.1:{far_end.port}")
        wait_for_the_end()


def wait_for_the_end() -> None:
    """Sleep until SIGTERM or SIGINT."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    ended.wait()


@main.group()
def roster() -> None:
    """Import the network's experts and their missions."""


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.option("--skip-faulty", is_flag=True, help="Leave faulty rows aside.")
def import_roster(
    *, file: Path, dry_run: bool, as_json: bool, skip_faulty: bool
) -> None:
    """Import an XLSX or CSV of the roster: all of it, or nothing."""
    from eti_events.people import commands  # noqa: PLC0415 -- loads the database

    with application().app_context(), in_own_language():
        planned = commands.import_roster(file, dry_run=dry_run, skip_faulty=skip_faulty)
        commands.say(planned, as_json=as_json)
        if planned.faults and not (dry_run or skip_faulty):
            refuse(gettext("nothing was imported"))


@main.command()
@click.argument("event", required=False)
@click.option("--at", "on", type=click.DateTime(["%Y-%m-%d"]), help="Default: today.")
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
def stats(event: str | None, on: datetime | None, *, as_json: bool) -> None:
    """Print the network's figures on a day: today, or the first day of EVENT."""
    from eti_events.people import statistics  # noqa: PLC0415 -- loads the database

    with application().app_context():
        figures = statistics.figures(on.date() if on else _day_of(event))
    click.echo(statistics.as_json(figures) if as_json else statistics.as_text(figures))


@main.command()
@click.argument("event")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The PDF to write.",
)
def badges(event: str, output: Path) -> None:
    """Print the badges of EVENT, four on A4, sorted by family name."""
    from eti_events.badges.commands import (  # noqa: PLC0415 -- loads the database
        print_badges,
    )

    with application().app_context(), in_own_language():
        count = print_badges(_event(event), output, at=utcnow())
    click.echo(f"{count} badges in {output}")


@main.command()
@click.argument("event")
@click.option("--person", "email", metavar="E-MAIL", help="Only what this person has.")
def ics(event: str, email: str | None) -> None:
    """Print the days of EVENT as a calendar file."""
    from eti_events.calendars import commands  # noqa: PLC0415 -- loads the database

    with application().app_context(), in_own_language():
        found = _event(event)
        content = (
            commands.calendar_of_person(found, email, at=utcnow())
            if email
            else commands.calendar_of_event(found)
        )
    sys.stdout.buffer.write(content)


def _day_of(slug: str | None) -> date:
    if slug is None:
        return utcnow().date()
    event = _event(slug)
    return event.starts_at.astimezone(event.zone).date()


def _event(slug: str) -> Event:
    from eti_events.events.queries import find_event  # noqa: PLC0415 -- as above

    event = find_event(slug)
    if event is None:
        raise click.BadParameter(f"there is no event {slug!r}", param_hint="EVENT")
    return event


@contextmanager
def in_own_language() -> Iterator[None]:
    """Speak the language of the terminal: English when it says so, else French."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    with force_locale("en" if spoken.startswith("en") else "fr"):
        try:
            yield
        except Refusal as refusal:  # outside, there is no language
            refuse(refusal)


@main.command()
@click.option("--port", default=5000, show_default=True)
@click.option(
    "--when",
    type=click.Choice(["upcoming", "today", "past"]),
    default="upcoming",
    show_default=True,
    help="Where today stands, seen from the event.",
)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo"))
def demo(port: int, when: str, folder: Path) -> None:
    """Run the whole product on invented people, until Ctrl-C."""
    from eti_events.demo.dates import When  # noqa: PLC0415 -- only here
    from eti_events.demo.serving import run  # noqa: PLC0415 -- only here

    run(folder.resolve(), port, When(when), click.echo, wait_for_the_end)


if __name__ == "__main__":
    main()
