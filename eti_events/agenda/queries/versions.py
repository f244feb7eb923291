"""What was published; the only selects that public pages know."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Text, bindparam, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased, defer
from werkzeug.exceptions import NotFound

from eti_events.agenda.models import AgendaVersion
from eti_events.agenda.snapshot import KnownPerson
from eti_events.database import db
from eti_events.people.models import Person

kept = aliased(Person)
_own = kept.id.is_(None)

# Every page of the agenda asks these: built once, as building costs more than asking.
NEWEST = (
    select(AgendaVersion.id, AgendaVersion.number, AgendaVersion.public_id)
    .where(AgendaVersion.event_id == bindparam("event_id"))
    .order_by(AgendaVersion.number.desc())
    .limit(1)
)
KNOWN = (
    select(
        Person.id,
        func.coalesce(kept.id, Person.id),
        case((_own, Person.given_name), else_=kept.given_name),
        case((_own, Person.family_name), else_=kept.family_name),
        or_(Person.protected, func.coalesce(kept.protected, False)),
    )
    .outerjoin(kept, Person.merged_into_id == kept.id)
    .where(Person.id.in_(bindparam("ids", expanding=True)))
    .order_by(Person.id)
)


Names = tuple[tuple[Any, ...], ...]


class Newest(NamedTuple):
    """The newest version, without what it holds."""

    id: int
    number: int
    public_id: UUID


def find_newest(event_id: int) -> Newest | None:
    """Return which version is in force, or None before the first."""
    row = db.session.connection().execute(NEWEST, {"event_id": event_id}).first()
    return Newest(*row) if row else None


def get_by_id(version_id: int) -> AgendaVersion:
    """Return a version with all that it holds."""
    return db.session.get_one(AgendaVersion, version_id)


def find_version(event_id: int, number: int) -> AgendaVersion | None:
    """Return one version with all that it holds, or None."""
    query = select(AgendaVersion).filter_by(event_id=event_id, number=number)
    return db.session.scalar(query)


def get_version(event_id: int, number: int) -> AgendaVersion:
    """Return one version with all that it holds, or answer 404."""
    if version := find_version(event_id, number):
        return version
    raise NotFound


def list_versions(event_id: int) -> Sequence[AgendaVersion]:
    """List the versions of an event without their content, the newest first."""
    query = select(AgendaVersion).filter_by(event_id=event_id)
    held = (AgendaVersion.snapshot, AgendaVersion.links)
    query = query.options(*(defer(column, raiseload=True) for column in held))
    return db.session.scalars(query.order_by(AgendaVersion.number.desc())).all()


def names_of(ids: Collection[int]) -> Names:
    """Return who these people are today, each after the id that they had.

    Plain rows: whoever reads the agenda compares them, and they seldom differ.
    """
    if not ids:
        return ()
    rows = db.session.connection().execute(KNOWN, {"ids": sorted(ids)})
    return tuple(map(tuple, rows))


def known_people(names: Names) -> dict[int, KnownPerson]:
    """Return the people of such rows by the id that they had."""
    return {
        old_id: KnownPerson(
            id=person_id, name=f"{given} {family}".strip(), protected=bool(protected)
        )
        for old_id, person_id, given, family, protected in names
    }


def was_published(event_id: int, session: UUID) -> bool:
    """Whether any version holds the session."""
    text = cast(AgendaVersion.snapshot, Text)
    query = select(
        exists().where(
            AgendaVersion.event_id == event_id, text.contains(f'"id": "{session}"')
        )
    )
    return bool(db.session.scalar(query))
