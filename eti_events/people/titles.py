"""The titles that columns of a roster go by, in French and English."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from eti_events.people.countries import CODES
from eti_events.people.roster import FIELD_LABELS, HEADERS, REQUIRED, Field
from eti_events.people.vocabulary import Vocabulary

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

ROSTER = Vocabulary(
    fields=Field,
    whom=_l("experts"),
    labels=FIELD_LABELS,
    headers=HEADERS,
    required=REQUIRED,
    synonyms=SYNONYMS,
    looks={
        Field.EMAIL: lambda cell: "@" in str(cell),
        Field.COUNTRY: lambda cell: str(cell).strip().upper() in CODES,
    },
    period=(Field.START_ON, Field.END_ON),
)
recognise = ROSTER.recognise
