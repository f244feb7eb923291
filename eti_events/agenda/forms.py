"""What organisers type about sessions, themes and versions."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from eti_events.agenda.kinds import Audience, SessionKind, SessionVisibility
from eti_events.agenda.models.sessions import COLOURS
from eti_events.agenda.refusals import EndsBeforeStart
from eti_events.agenda.wording import AUDIENCES, KINDS, VISIBILITIES
from eti_events.errors import Refusal
from eti_events.events.forms import LANGUAGE_NAMES, REQUIRED, NamedForm, line
from eti_events.events.hours import HourTwice, at_local
from eti_events.forms import Form, options
from eti_events.multilingual import Multilingual

SMALL_HOURS = time(6, 0)  # what ends before them began the evening before
FOLDS = [
    ("0", _l("The first time, before clocks go back")),
    ("1", _l("The second time, after clocks went back")),
]
TEXTS = (
    ("title", _l("Title"), StringField, 200),
    ("abstract", _l("What it is about"), TextAreaField, 4000),
    ("image_note", _l("Pictures: what people are told and agree to"), StringField, 400),
)


class SessionForm(Form):
    """A session; its event's languages bring fields of their own.

    ``zone`` is the event's. ``asks`` are the hours that come twice on that day: which
    one is meant is asked for then.
    """

    zone: ZoneInfo
    languages_of_event: Sequence[str] = ()

    version = HiddenField()
    kind = SelectField(
        _l("Kind of session"), choices=options(KINDS.items()), coerce=SessionKind
    )
    day = SelectField(_l("Day"))
    starts = TimeField(_l("Begins"), validators=[Optional()])
    starts_fold = RadioField(
        _l("This hour comes twice. Which beginning?"),
        choices=options(FOLDS),
        validators=[Optional()],
    )
    ends = TimeField(_l("Ends"), validators=[Optional()])
    ends_fold = RadioField(
        _l("This hour comes twice. Which end?"),
        choices=options(FOLDS),
        validators=[Optional()],
    )
    minutes = IntegerField(
        _l("Length in minutes"),
        default=60,
        validators=[
            InputRequired(_l("Give a number.")),
            NumberRange(5, 1440, _l("Write a number from 5 to 1,440.")),
        ],
        description=_l("For a session that is still to be placed."),
    )
    room = SelectField(_l("Room"))
    capacity = IntegerField(
        _l("Places"),
        validators=[
            Optional(),
            NumberRange(1, 10_000, _l("Write a number from 1 to 10,000.")),
        ],
        description=_l("Leave empty for as many as the room has."),
    )
    min_size = IntegerField(
        _l("Minimum size"),
        default=0,
        validators=[
            Optional(),
            NumberRange(0, 10_000, _l("Write a number from 0 to 10,000.")),
        ],
        description=_l("With fewer people it is not held."),
    )
    languages = SelectMultipleField(_l("Spoken in"))
    interpretation = SelectMultipleField(_l("Interpreted into"))
    needs_booth = BooleanField(_l("Interpretation needs a booth"))
    themes = SelectMultipleField(_l("Themes"))
    topic = SelectField(
        _l("Topic"),
        description=_l("For what is offered in several sessions."),
    )
    hybrid_link = URLField(
        _l("Link for those who take part from afar"),
        filters=[line],
        validators=[
            Length(max=500),
            Optional(),
            Regexp(r"https://\S+$", message=_l("Write an address with https://.")),
        ],
        description=_l("Seen by confirmed people only."),
    )
    audience = SelectField(
        _l("For whom it is"), choices=options(AUDIENCES.items()), coerce=Audience
    )
    audience_values = SelectMultipleField(
        _l("Which of them"), description=_l("None ticked means all of them.")
    )
    visibility = SelectField(
        _l("Who sees it"),
        choices=options(VISIBILITIES.items()),
        coerce=SessionVisibility,
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for both hours of a day: an empty field passes its own checks."""
        valid: bool = super().validate(extra_validators)
        for field in (self.starts, self.ends):
            if self.day.data and field.data is None and not field.errors:
                field.errors = [_l("Give an hour, or choose “still to be placed”.")]
                valid = False
        return valid

    def validate_starts(self, field: Field) -> None:
        """Refuse an hour that does not exist, and ask for one that comes twice."""
        if not self.day.data:
            return
        self._moment(self._on(), field.data, self.starts_fold)

    def validate_ends(self, field: Field) -> None:
        """Refuse an end before the beginning; the small hours are the next day's."""
        if not self.day.data or self.starts.data is None:
            return
        ends = self._moment(self._last_day(), field.data, self.ends_fold)
        if self.starts.errors:
            return
        starts = self._moment(self._on(), self.starts.data, self.starts_fold)
        if ends <= starts:
            raise ValidationError(EndsBeforeStart.message)

    @property
    def asks(self) -> list[Field]:
        """The questions which of two hours is meant."""
        pairs = (
            (self.starts, self.starts_fold, self._on),
            (self.ends, self.ends_fold, self._last_day),
        )
        return [
            fold
            for hour, fold, on in pairs
            if self.day.data and hour.data and self._comes_twice(on(), hour.data)
        ]

    @property
    def hours(self) -> tuple[datetime, datetime] | None:
        """The two moments of a form that was validated, or None: to be placed."""
        starts, ends = self.starts.data, self.ends.data
        if not self.day.data or starts is None or ends is None:
            return None
        return (
            self._moment(self._on(), starts, self.starts_fold),
            self._moment(self._last_day(), ends, self.ends_fold),
        )

    def text(self, name: str) -> Multilingual:
        """Return one text in every language of the form."""
        return Multilingual(
            {
                language: self[f"{name}_{language}"].data or ""
                for language in self.languages_of_event
            }
        )

    def _on(self) -> date:
        return date.fromisoformat(self.day.data)

    def _last_day(self) -> date:
        starts, ends = self.starts.data, self.ends.data
        over_midnight = starts and ends and ends < starts and ends < SMALL_HOURS
        return self._on() + timedelta(days=1 if over_midnight else 0)

    def _moment(self, on: date, hour: time, fold: Field) -> datetime:
        chosen = int(fold.data) if fold.data in ("0", "1") else None
        try:
            return at_local(datetime.combine(on, hour), self.zone, chosen)
        except HourTwice as refusal:
            message = _l("This hour comes twice on that day: say below which is meant.")
            raise ValidationError(message) from refusal
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def _comes_twice(self, on: date, hour: time) -> bool:
        try:
            at_local(datetime.combine(on, hour), self.zone)
        except HourTwice:
            return True
        except Refusal:
            return False
        return False


def session_form_for(languages: Sequence[str], zone: ZoneInfo) -> type[SessionForm]:
    """Return the form with a field for each text in each of the event's languages."""
    fields: dict[str, Any] = {"zone": zone, "languages_of_event": tuple(languages)}
    for name, label, kind, length in TEXTS:
        for language in languages:
            needed = name == "title" and language == languages[0]
            fields[f"{name}_{language}"] = kind(
                _l("%(text)s, %(language)s", text=label, language=_name(language)),
                filters=[line] if kind is StringField else [],
                validators=[REQUIRED if needed else Optional(), Length(max=length)],
            )
    return type("SessionFormInLanguages", (SessionForm,), fields)


def _name(language: str) -> str:
    return LANGUAGE_NAMES.get(language, language)


class StepForm(Form):
    """A button about one session, on the version that was seen."""

    version = IntegerField(validators=[InputRequired()])


class ThemeForm(NamedForm):
    """A theme and its colour."""

    colour = SelectField(
        _l("Colour"),
        choices=options((str(number), number) for number in range(1, COLOURS + 1)),
        coerce=int,
        default=1,
    )


class TopicForm(NamedForm):
    """What several sessions have in common."""


class MeasuresForm(Form):
    """What conflicts are measured with."""

    far_minutes = IntegerField(
        _l("Minutes from one building to another"),
        validators=[
            InputRequired(_l("Give a number.")),
            NumberRange(0, 240, _l("Write a number from 0 to 240.")),
        ],
    )
    break_after = IntegerField(
        _l("Minutes after which a break is missing"),
        validators=[
            InputRequired(_l("Give a number.")),
            NumberRange(30, 1440, _l("Write a number from 30 to 1,440.")),
        ],
    )


class PublishForm(Form):
    """The version that was read against, and the conflicts that are accepted."""

    based_on = IntegerField(validators=[InputRequired()])
    accepted = SelectMultipleField(
        _l("Conflicts that you accept"), validate_choice=False
    )
    note = StringField(
        _l("A word about this version, for the team"),
        filters=[line],
        validators=[Length(max=300)],
    )
