"""What an organiser types on one person's page."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from eti_events.forms import Form

MOST = 100  # characters of a reason


class ReasonForm(Form):
    """Why something is taken back; the log and the person's page show it."""

    reason = StringField(
        _l("Reason"),
        validators=[InputRequired(_l("Say why: it is kept.")), Length(max=MOST)],
    )
