"""What a desk officer fills in to answer or cancel for an expert."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from eti_events.events.models import Event, HalfDay
from eti_events.forms import Form, no_address, options
from eti_events.messages.cleaning import one_line
from eti_events.registration.forms import half_day_choices

LONGEST_REASON = 300


class ForExpertForm(Form):
    """Why something is done for somebody: the person reads it."""

    reason = StringField(
        _l("Reason"),
        description=_l("The person reads it, with your name."),
        filters=[one_line],
        validators=[
            DataRequired(_l("Give the reason: the person reads it.")),
            Length(max=LONGEST_REASON),
            no_address,
        ],
    )


class AnswerForExpertForm(ForExpertForm):
    """The half-days on which an expert comes."""

    half_days = SelectMultipleField(
        _l("Half-days"),
        validators=[InputRequired(_l("Choose at least one half-day."))],
    )

    def offer(self, event: Event, half_days: Sequence[HalfDay], language: str) -> Self:
        """Offer these half-days, in words."""
        self.half_days.choices = options(half_day_choices(event, half_days, language))
        return self

    def chosen(self) -> frozenset[UUID]:
        """Return the half-days chosen, once validated."""
        return frozenset(UUID(text) for text in self.half_days.data or ())
