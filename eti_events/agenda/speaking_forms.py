"""What is typed about speakers, by organisers and by speakers themselves."""

from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import (
    Form as PlainForm,
)
from wtforms.validators import InputRequired, Length, Optional

from eti_events.accounts.forms import LONGEST_EMAIL, Address
from eti_events.agenda.actions.asking import PartPlan
from eti_events.agenda.actions.assisting import AssistantPlan
from eti_events.agenda.actions.profiles import ProfilePlan
from eti_events.agenda.actions.speaking import Response
from eti_events.agenda.kinds import SessionRole, SpeakerState
from eti_events.agenda.models import SpeakerProfile
from eti_events.errors import Refusal
from eti_events.events.hours import at_local, wall_of
from eti_events.forms import Form, given, no_address, options
from eti_events.messages.cleaning import one_line
from eti_events.multilingual import Multilingual
from eti_events.people.models import Language
from eti_events.registration.fields_forms import REQUIRED
from eti_events.registration.forms import paragraphs
from eti_events.registration.questions.values import Upload

LONGEST_REASON = 1000
LONGEST_BIOGRAPHY = 2000
MOST_TIMES = 12
WALL = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
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


class RemindForm(Form):
    """To how many a reminder goes, where they are more than a few."""

    count = IntegerField(
        _l("Type the number of recipients to confirm"), validators=[Optional()]
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


class AssistantForm(Form):
    """Who acts for a speaker."""

    given_name = StringField(
        _l("First name"), filters=[one_line], validators=[Length(max=100), no_address]
    )
    family_name = StringField(
        _l("Family name"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=100), no_address],
    )
    email = Address(
        _l("E-mail"),
        filters=[one_line],
        validators=[REQUIRED, Length(max=LONGEST_EMAIL)],
    )

    def plan(self) -> AssistantPlan:
        """Return who is named, once validated."""
        return AssistantPlan(
            given_name=self.given_name.data or "",
            family_name=given(self.family_name),
            email=given(self.email),
        )


class SeenForm(Form):
    """Up to which version one has read."""

    number = IntegerField(validators=[InputRequired()])


class TimesForm(PlainForm):
    """A time in which somebody can be there, on the event's clock."""

    starts = DateTimeLocalField(_l("From"), format=WALL, validators=[Optional()])
    ends = DateTimeLocalField(_l("Until"), format=WALL, validators=[Optional()])


class ProfileForm(Form):
    """What a speaker tells of themselves for one event."""

    version = HiddenField()
    biography_fr = TextAreaField(
        _l("Biography in French"),
        filters=[paragraphs],
        validators=[Length(max=LONGEST_BIOGRAPHY)],
    )
    biography_en = TextAreaField(
        _l("Biography in English"),
        filters=[paragraphs],
        validators=[Length(max=LONGEST_BIOGRAPHY)],
    )
    photo = FileField(
        _l("Photo"),
        description=_l("JPEG or PNG, 10 MB at most. We keep a small copy of it alone."),
    )
    consent = BooleanField(
        _l("My biography and my photo may be shown to participants"),
        description=_l("You may take this back at any time: the photo is then erased."),
    )
    equipment = TextAreaField(
        _l("What you need in the room"),
        filters=[paragraphs],
        validators=[Length(max=LONGEST_REASON)],
        description=_l("For example a lapel microphone, a screen, sound."),
    )
    times = FieldList(FormField(TimesForm), max_entries=MOST_TIMES)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Refuse hours that clocks skip or show twice, and times that end too soon."""
        good = super().validate(*args, **kwargs)
        sound = [self._sound(row.form) for row in self.times]  # all are told
        return all(sound) and bool(good)

    def _sound(self, row: Any) -> bool:
        starts, ends = row.starts.data, row.ends.data
        if bool(starts) != bool(ends):
            field = row.ends if starts else row.starts
            field.errors = [_l("Give both, or neither.")]
            return False
        for field in (row.starts, row.ends) if starts else ():
            try:
                at_local(field.data, self.zone)
            except Refusal as refusal:
                field.errors = [str(refusal)]
                return False
        if starts and ends <= starts:
            row.ends.errors = [_l("This must be later than the start.")]
            return False
        return True

    def plan(self) -> ProfilePlan:
        """Return what was told, once validated; refuse a photo that is none."""
        from eti_events.agenda.portraits import (  # noqa: PLC0415 -- an imaging library
            portrait,
        )

        sent = upload_of(self.photo)
        return ProfilePlan(
            biography=Multilingual(
                fr=self.biography_fr.data or "", en=self.biography_en.data or ""
            ),
            equipment=self.equipment.data or "",
            availabilities=[
                (
                    at_local(given(row.form.starts), self.zone),
                    at_local(given(row.form.ends), self.zone),
                )
                for row in self.times
                if row.form.starts.data
            ],
            consent=self.consent.data,
            photo=portrait(sent.content) if sent else None,
        )


class SlidesForm(Form):
    """Slides for one session."""

    file = FileField(
        _l("Slides"),
        description=_l("PDF, PPTX or ODP, 10 MB at most, without macros."),
    )
    shared = BooleanField(
        _l("Participants may download them after the session"),
    )


def profile_data(profile: SpeakerProfile | None, zone: ZoneInfo) -> dict[str, Any]:
    """Return what the form of a profile shows at first."""
    if profile is None:
        return {"version": "0"}
    return {
        "version": str(profile.version),
        "biography_fr": profile.biography.get("fr", ""),
        "biography_en": profile.biography.get("en", ""),
        "consent": profile.consented_at is not None,
        "equipment": profile.equipment,
        "times": [
            {"starts": wall_of(row.starts_at, zone), "ends": wall_of(row.ends_at, zone)}
            for row in profile.availabilities
        ],
    }


def upload_of(field: FileField) -> Upload | None:
    """Return the file that was sent, or None."""
    sent = field.data
    if not sent or not sent.filename:
        return None
    return Upload(sent.filename, sent.read())
