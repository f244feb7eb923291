"""The vocabulary of a list of people: its fields, their titles, and one row."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from eti_events.events.models import HalfDay
from eti_events.names import fold
from eti_events.people.models import Language
from eti_events.people.vocabulary import Vocabulary
from eti_events.registration.models import Category


class Field(enum.StrEnum):
    """What a column of a list can hold."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    EMAIL = "email"
    ORGANISATION = "organisation"
    CATEGORY = "category"
    HALF_DAYS = "half_days"
    LANGUAGE = "language"
    FIRST_DEPARTURE = "first_departure"
    NOTE = "note"


LENGTHS = {  # characters that the database keeps
    Field.GIVEN_NAME: 100,
    Field.FAMILY_NAME: 100,
    Field.EMAIL: 254,
    Field.ORGANISATION: 200,
}
SIGNED = (Field.HALF_DAYS, Field.NOTE)  # a sign there makes no sum

LISTED = Vocabulary(
    fields=Field,
    whom=_l("people"),
    labels={
        Field.GIVEN_NAME: _l("Given name"),
        Field.FAMILY_NAME: _l("Family name"),
        Field.EMAIL: _l("E-mail"),
        Field.ORGANISATION: _l("Organisation"),
        Field.CATEGORY: _l("Category"),
        Field.HALF_DAYS: _l("Half-days"),
        Field.LANGUAGE: _l("Language"),
        Field.FIRST_DEPARTURE: _l("First departure"),
        Field.NOTE: _l("Note"),
    },
    headers={
        Field.GIVEN_NAME: "Prénom",
        Field.FAMILY_NAME: "Nom",
        Field.EMAIL: "Courriel",
        Field.ORGANISATION: "Organisation",
        Field.CATEGORY: "Catégorie",
        Field.HALF_DAYS: "Demi-journées",
        Field.LANGUAGE: "Langue",
        Field.FIRST_DEPARTURE: "Premier départ",
        Field.NOTE: "Note",
    },
    required=(Field.FAMILY_NAME, Field.EMAIL),
    synonyms={
        Field.GIVEN_NAME: ("Prénoms", "First name", "Given name", "Forename"),
        Field.FAMILY_NAME: (
            *("Nom de famille", "Nom d'usage", "Patronyme"),
            *("Last name", "Surname", "Family name"),
        ),
        Field.EMAIL: (
            *("Mél.", "Mail", "E-mail", "Email", "Adresse mail", "Adresse e-mail"),
            *("Adresse électronique", "E-mail address", "Email address"),
        ),
        Field.ORGANISATION: (
            *("Organisme", "Structure", "Institution", "Employeur", "Société"),
            *("Organization", "Affiliation", "Company", "Employer"),
        ),
        Field.CATEGORY: ("Type", "Profil", "Category", "Kind", "Ticket"),
        Field.HALF_DAYS: (
            *("Demi-journée", "Présence", "Jours", "Half-days", "Half days"),
            *("Attendance", "Days"),
        ),
        Field.LANGUAGE: ("Langue de correspondance", "Language"),
        Field.FIRST_DEPARTURE: ("Primo-partant", "Primo-partant·e", "First departure"),
        Field.NOTE: ("Notes", "Remarque", "Remarques", "Commentaire", "Comment"),
    },
    looks={Field.EMAIL: lambda cell: "@" in str(cell)},
)

SPELLINGS: Mapping[Category, tuple[str, ...]] = {
    Category.EXPERT: ("expert", "experte", "expert·e", "eti"),
    Category.COMMISSIONER: (
        *("commissioner", "commanditaire", "commissioning body"),
        "organisme commanditaire",
    ),
    Category.PARTNER: ("partner", "partenaire"),
    Category.SPEAKER: ("speaker", "intervenant", "intervenante", "intervenant·e"),
    Category.VIP: ("vip", "dignitary", "dignitaire", "personnalité", "autorité"),
    Category.TEAM: (
        *("team", "équipe", "organising team", "équipe d'organisation"),
        *("organisation", "staff"),
    ),
}
OFFERED = (  # what a faulty cell is told, in both languages
    *("expert", "commanditaire / commissioner", "partenaire / partner"),
    *("intervenant / speaker", "personnalité / VIP", "équipe / team"),
)
CATEGORIES = {
    fold(text): category for category, texts in SPELLINGS.items() for text in texts
}


def find_category(text: str) -> Category | None:
    """Return the category that ``text`` names, whatever its case and accents."""
    return CATEGORIES.get(fold(text))


@dataclass(frozen=True, kw_only=True)
class ListedPerson:
    """One valid row; no half-days are all of them. ``column`` names the addresses."""

    row: int
    column: str
    given_name: str
    family_name: str
    email: str
    email_key: str
    organisation: str
    category: Category
    half_days: Sequence[HalfDay]
    language: Language
    first_departure: bool
    note: str
