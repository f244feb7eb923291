"""The steps that a registration may take; the later process adds to this one table."""

from eti_events.registration.models import RegistrationState as S

STEPS: dict[S, frozenset[S]] = {
    S.DRAFT: frozenset({S.PENDING, S.WAITING, S.CONFIRMED, S.DECLINED, S.CANCELLED}),
    S.PENDING: frozenset({S.WAITING, S.CONFIRMED, S.REFUSED, S.DECLINED, S.CANCELLED}),
    S.WAITING: frozenset({S.CONFIRMED, S.REFUSED, S.DECLINED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.CANCELLED}),
    S.REFUSED: frozenset({S.CONFIRMED}),
    S.DECLINED: frozenset({S.DRAFT, S.CONFIRMED}),
    S.CANCELLED: frozenset({S.DRAFT, S.CONFIRMED}),
}
ENDED = frozenset({S.REFUSED, S.DECLINED, S.CANCELLED})
ANSWERED = frozenset({S.PENDING, S.WAITING, S.CONFIRMED})


def may_become(present: S, wanted: S) -> bool:
    """Whether a registration may go from one state straight to another."""
    return wanted in STEPS[present]
