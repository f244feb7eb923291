"""Asking the organisers, and their answers."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length

from eti_events.forms import Form
from eti_events.registration.forms import paragraphs

LONGEST = 1000


class AskForm(Form):
    """Something that a person asks in their own words."""

    words = TextAreaField(
        _l("What you ask for"),
        filters=[paragraphs],
        validators=[DataRequired(_l("Write what you ask for.")), Length(max=LONGEST)],
    )


class LeaveForm(Form):
    """Leaving, the course with it, and why."""

    course = BooleanField(_l("Cancel my place at the course too"))
    words = TextAreaField(
        _l("A word to the organisers"),
        filters=[paragraphs],
        validators=[Length(max=LONGEST)],
    )


class AnswerForm(Form):
    """What an organiser answers."""

    answer = TextAreaField(
        _l("Answer"), filters=[paragraphs], validators=[Length(max=LONGEST)]
    )
