"""Badges to draw."""

import csv
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from eti_events.badges.badge import Badge, Occasion, Role, Shape
from eti_events.badges.pdf import badge_pdf, write_badges
from eti_events.registration.codes import new_code, new_short_code

OCCASION = Occasion(
    title="Journées de l’expertise technique internationale (démonstration)",
    when_and_where="27–28 août 2026 · INSP, Paris",
    no_photo="Pas de photo",
    language="fr",
)
EXPERT = Role("Experte", "#1d3a8a", Shape.DISC)
SPEAKER = Role("Intervenante", "#7b2a7e", Shape.TRIANGLE)
ROSTER = Path(__file__).parents[1] / "data/roster/roster.csv"


def make_badge(
    given: str = "Vesna",
    family: str = "Fougère",
    *,
    organisation: str = "Ministère de l’Agriculture",
    country: str = "Macédoine du Nord",
    roles: tuple[Role, ...] = (EXPERT,),
    latin: str = "",
    protected: bool = False,
) -> Badge:
    return Badge(
        given=given,
        family=family,
        code=new_code(),
        short_code=new_short_code(),
        roles=roles,
        organisation=organisation,
        country=country,
        latin=latin,
        protected=protected,
    )


def roster_badges() -> list[Badge]:
    """Return a badge for each row of the roster."""
    with ROSTER.open(encoding="utf-8-sig", newline="") as file:
        return [
            make_badge(
                row["Prénom"],
                row["Nom"],
                organisation=row["Organisme d'accueil"],
                country=row["Pays"],
            )
            for row in csv.DictReader(file, delimiter=";")
        ]


def sheet(badges: Iterable[Badge]) -> bytes:
    """Return the badges as a file of A4 pages."""
    file = BytesIO()
    write_badges(file, badges, OCCASION)
    return file.getvalue()


def single(badge: Badge) -> bytes:
    """Return the badge as a file of one A6 page."""
    return badge_pdf(badge, OCCASION)
