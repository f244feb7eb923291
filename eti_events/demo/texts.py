"""A mail of the demonstration in words of its organisers."""

from datetime import datetime

from eti_events.demo.stage import Stage
from eti_events.messages.texts.actions import change_text
from eti_events.messages.texts.kinds import KINDS
from eti_events.messages.texts.wording import Wording

CONFIRMED = {
    "fr": Wording(
        "{event_name} : c’est confirmé, voici votre code",
        "À bientôt, {given_name}",
        "Nous vous attendons : {event_detail}.\n\nPrésentez ce code à l’accueil, à"
        " l’écran ou imprimé, avec une pièce d’identité : l’entrée est filtrée.",
    ),
    "en": Wording(
        "{event_name}: you are registered, here is your code",
        "See you soon, {given_name}",
        "We look forward to seeing you: {event_detail}.\n\nShow this code at the door,"
        " on screen or on paper, with an identity document.",
    ),
}


def write_texts(stage: Stage, at: datetime) -> None:
    """Have the edition's confirmation say more than the default."""
    by = stage.staff["organiser"]
    change_text(stage.edition, KINDS["confirmed"], CONFIRMED, seen=0, by=by, at=at)
