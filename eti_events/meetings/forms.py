"""What is typed to offer meetings and to book for somebody."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
    URLField,
)
from wtforms.validators import (
    UUID,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from eti_events.errors import Refusal
from eti_events.events.forms import REQUIRED, line
from eti_events.events.hours import at_local
from eti_events.forms import Form

NUMBER = InputRequired(_l("Give a number."))


class SeriesForm(Form):
    """A series of slots; hours are those of ``zone``, the event's."""

    zone: ZoneInfo

    officer = SelectField(_l("Desk officer"))
    room = SelectField(_l("Room"))
    video_link = URLField(
        _l("Link for a meeting by video"),
        filters=[line],
        validators=[
            Length(max=500),
            Optional(),
            Regexp(r"https://\S+$", message=_l("Write an address with https://.")),
        ],
        description=_l("Seen by those who booked a slot only."),
    )
    days = SelectMultipleField(_l("Days"), validators=[REQUIRED])
    starts = TimeField(_l("From"), validators=[REQUIRED])
    ends = TimeField(_l("Until"), validators=[REQUIRED])
    minutes = IntegerField(
        _l("Minutes for each"),
        default=15,
        validators=[
            NUMBER,
            NumberRange(5, 120, _l("Write a number from 5 to 120.")),
        ],
    )
    pause = IntegerField(
        _l("Minutes between two"),
        default=0,
        validators=[
            NUMBER,
            NumberRange(0, 60, _l("Write a number from 0 to 60.")),
        ],
    )
    country = SelectField(
        _l("For whom it is"),
        description=_l("Slots of a country are for those posted there."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the link where there is no room, and for no link where there is."""
        valid: bool = super().validate(extra_validators)
        if bool(self.room.data) == bool(self.video_link.data):
            self.video_link.errors = [_l("Choose a room, or write a link.")]
            valid = False
        return valid

    def validate_days(self, field: Field) -> None:
        """Refuse hours that do not exist, or come twice, on one of the days."""
        try:
            self.hours()
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def validate_ends(self, field: Field) -> None:
        """Refuse an end before the beginning."""
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(_l("It must end after it begins."))

    def hours(self) -> Sequence[tuple[datetime, datetime]]:
        """Return the beginning and the end of each day."""
        if not (self.starts.data and self.ends.data):
            return ()
        return [
            (
                at_local(datetime.combine(on, self.starts.data), self.zone),
                at_local(datetime.combine(on, self.ends.data), self.zone),
            )
            for on in sorted(map(date.fromisoformat, self.days.data or ()))
        ]


class BookForm(Form):
    """A slot for one of the experts followed."""

    slot = SelectField(_l("Slot"), validators=[REQUIRED])
    person = SelectField(_l("For"), validators=[REQUIRED])


class CountryForm(Form):
    """All those followed who are posted in one country."""

    country = SelectField(_l("Country"), validators=[REQUIRED])


class CancelForm(Form):
    """The button beside a name."""

    person = StringField(validators=[REQUIRED, UUID()])


class ButtonForm(Form):
    """A button."""
