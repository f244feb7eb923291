"""What is typed to come in."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.form import BaseForm
from wtforms.validators import EqualTo, InputRequired, Length, Optional, ValidationError

from eti_events.forms import Form, no_address
from eti_events.messages.cleaning import one_line
from eti_events.people.emails import email_key

LONGEST_EMAIL = 254
LONGEST_PASSPHRASE = 256
LONGEST_NAME = 100


class Address(EmailField):
    """An e-mail address; ``key`` is how the person is known by it."""

    key: str = ""

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is no address."""
        try:
            self.key = email_key((self.data or "").strip())
        except ValueError:
            raise ValidationError(
                _l("This is not an e-mail address: name@organisation.org")
            ) from None


class SignInForm(Form):
    """Asking for one's link."""

    email = Address(
        _l("Your e-mail address"),
        validators=[InputRequired(_l("Type your address.")), Length(max=LONGEST_EMAIL)],
    )
    next = HiddenField()


class NewAddressForm(Form):
    """Another address for oneself, or for somebody who told an organiser."""

    email = Address(
        _l("New e-mail address"),
        validators=[InputRequired(_l("Type your address.")), Length(max=LONGEST_EMAIL)],
    )


class ButtonForm(Form):
    """A button that does one thing."""

    next = HiddenField()


class PassphraseForm(Form):
    """First step of staff."""

    email = StringField(
        _l("E-mail address"),
        validators=[InputRequired(_l("Type your address.")), Length(max=LONGEST_EMAIL)],
    )
    passphrase = PasswordField(
        _l("Passphrase"),
        validators=[
            InputRequired(_l("Type your passphrase.")),
            Length(max=LONGEST_PASSPHRASE),
        ],
    )
    next = HiddenField()


class NewPassphraseForm(Form):
    """Choosing a passphrase, typed twice."""

    passphrase = PasswordField(
        _l("Passphrase"),
        description=_l(
            "At least 12 characters. Four words that nothing connects are easy to"
            " remember and hard to guess; spaces count."
        ),
        validators=[
            InputRequired(_l("Choose a passphrase.")),
            Length(max=LONGEST_PASSPHRASE),
        ],
    )
    again = PasswordField(
        _l("The same passphrase again"),
        validators=[
            InputRequired(_l("Type it a second time.")),
            EqualTo("passphrase", _l("The two are not the same.")),
        ],
    )


class ChangePassphraseForm(NewPassphraseForm):
    """Changing a passphrase, by who knows the present one."""

    present = PasswordField(
        _l("Present passphrase"),
        validators=[
            InputRequired(_l("Type your present passphrase.")),
            Length(max=LONGEST_PASSPHRASE),
        ],
    )


class GrantForm(Form):
    """Giving a role to somebody known, or to a new member of staff."""

    email = Address(
        _l("E-mail address"),
        validators=[InputRequired(_l("Type an address.")), Length(max=LONGEST_EMAIL)],
    )
    given_name = StringField(
        _l("Given name"),
        description=_l("Only for somebody we do not know yet."),
        filters=[one_line],
        validators=[Optional(), Length(max=LONGEST_NAME), no_address],
    )
    family_name = StringField(
        _l("Family name"),
        filters=[one_line],
        validators=[Optional(), Length(max=LONGEST_NAME), no_address],
    )
    language = SelectField(_l("Language of our mails"))
    role = SelectField(_l("Role"))
    event = SelectField(_l("For"))
    reads = SelectMultipleField(
        _l("May read what people need"),
        description=_l(
            "Health data, passports, nights and journeys: name few readers. Organisers"
            " and administrators only, and the security officer for visa, hotel and"
            " travel; every reading is in the log."
        ),
    )
    starts_on = DateField(
        _l("From"), description=_l("Empty: from now on."), validators=[Optional()]
    )
    ends_on = DateField(
        _l("Until"),
        description=_l("The last day, inclusive. Empty: until withdrawn."),
        validators=[Optional()],
    )


class CodeForm(Form):
    """A code: of the application, of the mail, or a recovery code."""

    code = StringField(
        _l("Code"),
        validators=[InputRequired(_l("Type the code.")), Length(max=64)],
    )
    next = HiddenField()
