"""Who signs the convocations of the demonstration."""

from datetime import datetime

from eti_events.documents.actions import Convening, set_convening
from eti_events.events.models import Event
from eti_events.multilingual import Multilingual

CONVENING = Convening(
    signatory="Hélène Vasseur (démonstration)",
    function=Multilingual(
        fr="directrice du pôle Relations experts", en="head of Expert Relations"
    ),
    body=Multilingual(
        fr="Opérateur de la coopération technique (fictif), pôle Relations experts",
        en="Technical cooperation operator (fictional), Expert Relations",
    ),
    issued_in="Paris",
    reception=Multilingual(
        fr="Dès l’ouverture, avec une pièce d’identité et votre code QR",
        en="From the opening on, with an identity document and your QR code",
    ),
    transport=Multilingual(
        fr="Pris en charge par l’opérateur, classe économique, sur accord préalable",
        en="Borne by the operator, economy class, agreed beforehand",
    ),
    lodging=Multilingual(
        fr="Nuits de l’événement prises en charge, du soir de la veille au matin du"
        " lendemain",
        en="Nights of the event borne, from the eve to the morning after",
    ),
    meals=Multilingual(
        fr="Déjeuners des journées fournis ; les autres repas au forfait en vigueur",
        en="Lunches of the days provided; other meals at the flat rate in force",
    ),
    contact="Inès Organisatrice, 01 99 00 12 34, equipe@exemple.invalid",
)


def sign(edition: Event, *, by: int, at: datetime) -> None:
    """Have the edition's convocations signed; the seminar's wait for a signature."""
    set_convening(edition, CONVENING, version=0, by=by, at=at)
