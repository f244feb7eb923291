"""Accounts of staff, links of everybody else, the sessions they open, and grants."""

import enum
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.events.models import Event
from eti_events.people.models import Person
from eti_events.security import EncryptedText


class Role(enum.StrEnum):
    """What a person may be for an event, or for the whole network."""

    ADMIN = "admin"
    ORGANISER = "organiser"
    PROTOCOL = "protocol"
    TRAINING_MANAGER = "training_manager"
    TRAINER = "trainer"
    MODERATOR = "moderator"
    CHECK_IN = "check_in"
    SECURITY_OFFICER = "security_officer"
    DESK_OFFICER = "desk_officer"
    DELEGATION_CONTACT = "delegation_contact"
    AUDITOR = "auditor"


class Grant(Base):
    """A role given to a person, for an event (and its children) or the network."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index("ix_role_grant_person_role", "person_id", "role"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    audience: Mapped[str] = mapped_column(String(100), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    event: Mapped[Event | None] = relationship(lazy="raise")


class Account(Base):
    """How a member of staff signs in: passphrase, then a one-time code."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    passphrase_hash: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("account.totp"))
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise")


class RecoveryCode(Base):
    """A code that replaces the one-time code once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class LinkPurpose(enum.StrEnum):
    """What a link in a mail opens."""

    INVITATION = "invitation"
    SIGN_IN = "sign_in"
    ACCOUNT_SETUP = "account_setup"
    DEMO = "demo"


class AccessLink(Base):
    """A link sent to one person: looked up by digest, kept encrypted to resend it.

    Invitations work until ``expires_at``, on several devices; the others once.
    ``goal`` is the page to which it leads; empty: where its purpose leads.
    ``used_by`` is the digest of the browser that used it: its answer may get lost.
    """

    __tablename__ = "access_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(
        String(64), unique=True, insert_sentinel=True
    )
    token: Mapped[str | None] = mapped_column(EncryptedText("access_link.token"))
    purpose: Mapped[LinkPurpose]
    goal: Mapped[str] = mapped_column(String(200), default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[str | None] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    event: Mapped[Event | None] = relationship(lazy="raise")


class SignInKind(enum.StrEnum):
    """How a session was opened decides what it may do."""

    STAFF = "staff"
    MAIL = "mail"
    INVITATION = "invitation"


class SignIn(Base):
    """A session on one device; ``event_id`` narrows it to one registration's event.

    ``checked_at`` is when a fresh code or passphrase was last given on it.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[SignInKind]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    device: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


class EmailChange(Base):
    """A change of one's own address, asked for on the session named.

    The link that proves the new address and the one that stops it stand in two mails;
    here only their digests do. ``before`` is the address that the person had.
    """

    __tablename__ = "email_change"
    __table_args__ = (Index("ix_email_change_asked_at", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    sign_in_id: Mapped[int]
    email: Mapped[str] = mapped_column(String(254))
    before: Mapped[str] = mapped_column(String(254))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    stop_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]


class MailCode(Base):
    """A short code sent by mail before masked data are shown: few tries, minutes."""

    __tablename__ = "mail_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Attempts(Base):
    """How often something was tried in one window of time; ``key`` is a digest."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("scope", "key", "window_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64))
    window_start: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int] = mapped_column(default=0)
