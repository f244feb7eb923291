"""What organisers fill in to bring a list of people to an event."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import Optional

from eti_events.forms import Form, options
from eti_events.registration.forms import CATEGORIES
from eti_events.registration.models import Category, ImportHow


class ListForm(Form):
    """A file of people, and what is done with each."""

    file = FileField(
        _l("File of people"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l("XLSX or CSV, 10 MB and 2,000 rows at most."),
    )
    how = RadioField(
        _l("What happens with each row"),
        choices=options(
            [
                (ImportHow.INVITE, _l("Send an invitation: the person answers")),
                (
                    ImportHow.CONFIRM,
                    _l("Confirm at once: the person gets a place and a code"),
                ),
            ]
        ),
        default=ImportHow.INVITE,
    )
    category = SelectField(
        _l("Category where the file names none"),
        choices=options(CATEGORIES),
        default=Category.PARTNER,
    )


class NumberForm(Form):
    """How many people are written to, typed by whoever is sure."""

    number = IntegerField(
        _l("Type the number of people to confirm"), validators=[Optional()]
    )
