"""What the import, the roster's pages and the statistics read."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, delete, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from eti_events.database import Base, db, write_rows
from eti_events.files.models import FileContent
from eti_events.jobs.models import DueRow
from eti_events.names import fold
from eti_events.people.models import (
    ColumnMapping,
    Commissioner,
    Correction,
    DeskOfficer,
    GoneMission,
    ImportState,
    Mission,
    Organisation,
    Person,
    PersonEmail,
    Region,
    RosterChange,
    RosterImport,
    Status,
    Theme,
)
from eti_events.people.planning import Network

PAGE = 50
RUN_IMPORT = "roster.import"
PAST_IMPORTS = 20
LAST_COMMITTED = (
    select(RosterImport.id)
    .filter_by(state=ImportState.COMMITTED)
    .order_by(RosterImport.committed_at.desc(), RosterImport.id.desc())
    .limit(1)
    .scalar_subquery()
)
LAST_REPORT = select(RosterImport.report).where(RosterImport.id == LAST_COMMITTED)
DEPENDENT = ("mission", "person_email")  # tables that go with the person
# What says of a row whose it is, when it was made, and what only follows from others.
OWNERS = ("person_id", "kept_id", "other_id")
BEGINNINGS = (
    *("changed_at", "invited_at", "created_at", "written_at", "given_at", "issued_at"),
    *("corrected_at", "merged_at"),
)
PASSING = ("access_link", "sign_in", "account", "calendar_entry")


def get_import(public_id: UUID, *, for_update: bool = False) -> RosterImport:
    """Return one import, or answer 404."""
    query = select(RosterImport).filter_by(public_id=public_id)
    if for_update:
        query = query.with_for_update()
    found: RosterImport = db.one_or_404(query)
    return found


def lock_import(import_id: int) -> RosterImport:
    """Return one import, locked; it exists."""
    query = select(RosterImport).filter_by(id=import_id).with_for_update()
    return db.session.scalars(query).one()


def list_imports() -> Sequence[RosterImport]:
    """List the latest imports and the one that can be undone, newest first."""
    latest = select(RosterImport.id).order_by(RosterImport.id.desc())
    shown = or_(
        RosterImport.id.in_(latest.limit(PAST_IMPORTS)),
        RosterImport.id == LAST_COMMITTED,
    )
    query = select(RosterImport).where(shown).order_by(RosterImport.id.desc())
    return db.session.scalars(query).all()


def find_last_committed() -> RosterImport | None:
    """Return the import that can be undone: the last that stands."""
    query = select(RosterImport).where(RosterImport.id == LAST_COMMITTED)
    return db.session.scalar(query)


def get_content(file_id: int) -> bytes:
    """Return the bytes of an uploaded file, or answer 404 when it was erased."""
    content: bytes = db.one_or_404(
        select(FileContent.content).filter_by(file_id=file_id)
    )
    return content


def find_import_job(import_id: int) -> DueRow | None:
    """Return the latest work asked of the worker for this import."""
    query = select(DueRow).filter_by(kind=RUN_IMPORT, key=str(import_id))
    return db.session.scalars(query.order_by(DueRow.id.desc()).limit(1)).first()


def list_kept(import_id: int) -> Sequence[tuple[RosterChange, Person]]:
    """List the rows that had to stay when the import was undone, and whose they are."""
    query = (
        select(RosterChange, Person)
        .join(Person, Person.id == RosterChange.person_id)
        .where(RosterChange.import_id == import_id, RosterChange.kept_at.is_not(None))
        .order_by(RosterChange.row)
    )
    return db.session.execute(query).all()


def list_changes(import_id: int) -> Sequence[RosterChange]:
    """List what an import did, by row."""
    query = select(RosterChange).filter_by(import_id=import_id)
    return db.session.scalars(query.order_by(RosterChange.row)).all()


def delete_changes(committed_before: datetime) -> int:
    """Delete what imports of before that time did to each row; return how many."""
    old = select(RosterImport.id).where(RosterImport.committed_at <= committed_before)
    return write_rows(delete(RosterChange).where(RosterChange.import_id.in_(old)))


def remembered_columns() -> Mapping[str, str]:
    """Return the fields that organisers chose for titles, by the titles' keys."""
    rows = db.session.execute(select(ColumnMapping.header_key, ColumnMapping.field))
    return dict(rows.all())


def list_column_mappings(keys: Collection[str]) -> Sequence[ColumnMapping]:
    """List the remembered choices for these titles."""
    query = select(ColumnMapping).where(ColumnMapping.header_key.in_(keys))
    return db.session.scalars(query).all()


def load_network(addresses: Collection[str], *, for_update: bool = False) -> Network:
    """Load every mission with its person, and the people of these addresses."""
    missions = (
        select(Mission)
        .join(Mission.person)
        .options(contains_eager(Mission.person).joinedload(Person.organisation))
    )
    people = (
        select(Person)
        .where(Person.email_key.in_(addresses))
        .options(joinedload(Person.organisation))
    )
    if for_update:
        missions = missions.with_for_update(of=[Mission, Person])
        people = people.with_for_update(of=Person)
    known = {m.identifier.casefold(): m for m in db.session.scalars(missions)}
    by_address = {m.person.email_key: m.person for m in known.values()}
    by_address |= {p.email_key: p for p in db.session.scalars(people)}
    further = (
        select(PersonEmail.email_key, Person)
        .join(Person, Person.id == PersonEmail.person_id)
        .where(PersonEmail.email_key.in_(addresses))
        .options(joinedload(Person.organisation))
    )
    corrections = {
        (c.person_id, c.mission_id, c.field): c
        for c in db.session.scalars(
            select(Correction).options(joinedload(Correction.person))
        )
    }
    return Network(
        missions=known,
        people=dict(db.session.execute(further).all())
        | {key: person for key, person in by_address.items() if key},
        corrections=corrections,
    )


def list_people(ids: Collection[int]) -> Sequence[Person]:
    """List people by their ids, each locked."""
    query = select(Person).where(Person.id.in_(ids)).with_for_update()
    return db.session.scalars(query).all()


def list_missions(ids: Collection[int]) -> Sequence[Mission]:
    """List missions by their ids, each locked."""
    query = select(Mission).where(Mission.id.in_(ids)).with_for_update()
    return db.session.scalars(query).all()


def list_corrections(ids: Collection[int]) -> Sequence[Correction]:
    """List corrections by their ids."""
    query = select(Correction).where(Correction.id.in_(ids))
    return db.session.scalars(query.options(joinedload(Correction.person))).all()


def lock_correction(public_id: UUID, field: str, mission_id: UUID | None) -> Correction:
    """Return what a person corrected with its owners, locked, or answer 404."""
    query = (
        select(Correction)
        .join(Correction.person)
        .outerjoin(Correction.mission)
        .where(Person.public_id == public_id, Correction.field == field)
        .where(
            Mission.public_id == mission_id
            if mission_id
            else Correction.mission_id.is_(None)
        )
        .options(contains_eager(Correction.person), contains_eager(Correction.mission))
        .with_for_update(of=Correction)
    )
    found: Correction = db.one_or_404(query)
    return found


def lock_mission(public_id: UUID) -> Mission:
    """Return a mission, locked, or answer 404."""
    query = select(Mission).filter_by(public_id=public_id).with_for_update()
    found: Mission = db.one_or_404(query)
    return found


def list_gone() -> list[int]:
    """List the missions that the last import did not find, save those dismissed."""
    gone = gone_of(db.session.scalar(LAST_REPORT))
    known = set(db.session.scalars(select(GoneMission.mission_id))) if gone else set()
    return sorted(set(gone) - known)


def gone_of(report: Mapping[str, Any] | None) -> list[int]:
    """Return the missions that an import did not find, by its report."""
    return list((report or {}).get("gone_ids", ()))


def forget_found(gone: Collection[int]) -> None:
    """Forget the dismissals of missions that are in the file again."""
    back = delete(GoneMission).where(GoneMission.mission_id.not_in(gone))
    write_rows(back)


def people_with_missions(ids: Collection[int]) -> set[int]:
    """Return those people who have a mission."""
    query = select(Mission.person_id).where(Mission.person_id.in_(ids)).distinct()
    return set(db.session.scalars(query))


Uses = dict[int, set[str]]


def uses_of_people(ids: Collection[int]) -> Uses:
    """Return what refers to each of these people, beside missions: names of tables."""
    columns = _columns_that_name(Person.__tablename__)
    return _uses(ids, [(c, []) for c in columns if c.table.name not in DEPENDENT])


def uses_of_missions(ids: Collection[int]) -> Uses:
    """Return what refers to each of these missions: names of tables."""
    return _uses(ids, [(c, []) for c in _columns_that_name(Mission.__tablename__)])


def uses_since(ids: Collection[int], since: datetime) -> Uses:
    """Return what has come to refer to people whom we had known before ``since``."""
    columns = [
        (column, [column.table.c[times[0]] > since])
        for column in _columns_that_name(Person.__tablename__)
        if column.name in OWNERS and column.table.name not in PASSING
        if (times := [name for name in BEGINNINGS if name in column.table.c])
    ]
    return _uses(ids, columns)


def _uses(
    ids: Collection[int], columns: Sequence[tuple[Column[Any], list[Any]]]
) -> Uses:
    """Look through foreign keys of every package: none need be known here."""
    found: Uses = defaultdict(set)
    for column, rules in columns if ids else ():
        query = select(column).where(column.in_(ids), *rules).distinct()
        for number in db.session.scalars(query):
            found[number].add(column.table.name)
    return found


def _columns_that_name(target: str) -> Iterator[Column[Any]]:
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if any(key.column.table.name == target for key in column.foreign_keys):
                yield column


def organisations_by_name(names: Collection[str]) -> dict[str, int]:
    """Return the ids of the organisations of these names."""
    query = select(Organisation.name, Organisation.id)
    rows = db.session.execute(query.where(Organisation.name.in_(names)))
    return dict(rows.all())


def known_labels() -> set[str]:
    """Return the desk officers' labels that have a row."""
    return set(db.session.scalars(select(DeskOfficer.label)))


def list_desk_officers() -> Sequence[
    tuple[DeskOfficer, Person | None, Person | None, int]
]:
    """List the labels with their people, deputies and numbers of missions."""
    person, deputy = aliased(Person), aliased(Person)
    missions = (
        select(func.count())
        .where(Mission.desk_officer_label == DeskOfficer.label)
        .scalar_subquery()
    )
    query = (
        select(DeskOfficer, person, deputy, missions)
        .outerjoin(person, person.id == DeskOfficer.person_id)
        .outerjoin(deputy, deputy.id == DeskOfficer.deputy_id)
        .order_by(DeskOfficer.label)
    )
    return db.session.execute(query).all()


def get_desk_officer(label: str) -> DeskOfficer:
    """Return the row of a label, locked, or answer 404."""
    query = select(DeskOfficer).filter_by(label=label).with_for_update()
    found: DeskOfficer = db.one_or_404(query)
    return found


def find_person_by_address(address: str) -> Person | None:
    """Return whom this normalised address belongs to."""
    further = select(PersonEmail.person_id).filter_by(email_key=address)
    query = select(Person).where(
        or_(Person.email_key == address, Person.id.in_(further))
    )
    return db.session.scalar(query)


def find_correction_of(person_id: int, field: str) -> Correction | None:
    """Return what the person corrected in one column of theirs, or None."""
    query = select(Correction).filter_by(
        person_id=person_id, mission_id=None, field=field
    )
    return db.session.scalar(query.options(joinedload(Correction.person)))


def count_roster(search: str = "") -> int:
    """Count the people of the roster whose name holds every word of ``search``."""
    query = select(func.count()).select_from(Person).where(*_named(search))
    return db.session.scalar(query) or 0


def list_roster(search: str = "", page: int = 1) -> Sequence[Person]:
    """List one page of the people of the roster, by family name, with missions."""
    query = (
        select(Person)
        .where(*_named(search))
        .order_by(Person.search_key, Person.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
        .options(selectinload(Person.missions))
    )
    return db.session.scalars(query).all()


def _named(search: str) -> list[ColumnElement[bool]]:
    words = fold(search).split()
    has_mission = Person.id.in_(select(Mission.person_id))
    return [
        has_mission,
        *(Person.search_key.contains(w, autoescape=True) for w in words),
    ]


def count_stock(
    at: date,
) -> Sequence[tuple[Region, Theme, Commissioner, Status, str, int]]:
    """Count the missions that run on the day ``at``, by what statistics ask for."""
    by = (
        *(Mission.region, Mission.theme, Mission.commissioner, Mission.status),
        Mission.country,
    )
    query = (
        select(*by, func.count())
        .where(Mission.start_on <= at, Mission.end_on >= at)
        .group_by(*by)
    )
    return db.session.execute(query).all()


def count_recruited(year: int) -> dict[str, int]:
    """Count the missions that began in ``year`` and renew no other, by commissioner."""
    query = (
        select(Mission.commissioner, func.count())
        .where(
            Mission.start_on.between(date(year, 1, 1), date(year, 12, 31)),
            Mission.renewal_no == 0,
        )
        .group_by(Mission.commissioner)
    )
    return {who.value: count for who, count in db.session.execute(query)}
