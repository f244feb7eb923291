"""What organisers type about an event."""

from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import (
    Form as PlainForm,
)
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from eti_events.events.hours import is_zone
from eti_events.events.models import AgendaVisibility, EventKind
from eti_events.forms import Form, options
from eti_events.multilingual import Multilingual

REQUIRED = DataRequired(_l("This answer is needed."))
MAX_PLACES = 100_000

# The languages an event's text may have beside French and English, in their own words.
FURTHER_LANGUAGES = {
    "ar": "العربية",
    "es": "español",
    "mk": "македонски",
    "pt": "português",
    "ro": "română",
    "ru": "русский",
    "sq": "shqip",
    "sr": "srpski",
    "uk": "українська",
}
LANGUAGE_NAMES = {"fr": "français", "en": "English", **FURTHER_LANGUAGES}

KINDS = [
    (EventKind.ETI_DAYS, _l("ETI Days")),
    (EventKind.PRE_DEPARTURE, _l("Pre-departure course")),
    (EventKind.REGIONAL_SEMINAR, _l("Regional seminar")),
]
VISIBILITIES = [
    (AgendaVisibility.CONFIRMED, _l("Confirmed participants only")),
    (AgendaVisibility.PUBLIC_WITHOUT_ROOMS, _l("Public, without rooms and names")),
    (AgendaVisibility.PUBLIC, _l("Public")),
]


def known_zone(_form: PlainForm, field: Field) -> None:
    """Refuse a time zone that IANA does not know."""
    if not is_zone(field.data or ""):
        raise ValidationError(
            _l("Write a zone by its city, as in Europe/Paris or Europe/Skopje.")
        )


class WindowMixin:
    """When registration is open, and for how many."""

    time_zone = StringField(
        _l("Time zone"),
        validators=[REQUIRED, known_zone],
        description=_l("Every hour of this event is meant in this zone."),
        default="Europe/Paris",
    )
    country = SelectField(_l("Country"), default="FR")
    opens_wall = DateTimeLocalField(
        _l("Registration opens"),
        validators=[InputRequired(_l("Give a day and an hour."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    closes_wall = DateTimeLocalField(
        _l("Registration closes"),
        validators=[InputRequired(_l("Give a day and an hour."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    capacity = IntegerField(
        _l("Places"),
        validators=[
            Optional(),
            NumberRange(1, MAX_PLACES, _l("Write a number from 1 to 100,000.")),
        ],
        description=_l("Leave empty when there is no limit."),
    )
    more_languages = SelectMultipleField(
        _l("Languages of its texts, beside French and English"),
        choices=options(FURTHER_LANGUAGES.items()),
    )

    @property
    def languages(self) -> list[str]:
        """French, English, and what was ticked."""
        return ["fr", "en", *(self.more_languages.data or [])]


class NewEventForm(WindowMixin, Form):
    """A new event, before its days are refined."""

    kind = SelectField(_l("Kind of event"), choices=options(KINDS), coerce=EventKind)
    edition = SelectField(
        _l("Prepares for"),
        description=_l("For a pre-departure course: the event that follows it."),
        validators=[Optional()],
    )
    name_fr = StringField(_l("Name in French"), validators=[REQUIRED, Length(max=150)])
    name_en = StringField(_l("Name in English"), validators=[REQUIRED, Length(max=150)])
    slug = StringField(
        _l("Short name in addresses"),
        validators=[
            REQUIRED,
            Length(max=64),
            Regexp(
                r"^[a-z0-9]+(-[a-z0-9]+)*$",
                message=_l("Small letters without accents, digits and hyphens only."),
            ),
        ],
        description=_l("For example eti-days-2026. It cannot be changed later."),
    )
    first_day = DateField(
        _l("First day"), validators=[InputRequired(_l("Give a day."))]
    )
    last_day = DateField(_l("Last day"), validators=[InputRequired(_l("Give a day."))])

    @property
    def name(self) -> Multilingual:
        """The name in both languages."""
        return Multilingual(fr=self.name_fr.data or "", en=self.name_en.data or "")


class EventForm(WindowMixin, Form):
    """An event's texts and settings; its languages bring fields of their own."""

    version = HiddenField()
    address = StringField(_l("Address"), validators=[Length(max=300)])
    contact_email = EmailField(
        _l("Address that people may write to"),
        validators=[Optional(), Email(_l("Write it as name@example.org."))],
    )
    agenda_visibility = SelectField(
        _l("Who may read the agenda"),
        choices=options(VISIBILITIES),
        coerce=AgendaVisibility,
    )
    first_departures_only = BooleanField(
        _l("Only for people who leave for the first time")
    )


TEXTS = (
    ("name", _l("Name"), StringField, 150),
    ("summary", _l("What it is about, in a few lines"), TextAreaField, 2000),
    ("venue", _l("Venue"), StringField, 200),
)


def event_form_for(languages: list[str]) -> type[EventForm]:
    """Return the form with a field for each text in each language."""
    fields: dict[str, Any] = {}
    for name, label, kind, length in TEXTS:
        for language in languages:
            needed = name == "name" and language in {"fr", "en"}
            validators = [REQUIRED if needed else Optional(), Length(max=length)]
            fields[f"{name}_{language}"] = kind(label, validators=validators)
    return type("EventFormInLanguages", (EventForm,), fields)


def text_of(form: EventForm, name: str, languages: list[str]) -> Multilingual:
    """Return one text in every language of the form."""
    return Multilingual(
        {language: (form[f"{name}_{language}"].data or "") for language in languages}
    )


class HoursForm(Form):
    """The hours of one day."""

    opens = TimeField(_l("Opens"), validators=[InputRequired(_l("Give an hour."))])
    turns = TimeField(
        _l("Morning ends, afternoon begins"),
        validators=[InputRequired(_l("Give an hour."))],
    )
    closes = TimeField(
        _l("Afternoon ends"), validators=[InputRequired(_l("Give an hour."))]
    )
    evening = TimeField(_l("Evening ends"), validators=[Optional()])

    @property
    def hours(self) -> list[time]:
        """The hours given, in order."""
        fields = (self.opens, self.turns, self.closes, self.evening)
        return [field.data for field in fields if field.data is not None]


class DayForm(Form):
    """One more day."""

    on = DateField(_l("Day"), validators=[InputRequired(_l("Give a day."))])


class RoomForm(Form):
    """A room."""

    code = StringField(_l("Code"), validators=[REQUIRED, Length(max=16)])
    name_fr = StringField(_l("Name in French"), validators=[REQUIRED, Length(max=100)])
    name_en = StringField(
        _l("Name in English"), validators=[Optional(), Length(max=100)]
    )
    capacity = IntegerField(
        _l("Seats"),
        validators=[
            InputRequired(_l("Give a number.")),
            NumberRange(1, 10_000, _l("Write a number from 1 to 10,000.")),
        ],
    )
    step_free = BooleanField(_l("Step-free access"), default=True)

    @property
    def name(self) -> Multilingual:
        """The name, in English too where one was given."""
        return Multilingual(fr=self.name_fr.data or "", en=self.name_en.data or "")


class PointForm(Form):
    """A place where badges are scanned."""

    name_fr = StringField(_l("Name in French"), validators=[REQUIRED, Length(max=100)])
    name_en = StringField(
        _l("Name in English"), validators=[Optional(), Length(max=100)]
    )
    room = SelectField(_l("Leads into"), validators=[Optional()])

    @property
    def name(self) -> Multilingual:
        """The name, in English too where one was given."""
        return Multilingual(fr=self.name_fr.data or "", en=self.name_en.data or "")
