"""What organisers choose of an earlier event."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from eti_events.forms import Form

COURSES = (
    "courses",
    _l("Its pre-departure courses"),
    _l("Each is made anew as a draft, moved by as many days, with what is ticked."),
)


class ChoiceForm(Form):
    """From which event, and what; it lives in the address."""

    earlier = SelectField(
        _l("Earlier event"), validators=[InputRequired(_l("Choose an event."))]
    )
    parts = SelectMultipleField(
        _l("What comes over"), validators=[InputRequired(_l("Tick at least one."))]
    )


class TakeoverForm(ChoiceForm):
    """The same, and the seal of the plan that was shown."""

    seen = HiddenField()
