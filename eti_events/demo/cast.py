"""The invented people of the demonstration beside the roster."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from eti_events.accounts.models import Role
from eti_events.names import fold
from eti_events.people.models import OrganisationKind
from eti_events.registration.models import Category

DOMAIN = "exemple.invalid"
GIVEN = (
    *("Maxence", "Solène", "Thaïs", "Gaspard", "Yannick", "Ondine", "Côme", "Maïwenn"),
    *("Elouan", "Zélie", "Aubin", "Rozenn"),
)
FAMILY = (
    *("Agapanthe", "Bourdaine", "Callune", "Épervière", "Fusain", "Gaillet"),
    *("Hellébore", "Lysimaque", "Molène", "Nigelle", "Orpin", "Pulmonaire"),
)


@dataclass(frozen=True, kw_only=True)
class Player:
    """One invented person; officials have a function instead of a name."""

    given_name: str
    family_name: str
    organisation: str
    kind: OrganisationKind
    category: Category
    email: str | None
    badge_line: str = ""


@dataclass(frozen=True, kw_only=True)
class StaffPlayer:
    """One invented member of staff, under the key of the links file."""

    key: str
    given_name: str
    family_name: str
    role: Role
    network: bool = False
    reads: str = ""  # kinds of needs, parted by spaces


COMMISSIONERS = {"MEAE": 12, "DG Trésor": 8, "AFD": 6, "MIOM": 4, "SGAE": 2}
PARTNERS = (
    "Union des universités (fictive)",
    "Institut de recherche agricole (fictif)",
    "Agence de l’eau du Sud (fictive)",
    "Alliance pour le climat (fictive)",
    "Réseau des hôpitaux partenaires (fictif)",
    "Chambre de commerce (fictive)",
    "Association des collectivités (fictive)",
)
SPEAKERS = (
    "Université de démonstration",
    "Centre d’études fictif",
    "Observatoire imaginaire",
)
OFFICIALS = (
    "La ministre déléguée (démonstration)",
    "Le ministre partenaire de la santé (démonstration)",
    "La directrice générale (démonstration)",
    "Le directeur de l’institut hôte (démonstration)",
)
HARD_NAMES = (
    ("Anne-Élisabeth", "de La Fontaine-aux-Coquelicots"),
    ("Nguyễn", "Aubépine"),
    ("Ó", "Genêt"),
    ("Şule", "Verveine"),
)

STAFF = (
    StaffPlayer(
        key="organiser",
        given_name="Odile",
        family_name="Organisatrice",
        role=Role.ADMIN,
        network=True,
        reads="diet allergy access visa hotel travel",
    ),
    StaffPlayer(
        key="delegated_organiser",
        given_name="Dario",
        family_name="Délégué",
        role=Role.ORGANISER,
    ),
    StaffPlayer(
        key="check_in", given_name="Aïda", family_name="Accueil", role=Role.CHECK_IN
    ),
    StaffPlayer(
        key="trainer", given_name="Firmin", family_name="Formateur", role=Role.TRAINER
    ),
    StaffPlayer(
        key="desk_officer",
        given_name="Réjane",
        family_name="Référente",
        role=Role.DESK_OFFICER,
        network=True,
    ),
)


def mail_of(given_name: str, family_name: str) -> str:
    """Return the invented address of a name."""
    parts = (fold(part).replace(" ", "-") for part in (given_name, family_name))
    return f"{'.'.join(parts)}@{DOMAIN}"


def players() -> Iterator[Player]:
    """Yield 60 people: commissioning bodies, partners, speakers, officials."""
    names = _names()
    for body, number in COMMISSIONERS.items():
        for _ in range(number):
            yield _player(
                next(names), body, OrganisationKind.COMMISSIONER, Category.COMMISSIONER
            )
    for number in range(14):
        body = PARTNERS[number % len(PARTNERS)]
        yield _player(next(names), body, OrganisationKind.PARTNER, Category.PARTNER)
    for number in range(10):
        body = SPEAKERS[number % len(SPEAKERS)]
        yield _player(next(names), body, OrganisationKind.PARTNER, Category.SPEAKER)
    for title in OFFICIALS:
        yield Player(
            given_name="",
            family_name=title,
            organisation="Cabinet (démonstration)",
            kind=OrganisationKind.DIPLOMATIC,
            category=Category.VIP,
            email=None,
        )


def _names() -> Iterator[tuple[str, str]]:
    yield from HARD_NAMES
    for number, (family, given) in enumerate(product(FAMILY, GIVEN)):
        if number % 2 == 0:
            yield given, family


def _player(
    name: tuple[str, str], body: str, kind: OrganisationKind, category: Category
) -> Player:
    given_name, family_name = name
    return Player(
        given_name=given_name,
        family_name=family_name,
        organisation=body,
        kind=kind,
        category=category,
        email=mail_of(given_name, family_name),
    )
