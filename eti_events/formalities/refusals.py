"""Why a rule of the second form says no."""

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class RulesChangedMeanwhile(Refusal):
    """Nothing that a colleague wrote is overwritten unseen."""

    message = _l(
        "A colleague changed this page while you were writing. What you typed is kept"
        " below: compare, then save again."
    )


class ClosesTooLate(Refusal):
    """What is typed after the event helps nobody."""

    message = _l("The last moment to answer is before the event ends.")


class NotAsked(Refusal):
    """What nobody asks for is not kept."""

    message = _l("The organisers do not ask for this.")


class NotConfirmed(Refusal):
    """Only who comes needs a bed or a visa."""

    message = _l("Only people whose registration is confirmed fill this in.")


class Closed(Refusal):
    """Bookings and letters are made from what was given until then."""

    message = _l("The time to answer has passed. Write to the organisers.")


class NobodySilent(Refusal):
    """Nobody is reminded of what they have done."""

    message = _l("Everybody has answered: nobody is left to be reminded.")


class CountDiffers(Refusal):
    """Nobody writes to people whom they have not counted."""

    message = _l("Type the number of people shown: it may have changed meanwhile.")


class AskedLately(Refusal):
    """Two mails on one day are one too many."""

    message = _l("A mail about this left less than twelve hours ago.")
