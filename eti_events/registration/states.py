"""The steps that a registration may take, and who may take each: the one table."""

import enum

from eti_events.registration.models import RegistrationState as S


class Actor(enum.Enum):
    """Who moves a registration: its person, somebody for them, or the rules alone."""

    PERSON = enum.auto()
    OTHER = enum.auto()
    SYSTEM = enum.auto()


P, O, A = Actor.PERSON, Actor.OTHER, Actor.SYSTEM  # noqa: E741 -- the table's columns

STEPS: dict[tuple[S, S], frozenset[Actor]] = {
    (S.DRAFT, S.PENDING): frozenset({P, O}),
    (S.DRAFT, S.WAITING): frozenset({P, O}),
    (S.DRAFT, S.CONFIRMED): frozenset({P, O}),
    (S.DRAFT, S.DECLINED): frozenset({P, O}),
    (S.DRAFT, S.CANCELLED): frozenset({P, O}),
    (S.PENDING, S.WAITING): frozenset({O}),
    (S.PENDING, S.CONFIRMED): frozenset({O}),
    (S.PENDING, S.REFUSED): frozenset({O}),
    (S.PENDING, S.DECLINED): frozenset({P, O}),
    (S.PENDING, S.CANCELLED): frozenset({P, O}),
    (S.WAITING, S.CONFIRMED): frozenset({P, O, A}),
    (S.WAITING, S.REFUSED): frozenset({O}),
    (S.WAITING, S.DECLINED): frozenset({P, O}),
    (S.WAITING, S.CANCELLED): frozenset({P, O, A}),
    (S.CONFIRMED, S.CANCELLED): frozenset({P, O}),
    (S.REFUSED, S.CONFIRMED): frozenset({O}),
    (S.DECLINED, S.DRAFT): frozenset({P, O}),
    (S.DECLINED, S.CONFIRMED): frozenset({O}),
    (S.CANCELLED, S.DRAFT): frozenset({P, O}),
    (S.CANCELLED, S.CONFIRMED): frozenset({O}),
}
# Why, where no person gives the reason; pages say it in words.
LAPSED, LOST = "offer lapsed", "lost"
ENDED = frozenset({S.REFUSED, S.DECLINED, S.CANCELLED})
ANSWERED = frozenset({S.PENDING, S.WAITING, S.CONFIRMED})


def actor(person_id: int, by: int | None) -> Actor:
    """Say as what ``by`` acts on the registration of that person."""
    if by is None:
        return Actor.SYSTEM
    return Actor.PERSON if by == person_id else Actor.OTHER


def may_become(present: S, wanted: S, who: Actor) -> bool:
    """Whether ``who`` may take a registration from one state straight to another."""
    return who in STEPS.get((present, wanted), frozenset())
