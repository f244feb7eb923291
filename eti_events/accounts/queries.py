"""Sessions, links, accounts and grants as they stand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from eti_events.accounts.models import (
    AccessLink,
    Account,
    Attempts,
    EmailChange,
    Grant,
    LinkPurpose,
    MailCode,
    RecoveryCode,
    Role,
    SignIn,
    SignInKind,
)
from eti_events.database import db
from eti_events.events.models import Event
from eti_events.people.models import DeskOfficer, Person, PersonEmail
from eti_events.security import digest

# Every page of somebody signed in asks these: built once, as building costs more.
SIGN_IN = (
    select(SignIn)
    .where(SignIn.token_hash == bindparam("token_hash"))
    .options(joinedload(SignIn.person))
)
# Who stands in for a desk officer is one, where that officer is, for that time.
STOOD_IN_FOR = select(DeskOfficer.person_id).where(
    DeskOfficer.deputy_id == bindparam("person_id"),
    or_(DeskOfficer.deputy_from.is_(None), DeskOfficer.deputy_from <= bindparam("on")),
    or_(
        DeskOfficer.deputy_until.is_(None), DeskOfficer.deputy_until >= bindparam("on")
    ),
)
GRANTS = select(Grant).where(
    or_(
        Grant.person_id == bindparam("person_id"),
        and_(Grant.role == Role.DESK_OFFICER, Grant.person_id.in_(STOOD_IN_FOR)),
    ),
    Grant.starts_at <= bindparam("at"),
    or_(Grant.ends_at.is_(None), Grant.ends_at > bindparam("at")),
)


def find_sign_in(token: str) -> SignIn | None:
    """Return the session that a cookie names, with its person, ended or not."""
    return db.session.scalar(SIGN_IN, {"token_hash": digest(token)})


def get_sign_in(sign_in_id: int) -> SignIn:
    """Return the session of that id."""
    return db.session.get_one(SignIn, sign_in_id)


def list_sign_ins(mine: SignIn, *, at: datetime) -> Sequence[SignIn]:
    """List the open sessions that this one may see and end, the last used first.

    A participant's session never shows those of the person's work; one narrowed to
    an event shows those of that event only: its link may have been forwarded.
    """
    query = select(SignIn).where(
        SignIn.person_id == mine.person_id,
        SignIn.ended_at.is_(None),
        SignIn.expires_at > at,
        *_within_reach(mine),
    )
    return db.session.scalars(query.order_by(SignIn.last_seen_at.desc())).all()


def _within_reach(mine: SignIn) -> list[ColumnElement[bool]]:
    if mine.kind is SignInKind.STAFF:
        return []
    if mine.kind is SignInKind.MAIL:
        return [SignIn.kind != SignInKind.STAFF]
    return [SignIn.kind == mine.kind, SignIn.event_id == mine.event_id]


def list_staff_sign_ins(person_id: int) -> Sequence[SignIn]:
    """List the sessions with rights that the person has not ended."""
    query = select(SignIn).filter_by(
        person_id=person_id, kind=SignInKind.STAFF, ended_at=None
    )
    return db.session.scalars(query).all()


def list_open_sign_ins(person_id: int) -> Sequence[SignIn]:
    """List every session that the person has not ended."""
    query = select(SignIn).filter_by(person_id=person_id, ended_at=None)
    return db.session.scalars(query).all()


def find_change(
    token: str, *, by_stop: bool = False, for_update: bool = False
) -> EmailChange | None:
    """Return the change of address that the link proves, or stops, or None."""
    column = EmailChange.stop_hash if by_stop else EmailChange.token_hash
    query = select(EmailChange).where(column == digest(token))
    return db.session.scalar(query.with_for_update() if for_update else query)


def lock_person(person_id: int) -> Person:
    """Return the person; whoever changes what they sign in by waits here in turn."""
    query = select(Person).filter_by(id=person_id).with_for_update()
    return db.session.scalars(query).one()


def sign_ins_over(*, before: datetime) -> Select[int]:
    """Select the ids of sessions that ended, or could have lasted, until then."""
    return select(SignIn.id).where(
        or_(SignIn.ended_at < before, SignIn.expires_at < before)
    )


def find_link(
    token: str, *purposes: LinkPurpose, for_update: bool = False
) -> AccessLink | None:
    """Return the link of that token, with its person and event, dead or alive."""
    query = select(AccessLink).filter_by(token_hash=digest(token))
    if purposes:
        query = query.where(AccessLink.purpose.in_(purposes))
    if for_update:
        query = query.with_for_update(of=AccessLink)
    query = query.options(joinedload(AccessLink.person), joinedload(AccessLink.event))
    return db.session.scalar(query)


def list_setup_links(person_id: int) -> Sequence[AccessLink]:
    """List the unused links by which the person may set up their account."""
    query = select(AccessLink).filter_by(
        person_id=person_id,
        purpose=LinkPurpose.ACCOUNT_SETUP,
        used_at=None,
        revoked_at=None,
    )
    return db.session.scalars(query).all()


def find_person_by_email(email_key: str) -> Person | None:
    """Return who is known by that normalised address, first or further."""
    further = select(PersonEmail.person_id).filter_by(email_key=email_key)
    query = select(Person).where(
        or_(Person.email_key == email_key, Person.id.in_(further))
    )
    return db.session.scalar(query)


def get_person(person_id: int) -> Person:
    """Return the person of that id."""
    return db.session.get_one(Person, person_id)


def end_of_tree(event: Event) -> datetime:
    """Return when the last event of this one's edition ends."""
    query = select(func.max(Event.ends_at)).where(
        or_(Event.id == event.root_id, Event.parent_id == event.root_id)
    )
    return db.session.scalars(query).one() or event.ends_at


def find_account(person_id: int, *, for_update: bool = False) -> Account | None:
    """Return the person's account, with the person."""
    query = select(Account).filter_by(person_id=person_id)
    if for_update:
        query = query.with_for_update(of=Account)
    return db.session.scalar(query.options(joinedload(Account.person)))


def get_account(person_id: int) -> Account:
    """Return the person's account, locked until the commit, or answer 404."""
    query = select(Account).filter_by(person_id=person_id).with_for_update()
    account: Account = db.one_or_404(query)
    return account


def find_account_by_email(email_key: str) -> Account | None:
    """Return the account of who has that normalised address, with the person."""
    query = select(Account).join(Account.person).where(Person.email_key == email_key)
    return db.session.scalar(query.options(joinedload(Account.person)))


def list_codes(account_id: int) -> Sequence[RecoveryCode]:
    """List the account's recovery codes, used ones too."""
    query = select(RecoveryCode).filter_by(account_id=account_id)
    return db.session.scalars(query).all()


def list_unused_codes(account_id: int) -> Sequence[RecoveryCode]:
    """List the recovery codes that are left."""
    query = select(RecoveryCode).filter_by(account_id=account_id, used_at=None)
    return db.session.scalars(query).all()


def find_mail_code(sign_in_id: int, *, for_update: bool = False) -> MailCode | None:
    """Return the last code mailed for this session."""
    query = select(MailCode).filter_by(sign_in_id=sign_in_id)
    if for_update:
        query = query.with_for_update()
    return db.session.scalar(query.order_by(MailCode.id.desc()).limit(1))


def list_grants(person_id: int, *, at: datetime) -> Sequence[Grant]:
    """List what the person may be at that time, for any event.

    The grants of desk officers whom they stand in for that day are among them.
    """
    values = {"person_id": person_id, "at": at, "on": at.date()}
    return db.session.scalars(GRANTS, values).all()


def list_all_grants(*, at: datetime) -> Sequence[Grant]:
    """List who may do what now or later, with persons and events, by name."""
    query = (
        select(Grant)
        .join(Grant.person)
        .where(or_(Grant.ends_at.is_(None), Grant.ends_at > at))
        .order_by(Person.family_name, Person.given_name, Grant.id)
        .options(joinedload(Grant.person), joinedload(Grant.event))
    )
    return db.session.scalars(query).all()


def find_same_grant(
    person_id: int, role: Role, event_id: int | None, *, at: datetime
) -> Grant | None:
    """Return the same role of the same person for the same event, if one stands."""
    query = select(Grant).where(
        Grant.person_id == person_id,
        Grant.role == role,
        Grant.event_id.is_(None) if event_id is None else Grant.event_id == event_id,
        or_(Grant.ends_at.is_(None), Grant.ends_at > at),
    )
    return db.session.scalars(query).first()


def get_grant(public_id: UUID) -> Grant:
    """Return the grant, or answer 404."""
    grant: Grant = db.one_or_404(select(Grant).filter_by(public_id=public_id))
    return grant


def list_administrators(*, at: datetime) -> Sequence[Grant]:
    """List the grants of administrators that stand, locked until the commit."""
    query = select(Grant).where(
        Grant.role == Role.ADMIN,
        Grant.event_id.is_(None),
        Grant.starts_at <= at,
        or_(Grant.ends_at.is_(None), Grant.ends_at > at),
    )
    return db.session.scalars(query.with_for_update()).all()


def list_accounts() -> Sequence[Account]:
    """List every account, with its person."""
    query = select(Account).options(joinedload(Account.person))
    return db.session.scalars(query).all()


def list_events() -> Sequence[Event]:
    """List the events that a role can be given for, the next first."""
    return db.session.scalars(select(Event).order_by(Event.starts_at.desc())).all()


def count_attempts(scope: str, key: str, *, since: datetime) -> int:
    """Return how often something was tried in the steps that began after ``since``."""
    query = select(func.coalesce(func.sum(Attempts.count), 0)).where(
        Attempts.scope == scope,
        Attempts.key == key,
        Attempts.window_start > since,
    )
    return db.session.scalars(query).one()
