"""What organisers and door staff type and choose."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length

from eti_events.forms import Form
from eti_events.messages.cleaning import one_line


class HereForm(Form):
    """Which event this very device is for."""

    event = SelectField(_("Event"))


class PairingForm(Form):
    """What a device is called and where it may stand."""

    name = StringField(
        _("Name of the device"),
        [DataRequired(_("This answer is needed.")), Length(max=60)],
        filters=[one_line],
    )
    points = SelectMultipleField(
        _("Scan points"), [DataRequired(_("Choose at least one scan point."))]
    )


class ReasonForm(Form):
    """Why somebody may not come in."""

    reason = StringField(
        _("Reason"),
        [DataRequired(_("This answer is needed.")), Length(max=300)],
        filters=[one_line],
    )
