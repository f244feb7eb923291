"""Answering an access need."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from eti_events.forms import Form, given, options
from eti_events.messages.cleaning import one_line
from eti_events.registration.actions import AccessAnswer
from eti_events.registration.forms import paragraphs
from eti_events.registration.models import NeedAnswer, NeedProgress

PROGRESS = (
    (NeedProgress.ASKED, _l("Asked for")),
    (NeedProgress.ARRANGING, _l("Being arranged")),
    (NeedProgress.ARRANGED, _l("Arranged")),
    (NeedProgress.TO_DISCUSS, _l("To be discussed with you")),
)


class AccessForm(Form):
    """How far the organisers are with a need, and what its person should know."""

    version = HiddenField()
    progress = RadioField(
        _l("Where it stands"),
        choices=options(PROGRESS),
        validators=[InputRequired(_l("Choose one."))],
    )
    arranged_by = StringField(
        _l("Arranged by"), filters=[one_line], validators=[Length(max=100)]
    )
    text = TextAreaField(
        _l("What the person should know before travelling"),
        filters=[paragraphs],
        validators=[DataRequired(_l("This answer is needed.")), Length(max=500)],
    )

    def answer(self) -> AccessAnswer:
        """Return what was typed, once validated."""
        typed = self.version.data or ""
        return AccessAnswer(
            progress=NeedProgress(given(self.progress)),
            arranged_by=self.arranged_by.data or "",
            text=given(self.text),
            version=int(typed) if typed.isdecimal() else -1,
        )


def filled_access_form(row: NeedAnswer | None) -> AccessForm:
    """Return the form as the need was answered so far."""
    if row is None:
        return AccessForm(None, version=0)
    return AccessForm(
        None,
        version=row.version,
        progress=row.progress,
        arranged_by=row.arranged_by,
        text=row.text,
    )
