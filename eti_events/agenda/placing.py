"""What organisers say of a session's place: by a form, by a gesture, by a button."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, SelectField, TimeField
from wtforms.validators import InputRequired, ValidationError

from eti_events.agenda.actions.editing import Place
from eti_events.agenda.models import Session
from eti_events.errors import Refusal
from eti_events.events.hours import at_local
from eti_events.events.models import Room
from eti_events.forms import Form, given


class PlaceForm(Form):
    """Day, hour and room of a session that keeps its length."""

    zone = ZoneInfo("UTC")

    version = IntegerField(validators=[InputRequired()])
    day = SelectField(_l("Day"))
    starts = TimeField(_l("Begins"), validators=[InputRequired(_l("Give an hour."))])
    room = SelectField(_l("Room"))

    def validate_starts(self, field: Field) -> None:
        """Refuse an hour that clocks jump over or show twice."""
        try:
            self.starts_at()
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    def starts_at(self) -> datetime:
        """Return the moment that is meant."""
        on = date.fromisoformat(self.day.data)
        return at_local(datetime.combine(on, given(self.starts)), self.zone)


class MoveForm(Form):
    """A place by its moment, as gestures and buttons say it; none: to be placed."""

    version = IntegerField(validators=[InputRequired()])
    at = HiddenField()
    room = HiddenField()

    def validate_at(self, field: Field) -> None:
        """Refuse what is no moment."""
        try:
            self.starts_at()
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def starts_at(self) -> datetime | None:
        """Return the moment that is meant, or None."""
        if not self.at.data:
            return None
        return datetime.fromisoformat(self.at.data).astimezone(UTC)


class StepForm(Form):
    """Which step is meant: asked twice, it is taken back once."""

    step = HiddenField(validators=[InputRequired()])


def place_for(
    session: Session, starts_at: datetime | None, room: str, rooms: Sequence[Room]
) -> Place:
    """Return the place that a session would have from a moment on."""
    if starts_at is None:
        return Place()
    known = {str(one.public_id): one for one in rooms}
    ends_at = starts_at + timedelta(minutes=session.minutes)
    return Place(room=known.get(room), starts_at=starts_at, ends_at=ends_at)
