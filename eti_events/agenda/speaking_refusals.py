"""Why a speaker's answer, or an organiser's question to one, can be refused."""

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class SpeakingOver(Refusal):
    """Nobody speaks at an event that is over."""

    message = _l("The event is over: this can no longer be changed.")


class SessionNotHeld(Refusal):
    """Nobody is asked to speak where nothing takes place."""

    message = _l("This session is cancelled: nobody can be asked to speak in it.")


class NoAddressToAsk(Refusal):
    """Who has no address hears nothing."""

    message = _l("We have no e-mail address of this person: write one first.")


class OtherNeeded(Refusal):
    """A proposal names somebody."""

    message = _l("Give the name and the address of the person whom you propose.")


class OwnProposal(Refusal):
    """Who proposes themselves means yes."""

    message = _l("This is the speaker’s own address: accept, or give another one.")


class NothingProposed(Refusal):
    """A proposal is decided once."""

    message = _l("There is no proposal left to decide: a colleague may have done so.")


class NothingToRemind(Refusal):
    """A reminder reminds of something."""

    message = _l("This person has answered and has seen every change.")


class RemindedJustNow(Refusal):
    """Pressed twice is meant once."""

    message = _l("This person was reminded within the last hour.")


class VersionUnknown(Refusal):
    """One has seen what there is."""

    message = _l("This version does not exist: read the page again.")


class ProfileChanged(Refusal):
    """Two devices may hold the same page."""

    message = _l(
        "This was changed on another device meanwhile: what you typed is below, and"
        " saving again keeps it."
    )


class ConsentNeeded(Refusal):
    """No photo without a yes."""

    message = _l("Tick that your photo may be shown, or send none.")


class NotAccepted(Refusal):
    """Slides are for a session in which one speaks."""

    message = _l("Accept first: slides are for a session in which you speak.")


class TooManyFiles(Refusal):
    """Files are sent a few times, not all day."""

    message = _l("You have sent many files today: try again tomorrow.")


class OwnAssistant(Refusal):
    """Nobody assists themselves."""

    message = _l("This is the speaker’s own address: give that of somebody else.")


class TooManyNamed(Refusal):
    """Each who is named gets a mail."""

    message = _l("You have named several people today: try again tomorrow.")
