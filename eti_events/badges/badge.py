"""What stands on a badge, whoever draws it: on paper or on a page."""

import enum
from dataclasses import dataclass


class Shape(enum.StrEnum):
    """The shape that says a role to who cannot tell its colour."""

    DISC = "disc"
    RING = "ring"
    TRIANGLE = "triangle"
    SQUARE = "square"
    STAR = "star"
    DIAMOND = "diamond"


@dataclass(frozen=True)
class Role:
    """A role as word, colour and shape; white on the colour has a contrast of 4.5."""

    word: str
    colour: str
    shape: Shape


@dataclass(frozen=True)
class Badge:
    """One person's badge.

    ``latin`` is the same name in Latin letters, for the desk, when the badge bears
    another script. The country of a protected person is never shown.
    """

    given: str
    family: str
    code: str
    short_code: str
    roles: tuple[Role, ...] = ()
    post: str = ""
    organisation: str = ""
    country: str = ""
    latin: str = ""
    protected: bool = False
    no_photo: bool = False

    @property
    def place(self) -> str:
        """The country of posting, where it may be read by anybody."""
        return "" if self.protected else self.country


@dataclass(frozen=True)
class Occasion:
    """What is the same on all badges of a print run."""

    title: str
    when_and_where: str
    no_photo: str
    language: str
