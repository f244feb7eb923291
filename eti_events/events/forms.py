"""What organisers type about an event."""

from datetime import datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

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

from eti_events.errors import Refusal
from eti_events.events.actions import ClosesBeforeOpening, EditionNeeded
from eti_events.events.days import MAX_DAYS, DaysOutOfOrder
from eti_events.events.hours import at_local, is_zone
from eti_events.events.models import AgendaVisibility, EventKind
from eti_events.forms import Form, options
from eti_events.multilingual import Multilingual


def line(text: str | None) -> str:
    """Take away what stands around a text of one line."""
    return " ".join((text or "").split())


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
        filters=[line],
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

    def validate_opens_wall(self, field: Field) -> None:
        """Refuse an hour that clocks skip or show twice."""
        self._moment(field.data)

    def validate_closes_wall(self, field: Field) -> None:
        """Refuse the same, and a registration that never is open."""
        self._moment(field.data)
        if self.opens_wall.data and field.data <= self.opens_wall.data:
            raise ValidationError(ClosesBeforeOpening.message)

    def _moment(self, wall: datetime) -> None:
        zone = self.time_zone.data or ""
        if not is_zone(zone):
            return  # told at the zone itself
        try:
            at_local(wall, ZoneInfo(zone))
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

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
    )
    name_fr = StringField(
        _l("Name in French"), filters=[line], validators=[REQUIRED, Length(max=150)]
    )
    name_en = StringField(
        _l("Name in English"), filters=[line], validators=[REQUIRED, Length(max=150)]
    )
    slug = StringField(
        _l("Short name in addresses"),
        filters=[line],
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
    earlier = SelectField(
        _l("Begin with what an earlier event has"),
        default="",
        description=_l(
            "You see what would come over, and choose, once the event is made."
        ),
    )
    first_day = DateField(
        _l("First day"), validators=[InputRequired(_l("Give a day."))]
    )
    last_day = DateField(_l("Last day"), validators=[InputRequired(_l("Give a day."))])

    def validate_edition(self, field: Field) -> None:
        """Ask a course for the event that it prepares for."""
        if self.kind.data is EventKind.PRE_DEPARTURE and not field.data:
            raise ValidationError(EditionNeeded.message)

    def validate_last_day(self, field: Field) -> None:
        """Refuse an end before the start, or too far from it."""
        first = self.first_day.data
        if first and not 0 <= (field.data - first).days < MAX_DAYS:
            raise ValidationError(DaysOutOfOrder.message)

    @property
    def name(self) -> Multilingual:
        """The name in both languages."""
        return Multilingual(fr=self.name_fr.data or "", en=self.name_en.data or "")


class EventForm(WindowMixin, Form):
    """An event's texts and settings; its languages bring fields of their own."""

    version = HiddenField()
    address = StringField(_l("Address"), filters=[line], validators=[Length(max=300)])
    contact_email = EmailField(
        _l("Address that people may write to"),
        filters=[line],
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
            fields[f"{name}_{language}"] = kind(
                label,
                filters=[line] if kind is StringField else [],
                validators=[REQUIRED if needed else Optional(), Length(max=length)],
            )
    return type("EventFormInLanguages", (EventForm,), fields)


def text_of(form: EventForm, name: str, languages: list[str]) -> Multilingual:
    """Return one text in every language of the form."""
    return Multilingual(
        {language: (form[f"{name}_{language}"].data or "") for language in languages}
    )


class HoursForm(Form):
    """The hours of one day: each half-day ends where the next begins."""

    opens = TimeField(_l("Opens"), validators=[Optional()])
    turns = TimeField(
        _l("Morning ends, afternoon begins"),
        validators=[InputRequired(_l("Give an hour."))],
    )
    closes = TimeField(_l("Afternoon ends"), validators=[Optional()])
    evening = TimeField(_l("Evening ends"), validators=[Optional()])

    @property
    def hours(self) -> list[time | None]:
        """The hours in order, None where the day has not begun or has ended."""
        fields = (self.opens, self.turns, self.closes, self.evening)
        return [field.data for field in fields]


class DayForm(Form):
    """One more day."""

    on = DateField(_l("Day"), validators=[InputRequired(_l("Give a day."))])


class NamedForm(Form):
    """A place with its name, in French at least."""

    name_fr = StringField(
        _l("Name in French"), filters=[line], validators=[REQUIRED, Length(max=100)]
    )
    name_en = StringField(
        _l("Name in English"), filters=[line], validators=[Optional(), Length(max=100)]
    )

    @property
    def name(self) -> Multilingual:
        """The name in every language of the form."""
        return Multilingual({f.name[-2:]: f.data or "" for f in self.names})

    @property
    def names(self) -> list[Field]:
        """The fields of the name, French first."""
        return [field for field in self if field.short_name.startswith("name_")]


class RoomForm(NamedForm):
    """A room."""

    code = StringField(
        _l("Code"), filters=[line], validators=[REQUIRED, Length(max=16)]
    )
    capacity = IntegerField(
        _l("Seats"),
        validators=[
            InputRequired(_l("Give a number.")),
            NumberRange(1, 10_000, _l("Write a number from 1 to 10,000.")),
        ],
    )
    step_free = BooleanField(_l("Step-free access"), default=True)
    booth = BooleanField(_l("Booth for interpreters"))
    building = StringField(
        _l("Building"),
        filters=[line],
        validators=[Length(max=60)],
        description=_l("Where rooms lie apart: people need time between buildings."),
    )
    equipment_fr = StringField(
        _l("Equipment, in French"), filters=[line], validators=[Length(max=300)]
    )
    equipment_en = StringField(
        _l("Equipment, in English"), filters=[line], validators=[Length(max=300)]
    )

    @property
    def equipment(self) -> Multilingual:
        """What is in the room, in both languages."""
        return Multilingual(
            fr=self.equipment_fr.data or "", en=self.equipment_en.data or ""
        )


class PointForm(NamedForm):
    """A place where badges are scanned."""

    room = SelectField(_l("Leads into"), validators=[Optional()])


class PointNameForm(NamedForm):
    """The name of a place where badges are scanned."""


Named = TypeVar("Named", bound=NamedForm)


def named_in(kind: type[Named], languages: list[str]) -> type[Named]:
    """Return the form with a field for the name in each further language."""
    fields = {
        f"name_{language}": StringField(
            _l("Name: %(language)s", language=LANGUAGE_NAMES[language]),
            filters=[line],
            validators=[Optional(), Length(max=100)],
        )
        for language in languages
        if language in FURTHER_LANGUAGES
    }
    return type(kind.__name__, (kind,), fields)
