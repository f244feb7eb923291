"""What the import of a list reads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, delete, func, select

from eti_events.database import db, write_rows
from eti_events.events.models import Counter, Event, HalfDay
from eti_events.jobs.models import DueRow
from eti_events.messages.models import Mail
from eti_events.people.models import ImportState, Mission, Person, PersonEmail
from eti_events.people.vocabulary import header_key
from eti_events.registration import queries
from eti_events.registration.models import (
    ImportedRow,
    Invitation,
    Registration,
    RegistrationImport,
)
from eti_events.registration.places.queries import list_counters, list_options

RUN_LIST = "registration.import"
PAST = 20


@dataclass(frozen=True)
class Standing:
    """What the event and the network know of the people of a list, by their ids."""

    people: Mapping[str, Person]  # by every address they have
    registrations: Mapping[int, Registration]
    invited: Collection[int]
    missions: Mapping[int, Sequence[Mission]]
    options: Mapping[int, frozenset[str]]  # chosen, by registration
    counters: Sequence[Counter]


def get_import(
    event: Event, public_id: UUID, *, for_update: bool = False
) -> RegistrationImport:
    """Return one import of the event, or answer 404."""
    query = select(RegistrationImport).filter_by(event_id=event.id, public_id=public_id)
    if for_update:
        query = query.with_for_update()
    found: RegistrationImport = db.one_or_404(query)
    return found


def lock_import(import_id: int) -> RegistrationImport:
    """Return one import, locked; it exists."""
    query = select(RegistrationImport).filter_by(id=import_id).with_for_update()
    return db.session.scalars(query).one()


def list_imports(event: Event) -> Sequence[RegistrationImport]:
    """List the event's latest imports, newest first."""
    query = select(RegistrationImport).filter_by(event_id=event.id)
    newest = query.order_by(RegistrationImport.id.desc()).limit(PAST)
    return db.session.scalars(newest).all()


def find_last_committed(event_id: int) -> RegistrationImport | None:
    """Return the event's last import that stands, which can be undone."""
    query = select(RegistrationImport).filter_by(
        event_id=event_id, state=ImportState.COMMITTED
    )
    newest = query.order_by(
        RegistrationImport.committed_at.desc(), RegistrationImport.id.desc()
    )
    return db.session.scalars(newest.limit(1)).first()


def find_job(import_id: int) -> DueRow | None:
    """Return the latest work asked of the worker for this import."""
    query = select(DueRow).filter_by(kind=RUN_LIST, key=str(import_id))
    return db.session.scalars(query.order_by(DueRow.id.desc()).limit(1)).first()


def remembered_columns() -> dict[str, str]:
    """Return the fields that organisers chose for titles of earlier lists."""
    query = select(RegistrationImport.mapping).order_by(RegistrationImport.id.desc())
    latest = db.session.scalars(query.limit(PAST)).all()
    return {
        header_key(header): held
        for mapping in reversed(latest)
        for header, held in mapping.items()
    }


def list_half_days(event_id: int) -> Sequence[HalfDay]:
    """List the half-days of the event, in order."""
    return queries.list_half_days_of({event_id})


def load_standing(event: Event, addresses: Collection[str]) -> Standing:
    """Read what is known of these addresses; as many statements for any number."""
    people = _people(addresses)
    ids = {person.id for person in people.values()}
    registrations = db.session.scalars(
        select(Registration).where(
            Registration.event_id == event.id, Registration.person_id.in_(ids)
        )
    ).all()
    missions: dict[int, list[Mission]] = {}
    posts = select(Mission).where(Mission.person_id.in_(ids)).order_by(Mission.end_on)
    for mission in db.session.scalars(posts):
        missions.setdefault(mission.person_id, []).append(mission)
    return Standing(
        people=people,
        registrations={row.person_id: row for row in registrations},
        invited=queries.list_invited(event.id, ids),
        missions=missions,
        options=list_options([row.id for row in registrations]),
        counters=list_counters(event.id),
    )


def _people(addresses: Collection[str]) -> dict[str, Person]:
    first = select(Person.email_key, Person).where(Person.email_key.in_(addresses))
    further = (
        select(PersonEmail.email_key, Person)
        .join(Person, Person.id == PersonEmail.person_id)
        .where(PersonEmail.email_key.in_(addresses))
    )
    rows = [*db.session.execute(further), *db.session.execute(first)]
    return {row[0]: row[1] for row in rows}


def list_rows(import_id: int) -> Sequence[ImportedRow]:
    """List what an import made, by row."""
    query = select(ImportedRow).filter_by(import_id=import_id)
    return db.session.scalars(query.order_by(ImportedRow.row)).all()


def list_kept(import_id: int) -> Sequence[tuple[ImportedRow, Person]]:
    """List what undoing the import left, and whose it is."""
    query = (
        select(ImportedRow, Person)
        .join(Person, Person.id == ImportedRow.person_id)
        .where(ImportedRow.import_id == import_id, ImportedRow.kept_why != "")
        .order_by(ImportedRow.row)
    )
    return [(row, person) for row, person in db.session.execute(query)]


def find_registrations(ids: Collection[int]) -> dict[int, Registration]:
    """Return those registrations that are still there, by id."""
    query = select(Registration).where(Registration.id.in_(ids))
    return {row.id: row for row in db.session.scalars(query)}


def find_invitations(ids: Collection[int]) -> dict[int, Invitation]:
    """Return those invitations that are still there, by id."""
    query = select(Invitation).where(Invitation.id.in_(ids))
    return {row.id: row for row in db.session.scalars(query)}


def invitations_of(event_id: int, person_ids: Collection[int]) -> dict[int, int]:
    """Return the ids of these persons' invitations to the event."""
    query = select(Invitation.person_id, Invitation.id).where(
        Invitation.event_id == event_id, Invitation.person_id.in_(person_ids)
    )
    return dict(db.session.execute(query).all())


def mails_among(ids: Collection[int]) -> Select[int]:
    """Return a select of these mails' ids."""
    return select(Mail.id).where(Mail.id.in_(ids))


def rows_of_ended(before: datetime) -> Select[int]:
    """Select the rows of lists of events that ended before that time."""
    return (
        select(ImportedRow.id)
        .join(RegistrationImport, RegistrationImport.id == ImportedRow.import_id)
        .join(Event, Event.id == RegistrationImport.event_id)
        .where(Event.ends_at <= before)
    )


def count_rows_of_ended(before: datetime) -> Sequence[tuple[int, int]]:
    """Count those rows: event, how many."""
    query = rows_of_ended(before).with_only_columns(Event.id, func.count())
    return [(row[0], row[1]) for row in db.session.execute(query.group_by(Event.id))]


def delete_rows_of_ended(before: datetime) -> None:
    """Delete those rows."""
    write_rows(delete(ImportedRow).where(ImportedRow.id.in_(rows_of_ended(before))))
