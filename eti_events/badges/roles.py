"""The role that a category of people bears on its badge."""

from typing import Protocol

from flask_babel import lazy_pgettext

from eti_events.badges.badge import Role, Shape
from eti_events.registration.models import Category

# The civility with which French forms of a role agree.
FEMININE = {"Mme", "Ms", "Mrs", "Madame"}


class Word(Protocol):
    """A word in the language of the page."""

    def __str__(self) -> str: ...


LOOKS: dict[Category, tuple[str, Shape]] = {
    Category.EXPERT: ("#1d3a8a", Shape.DISC),
    Category.COMMISSIONER: ("#6b4a00", Shape.RING),
    Category.PARTNER: ("#0a6a6e", Shape.SQUARE),
    Category.SPEAKER: ("#7b2a7e", Shape.TRIANGLE),
    Category.VIP: ("#8c1127", Shape.STAR),
    Category.TEAM: ("#2f6a1f", Shape.DIAMOND),
}
WORDS: dict[Category, Word] = {
    Category.EXPERT: lazy_pgettext("badge", "Expert"),
    Category.COMMISSIONER: lazy_pgettext("badge", "Commissioning body"),
    Category.PARTNER: lazy_pgettext("badge", "Partner"),
    Category.SPEAKER: lazy_pgettext("badge", "Speaker"),
    Category.VIP: lazy_pgettext("badge", "Guest of honour"),
    Category.TEAM: lazy_pgettext("badge", "Organisation"),
}
WOMENS_WORDS: dict[Category, Word] = {
    Category.EXPERT: lazy_pgettext("badge of a woman", "Expert"),
    Category.SPEAKER: lazy_pgettext("badge of a woman", "Speaker"),
    Category.VIP: lazy_pgettext("badge of a woman", "Guest of honour"),
}


def role_of(category: Category, civility: str = "") -> Role:
    """Return the role to print, in the language of the page."""
    words = WORDS | WOMENS_WORDS if civility in FEMININE else WORDS
    return Role(str(words[category]), *LOOKS[category])
