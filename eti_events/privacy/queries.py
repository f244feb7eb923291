"""Which records may be of one person, what each holds, and the merges made."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import joinedload

from eti_events.accounts.models import AccessLink, Account, Grant, SignIn
from eti_events.audit.models import AuditLine
from eti_events.checkin.models import Attendance, Scan, WalkIn
from eti_events.database import db, write_rows
from eti_events.events.models import Event
from eti_events.formalities.models import Block, Formality
from eti_events.messages.models import Mail, MailState
from eti_events.messages.queries import waiting_for
from eti_events.names import fold
from eti_events.people.models import Correction, Mission, Person, PersonEmail
from eti_events.privacy.models import PersonMerge
from eti_events.registration.models import (
    ChangeRequest,
    Consent,
    HeldPlace,
    Invitation,
    Need,
    NeedKind,
    Note,
    PersonTag,
    Registration,
    RequestState,
    Ticket,
    WaveRecipient,
)

MOST_GROUPS = 50
MOST_FOUND = 20
WORDS = 5
WAITING = (MailState.QUEUED, MailState.HELD)
LATEST = 30


def get_person(public_id: UUID) -> Person:
    """Return a person with their organisation, or answer 404."""
    query = select(Person).filter_by(public_id=public_id)
    person: Person = db.one_or_404(query.options(joinedload(Person.organisation)))
    return person


def lock_people(ids: Collection[int]) -> dict[int, Person]:
    """Return people by their ids, read afresh and locked in the order of ids."""
    query = select(Person).where(Person.id.in_(ids)).order_by(Person.id)
    people = db.session.scalars(
        query.with_for_update().execution_options(populate_existing=True)
    )
    return {person.id: person for person in people}


def list_alike() -> list[list[Person]]:
    """List the records that bear the same names, in whatever order; or an address."""
    groups: dict[object, set[int]] = defaultdict(set)
    names = select(Person.id, Person.search_key).where(Person.merged_into_id.is_(None))
    for person_id, key in db.session.execute(names):
        groups[frozenset(key.split())].add(person_id)
    for person_id, other_id in db.session.execute(_SHARED_ADDRESSES):
        groups[person_id, other_id] |= {person_id, other_id}
    alike = [ids for ids in groups.values() if len(ids) > 1]
    known = _people({number for ids in alike for number in ids})
    found = [sorted((known[n] for n in ids), key=lambda p: p.id) for ids in alike]
    return sorted(found, key=lambda people: people[0].search_key)[:MOST_GROUPS]


_SHARED_ADDRESSES = (
    select(Person.id, PersonEmail.person_id)
    .join(PersonEmail, PersonEmail.email_key == Person.email_key)
    .where(PersonEmail.person_id != Person.id)
)


def _people(ids: Collection[int]) -> dict[int, Person]:
    query = select(Person).where(Person.id.in_(ids))
    people = db.session.scalars(query.options(joinedload(Person.organisation)))
    return {person.id: person for person in people}


def list_candidates(person: Person, search: str) -> Sequence[Person]:
    """List other records by the words of a search, or by the person's own names."""
    words = fold(search).split()[:WORDS] or person.search_key.split()
    further = select(PersonEmail.person_id)
    query = (
        select(Person)
        .where(Person.id != person.id, Person.merged_into_id.is_(None))
        .where(
            *(
                or_(
                    Person.search_key.contains(word, autoescape=True),
                    Person.email_key.contains(word, autoescape=True),
                    Person.id.in_(
                        further.where(
                            PersonEmail.email_key.contains(word, autoescape=True)
                        )
                    ),
                )
                for word in words
            )
        )
        .order_by(Person.search_key, Person.id)
        .limit(MOST_FOUND)
        .options(joinedload(Person.organisation))
    )
    return db.session.scalars(query).all()


COUNTED: Mapping[str, Any] = {
    "missions": Mission.person_id,
    "invitations": Invitation.person_id,
    "registrations": Registration.person_id,
    "tickets": Ticket.person_id,
    "notes": Note.person_id,
    "tags": PersonTag.person_id,
    "consents": Consent.person_id,
    "corrections": Correction.person_id,
    "grants": Grant.person_id,
    "mails": Mail.person_id,
    "waves": WaveRecipient.person_id,
    "addresses": PersonEmail.person_id,
}


def count_rows(person_id: int) -> dict[str, int]:
    """Count what a record holds, by kind, in one question."""
    own = select(Registration.id).filter_by(person_id=person_id)
    counts = {
        name: select(func.count()).where(column == person_id)
        for name, column in COUNTED.items()
    }
    counts["needs"] = select(func.count()).where(
        Need.registration_id.in_(own), Need.kind == NeedKind.ACCESS
    )
    counts["scans"] = select(func.count()).where(Scan.registration_id.in_(own))
    counts["history"] = select(func.count()).where(
        or_(
            (AuditLine.subject_kind == "person") & (AuditLine.subject_id == person_id),
            (AuditLine.subject_kind == "registration") & AuditLine.subject_id.in_(own),
        )
    )
    query = select(*(each.scalar_subquery().label(n) for n, each in counts.items()))
    return dict(db.session.execute(query).mappings().one())


def list_addresses(person: Person) -> list[str]:
    """List the further addresses of a person."""
    query = select(PersonEmail.email_key).filter_by(person_id=person.id)
    return sorted(db.session.scalars(query))


@dataclass(frozen=True)
class Twice:
    """An event for which both records are registered: only one registration stays."""

    event: Event
    kept: Registration
    other: Registration
    both_need: bool


def list_twice(kept_id: int, other_id: int) -> list[Twice]:
    """List the events for which both records are registered."""
    ours, theirs = _registrations(kept_id), _registrations(other_id)
    both = [ours[event_id] for event_id in ours if event_id in theirs]
    return [
        Twice(
            row.event,
            row,
            theirs[row.event_id],
            both_need=bool(_kinds(row.id) & _kinds(theirs[row.event_id].id)),
        )
        for row in both
    ]


def _registrations(person_id: int) -> dict[int, Registration]:
    query = select(Registration).filter_by(person_id=person_id)
    rows = db.session.scalars(
        query.options(joinedload(Registration.event))
        .order_by(Registration.event_id)
        .execution_options(populate_existing=True)
    )
    return {row.event_id: row for row in rows}


def _kinds(registration_id: int) -> set[NeedKind]:
    query = select(Need.kind).filter_by(registration_id=registration_id)
    return set(db.session.scalars(query))


def list_needs(registration_id: int) -> dict[NeedKind, int]:
    """Return the needs of a registration by kind: their ids, not their text."""
    query = select(Need.kind, Need.id).filter_by(registration_id=registration_id)
    return dict(db.session.execute(query).all())


def list_blocks(registration_id: int) -> dict[Block, int]:
    """Return the blocks that were given of the second form: ids, not their text."""
    query = select(Formality.block, Formality.id)
    query = query.filter_by(registration_id=registration_id)
    return dict(db.session.execute(query).all())


def list_held(registration_id: int) -> Sequence[int]:
    """List the counters of which a registration holds a place."""
    query = select(HeldPlace.counter_id).filter_by(registration_id=registration_id)
    return db.session.scalars(query.order_by(HeldPlace.counter_id)).all()


def list_open_requests(registration_id: int) -> Sequence[int]:
    """List what waits for an answer about a registration."""
    query = select(ChangeRequest.id).filter_by(
        registration_id=registration_id, state=RequestState.OPEN
    )
    return db.session.scalars(query).all()


def list_waiting_mails(
    registration: Registration, templates: Collection[str]
) -> Sequence[int]:
    """List the mails by these templates that have not begun to leave."""
    query = waiting_for(registration.person_id, registration.event_id, templates)
    query = query.where(Mail.state.in_(WAITING)).order_by(Mail.id)
    return db.session.scalars(query).all()


def list_door(goes_id: int, stays_id: int) -> list[tuple[str, int]]:
    """List what the door knows of a registration alone: table and id."""
    there = select(Attendance.half_day_id).filter_by(registration_id=stays_id)
    alone = Attendance.half_day_id.not_in(there)
    rows = {
        model.__tablename__: select(model.id).filter_by(registration_id=goes_id)
        for model in (Scan, WalkIn, Attendance)
    }
    rows[Attendance.__tablename__] = rows[Attendance.__tablename__].where(alone)
    return [
        (table, number)
        for table, query in rows.items()
        for number in db.session.scalars(query)
    ]


def list_tickets(person_id: int) -> Sequence[Ticket]:
    """List every issue of a record's tickets, by edition, the first ones first."""
    query = select(Ticket).filter_by(person_id=person_id)
    return db.session.scalars(query.order_by(Ticket.event_id, Ticket.issue)).all()


def list_links(person_id: int) -> Sequence[AccessLink]:
    """List the links that a record was sent."""
    return db.session.scalars(select(AccessLink).filter_by(person_id=person_id)).all()


def list_sessions(person_id: int) -> Sequence[int]:
    """List the sessions of a record that have not ended."""
    query = select(SignIn.id).filter_by(person_id=person_id, ended_at=None)
    return db.session.scalars(query).all()


def list_corrections(person_id: int) -> Sequence[Correction]:
    """List what was corrected of a record and of its missions."""
    query = select(Correction).filter_by(person_id=person_id).order_by(Correction.id)
    return db.session.scalars(query).all()


def list_touched_events(person_ids: Collection[int]) -> Sequence[Event]:
    """List the events for which one of these records is registered."""
    events = select(Registration.event_id).where(Registration.person_id.in_(person_ids))
    return db.session.scalars(select(Event).where(Event.id.in_(events))).all()


def is_in_roster(person_id: int) -> bool:
    """Whether the roster knows the record."""
    query = select(Mission.id).filter_by(person_id=person_id).limit(1)
    return db.session.scalar(query) is not None


def has_account(person_id: int) -> bool:
    """Whether somebody signs in with this record as staff."""
    query = select(Account.id).filter_by(person_id=person_id)
    return db.session.scalar(query) is not None


def has_role(person_id: int, at: datetime) -> bool:
    """Whether the record has a role, now or later."""
    query = select(Grant.id).where(
        Grant.person_id == person_id, or_(Grant.ends_at.is_(None), Grant.ends_at > at)
    )
    return db.session.scalar(query.limit(1)) is not None


# The merges made


def get_merge(public_id: UUID, *, for_update: bool = False) -> PersonMerge:
    """Return one merge with its people, or answer 404."""
    query = select(PersonMerge).filter_by(public_id=public_id)
    if for_update:
        query = query.with_for_update(of=PersonMerge)
    found: PersonMerge = db.one_or_404(
        query.options(joinedload(PersonMerge.kept), joinedload(PersonMerge.other))
    )
    return found


def has_later(made: PersonMerge) -> bool:
    """Whether another merge rests on this one."""
    later = select(PersonMerge.id).where(
        PersonMerge.id > made.id,
        PersonMerge.undone_at.is_(None),
        or_(
            PersonMerge.kept_id.in_((made.kept_id, made.other_id)),
            PersonMerge.other_id == made.kept_id,
        ),
    )
    return db.session.scalar(later.limit(1)) is not None


def list_merges() -> Sequence[PersonMerge]:
    """List the latest merges with their people, the newest first."""
    query = select(PersonMerge).order_by(PersonMerge.id.desc()).limit(LATEST)
    return db.session.scalars(
        query.options(joinedload(PersonMerge.kept), joinedload(PersonMerge.other))
    ).all()


def forget_records(before: datetime) -> None:
    """Empty the records of merges made before that time."""
    write_rows(
        update(PersonMerge)
        .where(PersonMerge.merged_at < before, PersonMerge.record.is_not(None))
        .values(record=None)
    )
