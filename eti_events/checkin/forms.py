"""What organisers and door staff type and choose."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from eti_events.forms import Form


class HereForm(Form):
    """Which event this very device is for."""

    event = SelectField(_("Event"))
