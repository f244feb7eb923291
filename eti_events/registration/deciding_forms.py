"""What an organiser fills in to decide on somebody, or to add them by hand."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, StringField
from wtforms.validators import Length, ValidationError

from eti_events.forms import Form, no_address, options
from eti_events.messages.cleaning import one_line
from eti_events.registration.fields_forms import NameFields, require_address
from eti_events.registration.forms import CATEGORIES
from eti_events.registration.models import Category


class ReasonForm(Form):
    """Why an organiser does what they do to a registration."""

    reason = StringField(_l("Reason"), filters=[one_line], validators=[Length(max=100)])


class PersonForm(NameFields):
    """Somebody whom an organiser adds by hand."""

    email = StringField(_l("E-mail"), filters=[one_line], validators=[Length(max=254)])
    organisation = StringField(
        _l("Organisation"), filters=[one_line], validators=[Length(max=200), no_address]
    )
    category = SelectField(
        _l("Category"), choices=options(CATEGORIES), default=Category.PARTNER
    )
    how = RadioField(
        _l("What happens now"),
        choices=options(
            [
                ("invite", _l("Send an invitation: the person answers")),
                ("confirm", _l("Confirm at once: the person gets a place and a code")),
            ]
        ),
        default="invite",
    )

    def validate_email(self, field: Field) -> None:
        """Ask for an address where an invitation needs one; a place does not."""
        if not field.data:
            if self.how.data == "invite":
                raise ValidationError(_l("An invitation needs an address."))
            return
        require_address(field.data)
