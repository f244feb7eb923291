"""Persons, organisations and missions, and where each value comes from."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eti_events.database import Base
from eti_events.names import name_key
from eti_events.security import EncryptedText


class Language(enum.StrEnum):
    """The languages in which we write to people."""

    FRENCH = "fr"
    ENGLISH = "en"


class Status(enum.StrEnum):
    """The kinds of experts; the roster's own labels."""

    ETI = "ETI"
    END = "END"
    AT = "AT"


class Commissioner(enum.StrEnum):
    """Commissioning bodies (commanditaires); the roster's own labels."""

    MEAE = "MEAE"
    DG_TRESOR = "DG Trésor"
    AFD = "AFD"
    MIOM = "MIOM"
    OTHER = "Autre"


class Region(enum.StrEnum):
    """Regions (zones géographiques); the roster's own labels."""

    AFRICA = "Afrique"
    EUROPE = "Europe"
    ASIA = "Asie"
    LATIN_AMERICA = "Amérique latine et Caraïbes"
    MIDDLE_EAST = "Proche et Moyen-Orient"
    PACIFIC = "Pacifique"
    OVERSEAS = "Outre-mer"


class Theme(enum.StrEnum):
    """Themes (thématiques); the roster's own labels."""

    GOVERNANCE = "Gouvernance démocratique"
    SUSTAINABLE = "Développement durable"
    ECONOMIC = "Diplomatie économique"
    EDUCATION = "Éducation, culture et sport"
    HEALTH = "Santé et sécurité alimentaire"
    OTHER = "Autres et émergents"


class RiskLevel(enum.StrEnum):
    """Vigilance of a posting's zone (niveau de vigilance); the roster's own labels."""

    GREEN = "vert"
    YELLOW = "jaune"
    ORANGE = "orange"
    RED = "rouge"


class OrganisationKind(enum.StrEnum):
    """What an organisation is to the network."""

    COMMISSIONER = "commissioner"
    HOST = "host"
    PARTNER = "partner"
    DIPLOMATIC = "diplomatic"
    OPERATOR = "operator"


SENDERS = frozenset({OrganisationKind.COMMISSIONER, OrganisationKind.OPERATOR})


class Organisation(Base):
    """A body that people belong to: ministry, agency, embassy, partner."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[OrganisationKind]
    country: Mapped[str | None] = mapped_column(String(2))


class Person(Base):
    """Someone the organisers know: an expert, a speaker, a partner, one of them.

    ``email_key`` is the normalised address by which the roster knows the person;
    ``search_key`` the folded name, family name first: lists are sorted by it.
    ``merged_into_id`` is who stays of two records of one person: what this one had is
    theirs, and this row is left for what was done under it.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    civility: Mapped[str] = mapped_column(String(16), default="")
    given_name: Mapped[str] = mapped_column(String(100), default="")
    family_name: Mapped[str] = mapped_column(String(100))
    badge_name: Mapped[str | None] = mapped_column(String(100))
    latin_name: Mapped[str | None] = mapped_column(String(200))
    search_key: Mapped[str] = mapped_column(String(400), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(EncryptedText("person.phone"))
    language: Mapped[Language] = mapped_column(default=Language.FRENCH)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    protected: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    mail_bounced_at: Mapped[datetime | None]
    last_import_id: Mapped[int | None] = mapped_column(index=True)
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True
    )
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    missions: Mapped[list["Mission"]] = relationship(
        lazy="raise", order_by="Mission.start_on", back_populates="person"
    )

    @property
    def name(self) -> str:
        """Given and family name, as we address the person."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def affiliation(self) -> str:
        """The organisation; of a protected person one that sends them, never a host."""
        if self.organisation is None:
            return ""
        told = not self.protected or self.organisation.kind in SENDERS
        return self.organisation.name if told else ""


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _fold_name(_mapper: object, _connection: object, person: Person) -> None:
    person.search_key = name_key(person.given_name or "", person.family_name)


class PersonEmail(Base):
    """A further address by which the same person may be known."""

    __tablename__ = "person_email"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email_key: Mapped[str] = mapped_column(String(254), unique=True)


class Mission(Base):
    """One posting of one expert; ``end_on`` is its last day."""

    __tablename__ = "mission"
    __table_args__ = (CheckConstraint("end_on >= start_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    identifier: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[Status]
    commissioner: Mapped[Commissioner]
    co_funder: Mapped[str] = mapped_column(String(100), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    host_organisation: Mapped[str] = mapped_column(String(200), default="")
    host_kind: Mapped[str] = mapped_column(String(100), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2), index=True)
    region: Mapped[Region]
    theme: Mapped[Theme]
    secondary_theme: Mapped[str] = mapped_column(String(100), default="")
    start_on: Mapped[date]
    end_on: Mapped[date]
    renewal_no: Mapped[int] = mapped_column(default=0)
    first_departure: Mapped[bool] = mapped_column(default=False)
    risk_level: Mapped[RiskLevel | None]
    desk_officer_label: Mapped[str] = mapped_column(String(100), default="", index=True)
    last_import_id: Mapped[int | None] = mapped_column(index=True)

    person: Mapped[Person] = relationship(lazy="raise", back_populates="missions")


class ZoneLevel(Base):
    """The vigilance level of a country from a day on, until the next one."""

    __tablename__ = "zone_level"
    __table_args__ = (UniqueConstraint("country", "since_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    since_on: Mapped[date]
    level: Mapped[RiskLevel]


class DeskOfficer(Base):
    """Who stands behind a desk officer's label (référent·e) of the roster.

    The deputy stands in from ``deputy_from`` to ``deputy_until``, both days included;
    an open end means always.
    """

    __tablename__ = "desk_officer"
    __table_args__ = (
        CheckConstraint("deputy_until >= deputy_from", name="deputy_ends_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(100), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    deputy_from: Mapped[date | None]
    deputy_until: Mapped[date | None]


class Correction(Base):
    """A value that the person corrected; an import shows both and changes neither.

    ``field`` is a column of person, or of mission when ``mission_id`` is set. What is
    secret stands in ``roster_sealed`` alone, and only where a file has another value.
    ``kept_at`` is when an organiser chose to keep theirs against the file's.
    """

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("person_id", "mission_id", "field"),
        CheckConstraint("field <> ''", name="names_a_field"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mission_id: Mapped[int | None] = mapped_column(ForeignKey("mission.id"))
    field: Mapped[str] = mapped_column(String(32))
    roster_value: Mapped[str | None] = mapped_column(String(300))
    roster_sealed: Mapped[str | None] = mapped_column(
        EncryptedText("correction.roster_sealed")
    )
    corrected_value: Mapped[str | None] = mapped_column(String(300))
    corrected_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")
    mission: Mapped[Mission | None] = relationship(lazy="raise")

    @property
    def roster_text(self) -> str | None:
        """The file's value, wherever it is kept."""
        return self.roster_value if self.roster_sealed is None else self.roster_sealed


class GoneMission(Base):
    """A mission that is no longer in the file, and of which that is known."""

    __tablename__ = "gone_mission"

    mission_id: Mapped[int] = mapped_column(
        ForeignKey("mission.id", ondelete="CASCADE"), primary_key=True
    )
    dismissed_at: Mapped[datetime]
    dismissed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ImportState(enum.StrEnum):
    """How far an import is."""

    UPLOADED = "uploaded"
    CHECKED = "checked"
    RUNNING = "running"
    COMMITTED = "committed"
    REFUSED = "refused"
    UNDONE = "undone"


class RosterImport(Base):
    """One import of the roster: its file, its mapping, what it would do or did."""

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[UUID] = mapped_column(default=uuid4, unique=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[ImportState] = mapped_column(default=ImportState.UPLOADED)
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    skip_faulty: Mapped[bool] = mapped_column(default=False)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class RosterChange(Base):
    """What one row of an import did to one person and mission, for undoing it.

    ``kept_why`` names the tables of what had come since, when it could not be undone.
    """

    __tablename__ = "roster_change"
    __table_args__ = (UniqueConstraint("import_id", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("roster_import.id"))
    row: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(index=True)
    mission_id: Mapped[int | None] = mapped_column(index=True)
    created_person: Mapped[bool] = mapped_column(default=False)
    created_mission: Mapped[bool] = mapped_column(default=False)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    kept_at: Mapped[datetime | None]
    kept_why: Mapped[str] = mapped_column(String(500), default="")


class ColumnMapping(Base):
    """A header of an earlier file and the field that an organiser chose for it."""

    __tablename__ = "column_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    header_key: Mapped[str] = mapped_column(String(200), unique=True)
    field: Mapped[str] = mapped_column(String(32))
    chosen_at: Mapped[datetime]
