"""What organisers choose for an event's registration."""

from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from eti_events.errors import Refusal
from eti_events.events.hours import at_local
from eti_events.forms import Form, given, options
from eti_events.people.wording import COMMISSIONERS
from eti_events.registration.forms import CATEGORIES
from eti_events.registration.models import Promotion
from eti_events.registration.places.keys import CATEGORY, COMMISSIONER

MOST_HOURS, MOST_PLACES = 24 * 30, 100_000
REQUIRED = InputRequired(_l("This answer is needed."))


class RulesForm(Form):
    """Who is examined, who waits, and until when people change things themselves."""

    version = HiddenField()
    approval = SelectMultipleField(
        _l("Accept one by one"),
        choices=options(CATEGORIES),
        description=_l("These people get no place before an organiser has accepted."),
    )
    waiting_list = BooleanField(
        _l("When all places are taken, people join a waiting list")
    )
    promotion = RadioField(
        _l("When a place falls free"),
        choices=options(
            [
                (Promotion.CONFIRM, _l("Confirm the next person at once")),
                (Promotion.OFFER, _l("Offer it to the next person, for a time")),
            ]
        ),
        validators=[DataRequired(_l("Choose one."))],
    )
    offer_hours = IntegerField(
        _l("Hours to answer an offer"),
        validators=[
            REQUIRED,
            NumberRange(1, MOST_HOURS, _l("Between 1 and 720 hours.")),
        ],
    )
    freezes_wall = DateTimeLocalField(
        _l("From then on, changes are requests"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[Optional()],
        description=_l("Without a date: as soon as registration closes."),
    )

    def validate_in(self, zone: ZoneInfo) -> bool:
        """Validate, the hour in the event's zone too."""
        good = bool(self.validate())
        wall = self.freezes_wall.data
        try:
            if wall:
                at_local(wall, zone)
        except Refusal as refusal:
            self.freezes_wall.errors = [*self.freezes_wall.errors, str(refusal)]
            return False
        return good


class AudienceForm(Form):
    """Whom a quota is about."""

    audience = SelectField(
        _l("Who"),
        choices=options(
            [
                *((f"{COMMISSIONER}:{key}", label) for key, label in COMMISSIONERS),
                *((f"{CATEGORY}:{key}", label) for key, label in CATEGORIES),
            ]
        ),
        validators=[REQUIRED],
    )


class QuotaForm(AudienceForm):
    """How many of whom may come."""

    limit = IntegerField(
        _l("Places"),
        validators=[REQUIRED, NumberRange(0, MOST_PLACES, _l("Write a number."))],
    )


def audience_of(form: AudienceForm) -> tuple[str, str]:
    """Return the scope and the key that were chosen."""
    scope, _, key = str(given(form.audience)).partition(":")
    return scope, key
