"""Why a rule of waves says no, told to the organiser who asked."""

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class WaveBegun(Refusal):
    """What was confirmed is not changed under its recipients."""

    message = _l("This wave is confirmed: it can no longer be changed.")


class NobodyMeant(Refusal):
    """A wave without recipients is a mistake."""

    message = _l("Nobody would receive this mail. Take a condition away.")


class WrongNumber(Refusal):
    """The number shows that the organiser knows how many they write to."""

    message = _l("This is not the number of people who would receive the mail.")


class NumberChanged(Refusal):
    """Nobody is written to whom the organiser has not seen counted."""

    message = _l(
        "The number has changed since you last counted. Nothing has left: see who was"
        " added, then type the new number."
    )


class InThePast(Refusal):
    """A wave leaves now, or later."""

    message = _l("This moment is over: choose a later one.")


class NotUnderWay(Refusal):
    """Only a wave that is under way is paused or stopped."""

    message = _l("This wave is not under way.")


class NotPaused(Refusal):
    """Only a wave that is paused goes on."""

    message = _l("This wave is not paused.")


class NotScheduled(Refusal):
    """Only a wave that has not begun becomes a draft again."""

    message = _l("This wave is not waiting for its hour: it can no longer be changed.")
