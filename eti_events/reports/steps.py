"""What an organiser can do with a registration as it stands, and why not the rest."""

from flask_babel import gettext as _

from eti_events.registration.models import Registration
from eti_events.registration.models import RegistrationState as State
from eti_events.registration.states import ENDED, Actor, may_become

DECISIONS = {
    "confirm": State.CONFIRMED,
    "refuse": State.REFUSED,
    "cancel": State.CANCELLED,
}


def next_steps(registration: Registration | None) -> set[str]:
    """Return what can be done with the registration as it stands."""
    if registration is None:
        return set()
    now = registration.state
    possible = {
        word for word, state in DECISIONS.items() if may_become(now, state, Actor.OTHER)
    }
    if "cancel" in possible:
        possible.add("represent")
    if not registration.provisional and (
        now is State.PENDING or may_become(now, State.PENDING, Actor.OTHER)
    ):
        possible.add("hold")
    return possible


def why_not(registration: Registration | None) -> list[str]:
    """Say why somebody else cannot come instead, or no place be held meanwhile."""
    if registration is None:
        return [
            _(
                "To have somebody else come, or to hold a place meanwhile, a"
                " registration must have begun: the person answers, or you add them by"
                " hand."
            )
        ]
    if registration.state in ENDED:
        return [
            _(
                "Nobody comes instead and no place is held for a registration that has"
                " ended: confirm it first."
            )
        ]
    if registration.provisional:
        return [_("Answered provisionally already: confirm it, or cancel it.")]
    if registration.state is State.CONFIRMED:
        return [_("Not to be answered provisionally: the place is confirmed already.")]
    if registration.state is State.WAITING:
        return [_("Not to be answered provisionally: who waits has no place to hold.")]
    return []
