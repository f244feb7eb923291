"""Filling an empty database with the demonstration, by the actions people use."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from flask import Flask

from eti_events.accounts.actions import make_link
from eti_events.accounts.credentials import create_account
from eti_events.accounts.models import Grant, LinkPurpose
from eti_events.database import db, transaction
from eti_events.demo import (
    agenda,
    convocations,
    delegations,
    events,
    formalities,
    guests,
    next_edition,
    questions,
    readers,
    waves,
)
from eti_events.demo.cast import STAFF, Player, StaffPlayer, mail_of, players
from eti_events.demo.dates import Dates, When, dates_for, shifted_roster
from eti_events.demo.door import open_doors
from eti_events.demo.stage import Stage
from eti_events.demo.texts import write_texts
from eti_events.names import fold
from eti_events.people import actions as roster
from eti_events.people.desk_officers import Deputy, assign_desk_officer
from eti_events.people.models import Organisation, Person
from eti_events.people.queries import list_desk_officers

MAPPED_LABELS = 4  # the others are on the list of things to do
LINKS_LAST = timedelta(days=365)
LONG_BEFORE = timedelta(days=110)  # before the edition: everything is set up by then

Say = Callable[[str], None]


def build(app: Flask, when: When, now: datetime, say: Say) -> None:
    """Build the whole demonstration as it stands at ``now``."""
    dates = dates_for(when, now.date())
    set_up_at = datetime.combine(dates.first_day, time(9), UTC) - LONG_BEFORE
    with app.test_request_context("/"), transaction():
        say("Staff, roster and events…")
        staff = {player.key: _hire(player, set_up_at) for player in STAFF}
        _import_roster(dates, by=staff["organiser"], at=set_up_at)
        guest_ids = [_welcome(player, set_up_at) for player in players()]
        by = staff["organiser"]
        edition = events.make_edition(dates, by=by, at=set_up_at)
        stage = Stage(
            when=when,
            dates=dates,
            now=now,
            staff=staff,
            edition=edition,
            course=events.make_course(edition, dates, by=by, at=set_up_at),
            seminar=events.make_seminar(dates, by=by, at=set_up_at),
        )
        _give_roles(stage, set_up_at)
        write_texts(stage, set_up_at)
        questions.ask(edition, by=by, at=set_up_at)
        convocations.sign(edition, by=by, at=set_up_at)
        say("Invitations and registrations…")
        people = guests.fill(stage, guest_ids)
        say("Programmes…")
        authors = agenda.write(stage, guest_ids)
        readers.read(stage, authors["edition"], people)
        formalities.ask(stage)
        delegations.agree(stage, set_up_at)
        waves.prepare_reminders(stage)
        next_edition.prepare(stage, set_up_at)
        if when is not When.UPCOMING:
            say("The door…")
            open_doors(stage)
        _make_links(staff | people, at=set_up_at)


def _hire(player: StaffPlayer, at: datetime) -> int:
    person = _person(player.given_name, player.family_name, at)
    create_account(person.id, by=None, at=at)
    if player.network:
        db.session.add(
            Grant(
                person_id=person.id,
                role=player.role,
                starts_at=at,
                audience=player.reads,
            )
        )
    return person.id


def _give_roles(stage: Stage, at: datetime) -> None:
    trees = (stage.edition.id, stage.seminar.id)
    for player in STAFF:
        if not player.network:
            for event_id in trees:
                db.session.add(
                    Grant(
                        person_id=stage.staff[player.key],
                        role=player.role,
                        event_id=event_id,
                        starts_at=at,
                        given_by=stage.organiser,
                        audience=player.reads,
                    )
                )


def _person(
    given_name: str,
    family_name: str,
    at: datetime,
    *,
    organisation_id: int | None = None,
    with_email: bool = True,
) -> Person:
    email = mail_of(given_name, family_name) if with_email else None
    person = Person(
        given_name=given_name,
        family_name=family_name,
        search_key=fold(f"{given_name} {family_name}"),
        email=email,
        email_key=email,
        organisation_id=organisation_id,
        created_at=at,
    )
    db.session.add(person)
    db.session.flush()
    return person


def _welcome(player: Player, at: datetime) -> tuple[int, Player]:
    """Write down one guest and their organisation."""
    found = db.session.query(Organisation).filter_by(name=player.organisation).first()
    organisation = found or Organisation(name=player.organisation, kind=player.kind)
    db.session.add(organisation)
    db.session.flush()
    person = _person(
        player.given_name,
        player.family_name,
        at,
        organisation_id=organisation.id,
        with_email=player.email is not None,
    )
    return person.id, player


def _import_roster(dates: Dates, *, by: int, at: datetime) -> None:
    """Import the roster as an organiser does, its labels mapped to a desk officer."""
    text = (events.DATA / "roster.csv").read_text(encoding="utf-8")
    content = shifted_roster(text, dates.shift).encode()
    made = roster.upload(content, "experts-demonstration.csv", by=by, at=at)
    reading = roster.check_roster(*roster.read_roster(content, made.file_name))
    roster.commit(made, reading, skip_faulty=False, at=at)
    db.session.flush()
    officer = mail_of("Réjane", "Référente")
    for desk, *_rest in list_desk_officers()[:MAPPED_LABELS]:
        assign_desk_officer(desk, officer, Deputy(), by=by, at=at)


def _make_links(people: dict[str, int], *, at: datetime) -> None:
    for person_id in people.values():
        make_link(person_id, LinkPurpose.DEMO, at=at, expires_at=at + LINKS_LAST)
