"""Why a rule of open registration says no; none depends on whom we know."""

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class NotOpenToAll(Refusal):
    """Events of the network are by invitation unless their organisers say more."""

    message = _l("This event is by invitation.")


class ForeignOrganisation(Refusal):
    """Organisers name the partners that may ask."""

    message = _l("Registration is not open to this organisation.")


class ForeignDomain(Refusal):
    """An address proves for whom somebody works."""

    message = _l(
        "Use an address of your organisation: registration is not open to others."
    )


class LinkOver(Refusal):
    """A link proves an address once, and soon."""

    message = _l("This link no longer works.")


class OpenChangedMeanwhile(Refusal):
    """Nothing that a colleague wrote is overwritten unseen."""

    message = _l(
        "A colleague changed these rules while you were writing. What you chose is"
        " kept below: compare, then save again."
    )
