"""Why a rule of the organisers' pages says no."""

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class NotTheOwner(Refusal):
    """What somebody shares stays theirs."""

    message = _l("Only who saved this view removes it.")


class TooManyViews(Refusal):
    """Tabs beyond those that can be seen at once help nobody."""

    message = _l("Remove one of your views first: you have twenty.")


class SelectionChanged(Refusal):
    """Nobody acts on people whom they have not seen in the list."""

    message = _l(
        "The list has changed meanwhile: look at the people below, then confirm again."
    )
