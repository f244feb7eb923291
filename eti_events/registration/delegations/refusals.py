"""Why a rule of delegations says no, told to the person who asked."""

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class SeatsFull(Refusal):
    """Seats are places of the event, and of its quotas."""

    message = _l("The event has not so many places left.")


class NoSeatLeft(Refusal):
    """Nobody sits on a seat that was not agreed."""

    message = _l(
        "Every seat of your delegation has a name. Withdraw somebody, or ask the"
        " organisers for more seats."
    )


class SeatsReleased(Refusal):
    """Seats without a name went to others."""

    message = _l(
        "The seats without a name were given back at the deadline. Write to the"
        " organisers."
    )


class SeatsBelowNamed(Refusal):
    """Nobody who was named loses their place by a number."""

    message = _l("More people than that are named already.")


class SameDelegation(Refusal):
    """One contact answers once for an organisation."""

    message = _l("This person answers for this organisation already.")


class DelegationOver(Refusal):
    """What was cancelled takes no more names."""

    message = _l("This delegation is cancelled. Write to the organisers.")


class BadDeadline(Refusal):
    """Badges are prepared from the names."""

    message = _l("Choose a time to come, before the event begins.")


class Frozen(Refusal):
    """Badges and rooms are prepared."""

    message = _l(
        "Badges and rooms are being prepared: nobody is replaced or withdrawn any"
        " more. Write to the organisers."
    )


class CannotBeNamed(Refusal):
    """Why is between the organisers and that person."""

    message = _l("This person cannot be named here. Write to the organisers.")


class AddressTaken(Refusal):
    """Each ticket goes to its own person."""

    message = _l(
        "Somebody else of your delegation has this address: each person gets a code"
        " of their own, by mail."
    )


class OwnAddress(Refusal):
    """Each ticket goes to its own person."""

    message = _l(
        "This is your own address: give the person’s, who gets a code of their own"
        " by mail."
    )


class NoPrincipal(Refusal):
    """An office answers for somebody."""

    message = _l("Nobody is named for whom this office answers.")


class AnotherPrincipal(Refusal):
    """An answer is about whom its page named."""

    message = _l(
        "The organisers have just named somebody else for whom you answer: read the"
        " page again."
    )


class AnswerIsSure(Refusal):
    """What was prepared on a sure answer does not become provisional again."""

    message = _l("The answer was sure already: give another sure answer instead.")


class NoRepresentative(Refusal):
    """Who comes instead gets a code of their own."""

    message = _l("Name who comes instead.")


class AnswersInstead(Refusal):
    """Whether a dignitary comes, their office says."""

    message = _l("Change the answer of the office instead.")
