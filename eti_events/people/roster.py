"""The roster's vocabulary: its fields, their labels, and one row as values."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from flask_babel import lazy_gettext as _l

from eti_events.names import fold
from eti_events.people.models import (
    Commissioner,
    Language,
    Region,
    RiskLevel,
    Status,
    Theme,
)


class Field(enum.StrEnum):
    """What a column of the roster can hold, in the order of the template."""

    IDENTIFIER = "identifier"
    CIVILITY = "civility"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGE = "language"
    STATUS = "status"
    COMMISSIONER = "commissioner"
    CO_FUNDER = "co_funder"
    HOST_ORGANISATION = "host_organisation"
    HOST_KIND = "host_kind"
    CITY = "city"
    COUNTRY = "country"
    REGION = "region"
    THEME = "theme"
    SECONDARY_THEME = "secondary_theme"
    START_ON = "start_on"
    END_ON = "end_on"
    RENEWAL_NO = "renewal_no"
    FIRST_DEPARTURE = "first_departure"
    RISK_LEVEL = "risk_level"
    SENSITIVE = "sensitive"
    DESK_OFFICER_LABEL = "desk_officer_label"
    TITLE = "title"


REQUIRED = (
    Field.IDENTIFIER,
    Field.FAMILY_NAME,
    Field.GIVEN_NAME,
    Field.EMAIL,
    Field.STATUS,
    Field.COMMISSIONER,
    Field.COUNTRY,
    Field.REGION,
    Field.THEME,
    Field.START_ON,
    Field.END_ON,
)

HEADERS: Mapping[Field, str] = {  # as the roster itself writes them
    Field.IDENTIFIER: "Identifiant",
    Field.CIVILITY: "Civilité",
    Field.FAMILY_NAME: "Nom",
    Field.GIVEN_NAME: "Prénom",
    Field.EMAIL: "Courriel",
    Field.PHONE: "Téléphone",
    Field.LANGUAGE: "Langue",
    Field.STATUS: "Statut",
    Field.COMMISSIONER: "Commanditaire",
    Field.CO_FUNDER: "Cofinanceur",
    Field.HOST_ORGANISATION: "Organisme d'accueil",
    Field.HOST_KIND: "Type d'organisme",
    Field.CITY: "Ville",
    Field.COUNTRY: "Pays",
    Field.REGION: "Zone",
    Field.THEME: "Thématique",
    Field.SECONDARY_THEME: "Thématique secondaire",
    Field.START_ON: "Début de mission",
    Field.END_ON: "Fin de mission",
    Field.RENEWAL_NO: "Renouvellement",
    Field.FIRST_DEPARTURE: "Premier départ",
    Field.RISK_LEVEL: "Niveau de vigilance",
    Field.SENSITIVE: "Poste sensible",
    Field.DESK_OFFICER_LABEL: "Référent",
    Field.TITLE: "Intitulé du poste",
}

FIELD_LABELS = {
    Field.IDENTIFIER: _l("Identifier"),
    Field.CIVILITY: _l("Civility"),
    Field.FAMILY_NAME: _l("Family name"),
    Field.GIVEN_NAME: _l("Given name"),
    Field.EMAIL: _l("E-mail"),
    Field.PHONE: _l("Phone"),
    Field.LANGUAGE: _l("Language"),
    Field.STATUS: _l("Status"),
    Field.COMMISSIONER: _l("Commissioning body"),
    Field.CO_FUNDER: _l("Co-funder"),
    Field.HOST_ORGANISATION: _l("Host organisation"),
    Field.HOST_KIND: _l("Kind of host"),
    Field.CITY: _l("City"),
    Field.COUNTRY: _l("Country"),
    Field.REGION: _l("Region"),
    Field.THEME: _l("Theme"),
    Field.SECONDARY_THEME: _l("Secondary theme"),
    Field.START_ON: _l("First day of the mission"),
    Field.END_ON: _l("Last day of the mission"),
    Field.RENEWAL_NO: _l("Renewal number"),
    Field.FIRST_DEPARTURE: _l("First departure"),
    Field.RISK_LEVEL: _l("Vigilance level"),
    Field.SENSITIVE: _l("Sensitive post"),
    Field.DESK_OFFICER_LABEL: _l("Desk officer"),
    Field.TITLE: _l("Position title"),
}

LENGTHS = {  # characters that the database keeps
    Field.IDENTIFIER: 64,
    Field.CIVILITY: 16,
    Field.FAMILY_NAME: 100,
    Field.GIVEN_NAME: 100,
    Field.EMAIL: 254,
    Field.PHONE: 40,
    Field.CO_FUNDER: 100,
    Field.HOST_ORGANISATION: 200,
    Field.HOST_KIND: 100,
    Field.CITY: 100,
    Field.SECONDARY_THEME: 100,
    Field.DESK_OFFICER_LABEL: 100,
    Field.TITLE: 200,
}

OTHER_SPELLINGS: Mapping[enum.StrEnum, tuple[str, ...]] = {
    Language.FRENCH: ("français", "fra", "fre", "french"),
    Language.ENGLISH: ("anglais", "eng", "english"),
    Status.ETI: ("expert technique international",),
    Status.END: ("expert national détaché",),
    Status.AT: ("assistant technique",),
    Commissioner.DG_TRESOR: ("DGT", "Trésor", "Direction générale du Trésor"),
    Commissioner.OTHER: ("Autres", "Other"),
    Region.AFRICA: ("Africa",),
    Region.ASIA: ("Asia",),
    Region.LATIN_AMERICA: ("Amérique latine", "Latin America and the Caribbean"),
    Region.MIDDLE_EAST: ("Moyen-Orient", "Middle East"),
    Region.PACIFIC: ("Pacific", "Océanie"),
    Region.OVERSEAS: ("Outremer", "Overseas"),
    Theme.GOVERNANCE: ("Gouvernance", "Democratic governance"),
    Theme.SUSTAINABLE: ("Sustainable development",),
    Theme.ECONOMIC: ("Economic diplomacy",),
    Theme.EDUCATION: ("Education, culture and sport",),
    Theme.HEALTH: ("Health and food security",),
    Theme.OTHER: ("Autres", "Other and emerging"),
    RiskLevel.GREEN: ("green", "verte"),
    RiskLevel.YELLOW: ("yellow",),
    RiskLevel.RED: ("red",),
}

DOUBT = "?"  # “MEAE ?” is a question, not an answer
CIVILITIES = {
    "m": "M.",
    "m.": "M.",
    "mr": "M.",
    "mr.": "M.",
    "monsieur": "M.",
    "mme": "Mme",
    "mme.": "Mme",
    "mrs": "Mme",
    "ms": "Mme",
    "madame": "Mme",
}


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """One valid row: a person and one mission; ``row`` is its number in the file."""

    row: int
    identifier: str
    civility: str
    family_name: str
    given_name: str
    email: str
    email_key: str
    phone: str
    language: Language
    status: Status
    commissioner: Commissioner
    co_funder: str
    host_organisation: str
    host_kind: str
    city: str
    country: str
    region: Region
    theme: Theme
    secondary_theme: str
    start_on: date
    end_on: date
    renewal_no: int
    first_departure: bool
    risk_level: RiskLevel | None
    sensitive: bool
    desk_officer_label: str
    title: str


Choice = TypeVar("Choice", bound=enum.StrEnum)


def find_choice(choices: type[Choice], text: str) -> Choice | None:
    """Return the member that ``text`` names, whatever its case and accents."""
    if DOUBT in text:
        return None
    value = _spellings(choices).get(fold(text))
    return None if value is None else choices(value)


@cache
def _spellings(choices: type[enum.StrEnum]) -> dict[str, str]:
    return {
        fold(text): choice.value
        for choice in choices
        for text in (choice.value, *OTHER_SPELLINGS.get(choice, ()))
    }
