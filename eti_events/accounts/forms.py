"""What is typed to come in."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from eti_events.forms import Form
from eti_events.people.emails import email_key

LONGEST_EMAIL = 254
LONGEST_PASSPHRASE = 256


class Address(EmailField):  # type: ignore[misc]  # WTForms' stubs leave it untyped
    """An e-mail address; ``key`` is how the person is known by it."""

    key: str = ""

    def pre_validate(self, form: Form) -> None:
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


class CodeForm(Form):
    """A code: of the application, of the mail, or a recovery code."""

    code = StringField(
        _l("Code"),
        validators=[InputRequired(_l("Type the code.")), Length(max=64)],
    )
    next = HiddenField()
