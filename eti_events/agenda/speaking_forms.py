"""What is typed about speakers, by organisers and by speakers themselves."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from eti_events.accounts.forms import LONGEST_EMAIL, Address
from eti_events.agenda.actions.asking import PartPlan
from eti_events.agenda.actions.speaking import Response
from eti_events.agenda.kinds import SessionRole, SpeakerState
from eti_events.forms import Form, given, no_address, options
from eti_events.messages.cleaning import one_line
from eti_events.multilingual import Multilingual
from eti_events.people.models import Language
from eti_events.registration.fields_forms import REQUIRED
from eti_events.registration.forms import paragraphs

LONGEST_REASON = 1000
ROLES = (
    (SessionRole.SPEAKER, _l("Speaker")),
    (SessionRole.MODERATOR, _l("Moderator")),
    (SessionRole.RAPPORTEUR, _l("Rapporteur")),
    (SessionRole.INTERPRETER_HOST, _l("Host of the interpreters")),
)
LANGUAGES = ((Language.FRENCH, "Français"), (Language.ENGLISH, "English"))
ANSWERS = (SpeakerState.ACCEPTED, SpeakerState.DECLINED, SpeakerState.PROPOSED_OTHER)


class AskForm(Form):
    """Whom to ask for a part in a session: known by the address, or new."""

    email = Address(
        _l("E-mail"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=LONGEST_EMAIL)],
        description=_l("Whom we know by this address keeps the name that we know."),
    )
    given_name = StringField(
        _l("First name"), filters=[one_line], validators=[Length(max=100), no_address]
    )
    family_name = StringField(
        _l("Family name"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=100), no_address],
    )
    language = SelectField(_l("Language of our mails"), choices=options(LANGUAGES))
    role = SelectField(_l("Part"), choices=options(ROLES), coerce=SessionRole)
    function_fr = StringField(
        _l("Function in French"),
        filters=[one_line],
        validators=[Length(max=200), no_address],
        description=_l("Shown beside the name, and alone for whoever is protected."),
    )
    function_en = StringField(
        _l("Function in English"),
        filters=[one_line],
        validators=[Length(max=200), no_address],
    )
    protected = BooleanField(_l("Show by function alone"))
    agreed = BooleanField(
        _l("Has said yes already"),
        description=_l("By phone, for example: no question is mailed, but the link."),
    )

    def plan(self) -> PartPlan:
        """Return what the person is asked for, once validated."""
        return PartPlan(
            role=given(self.role),
            function=Multilingual(
                fr=self.function_fr.data or "", en=self.function_en.data or ""
            ),
            protected=self.protected.data,
            agreed=self.agreed.data,
        )


class AnswerForm(Form):
    """Yes, no, or somebody else: the button that was pressed says which."""

    answer = HiddenField(
        validators=[InputRequired(_l("Accept, decline, or propose somebody."))]
    )
    reason = TextAreaField(
        _l("A word for the organisers"),
        filters=[paragraphs],
        validators=[Length(max=LONGEST_REASON)],
        description=_l("They alone read it."),
    )
    given_name = StringField(
        _l("First name"), filters=[one_line], validators=[Length(max=100), no_address]
    )
    family_name = StringField(
        _l("Family name"), filters=[one_line], validators=[Length(max=100), no_address]
    )
    email = Address(
        _l("E-mail"),
        filters=[one_line],
        validators=[Optional(), Length(max=LONGEST_EMAIL)],
    )

    def validate_answer(self, field: HiddenField) -> None:
        """Refuse what no button says."""
        if field.data not in ANSWERS:
            self.form_errors.append(str(_l("Accept, decline, or propose somebody.")))

    def validate(self, *args: object, **kwargs: object) -> bool:
        """Refuse the form for what stands above it too."""
        good = super().validate(*args, **kwargs)
        return bool(good) and not self.form_errors

    def response(self) -> Response:
        """Return the answer, once validated; a "yes" needs no words."""
        state = SpeakerState(given(self.answer))
        if state is SpeakerState.ACCEPTED:
            return Response(state=state)
        other = state is SpeakerState.PROPOSED_OTHER
        return Response(
            state=state,
            reason=self.reason.data or "",
            given_name=(self.given_name.data or "") if other else "",
            family_name=(self.family_name.data or "") if other else "",
            email=(self.email.data or "") if other else "",
        )


class SeenForm(Form):
    """Up to which version one has read."""

    number = IntegerField(validators=[InputRequired()])
