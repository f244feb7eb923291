"""The titles that columns of a roster go by, in French and English."""

from collections.abc import Mapping, Sequence
from functools import cache

from eti_events.names import fold
from eti_events.people.roster import HEADERS, Field

LONGEST = 200  # characters of a key that are remembered

SYNONYMS: Mapping[Field, tuple[str, ...]] = {
    Field.IDENTIFIER: (
        "ID",
        "Id mission",
        "Identifiant ETI",
        "Matricule",
        "N°",
        "Identifier",
        "Réf.",
    ),
    Field.CIVILITY: ("Civ.", "Titre de civilité", "Civility"),
    Field.FAMILY_NAME: (
        "Nom de famille",
        "Nom d'usage",
        "Patronyme",
        "Last name",
        "Surname",
        "Family name",
    ),
    Field.GIVEN_NAME: (
        "Prénoms",
        "Prénom usuel",
        "First name",
        "Given name",
        "Forename",
    ),
    Field.EMAIL: (
        "Mél.",
        "Mail",
        "E-mail",
        "Email",
        "Adresse mail",
        "Adresse électronique",
        "Adresse e-mail",
        "Adresse de courriel",
        "Courriel professionnel",
        "E-mail address",
        "Email address",
    ),
    Field.PHONE: (
        "Tél.",
        "Tel",
        "Téléphone portable",
        "Portable",
        "Mobile",
        "Phone",
        "Telephone",
        "Phone number",
    ),
    Field.LANGUAGE: ("Langue de correspondance", "Language"),
    Field.STATUS: ("Type d'expert", "Status", "Statut de l'expert"),
    Field.COMMISSIONER: (
        "Bailleur",
        "Ministère commanditaire",
        "Commissioner",
        "Commissioning body",
    ),
    Field.CO_FUNDER: ("Co-financeur", "Cofinancement", "Co-funder", "Cofunder"),
    Field.HOST_ORGANISATION: (
        "Organisme",
        "Structure d'accueil",
        "Institution d'accueil",
        "Host organisation",
        "Host organization",
        "Host",
    ),
    Field.HOST_KIND: (
        "Type de structure",
        "Nature de l'organisme",
        "Host type",
        "Host kind",
    ),
    Field.CITY: ("Ville d'affectation", "Résidence", "City", "Town"),
    Field.COUNTRY: ("Pays d'affectation", "Pays de mission", "Code pays", "Country"),
    Field.REGION: ("Région", "Zone géographique", "Region", "Area"),
    Field.THEME: ("Thème", "Thématique principale", "Secteur", "Theme", "Main theme"),
    Field.SECONDARY_THEME: ("Thème secondaire", "Sous-thématique", "Secondary theme"),
    Field.START_ON: (
        "Date de début",
        "Début",
        "Date de prise de poste",
        "Prise de poste",
        "Date de départ",
        "Start",
        "Start date",
        "Mission start",
    ),
    Field.END_ON: (
        "Date de fin",
        "Fin",
        "Date de fin de mission",
        "Fin de contrat",
        "End",
        "End date",
        "Mission end",
    ),
    Field.RENEWAL_NO: (
        "N° de renouvellement",
        "Nombre de renouvellements",
        "Renewal",
        "Renewal number",
    ),
    Field.FIRST_DEPARTURE: (
        "Primo-partant",
        "Primo partant",
        "Primo-partant·e",
        "First departure",
    ),
    Field.RISK_LEVEL: (
        "Vigilance",
        "Niveau de risque",
        "Risk level",
        "Vigilance level",
    ),
    Field.SENSITIVE: ("Sensible", "Poste protégé", "Sensitive", "Sensitive post"),
    Field.DESK_OFFICER_LABEL: (
        "Référente",
        "Référent·e",
        "Référent géographique",
        "Chargé de suivi",
        "Desk officer",
    ),
    Field.TITLE: (
        "Intitulé de poste",
        "Poste",
        "Fonction",
        "Intitulé de la mission",
        "Position",
        "Job title",
        "Position title",
    ),
}


def header_key(header: str) -> str:
    """Return what two spellings of one title have in common."""
    plain = fold(header.replace("n°", "no").replace("N°", "no"))
    return plain.replace(".", "")[:LONGEST]


def recognise(texts: Sequence[str]) -> int:
    """Count the fields that a row of titles names."""
    known = {known_titles().get(header_key(text)) for text in texts if text}
    return len(known - {None})


@cache
def known_titles() -> dict[str, Field]:
    """Return the field of every title we know, by its key."""
    synonyms = {header_key(text): f for f, texts in SYNONYMS.items() for text in texts}
    return synonyms | own_titles()


@cache
def own_titles() -> dict[str, Field]:
    """Return the field of every title that the roster itself uses, by its key."""
    return {header_key(header): field for field, header in HEADERS.items()}
