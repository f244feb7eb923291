"""Whom a wave is for, and the number typed to confirm it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import Optional

from eti_events.errors import Refusal
from eti_events.events.hours import at_local
from eti_events.events.models import Event
from eti_events.forms import Form, given, options
from eti_events.people.countries import country_name
from eti_events.people.models import Commissioner, Region, Status
from eti_events.people.wording import COMMISSIONERS, THEMES
from eti_events.registration.forms import CATEGORIES
from eti_events.registration.models import Category, Wave, WaveKind

WHO = {
    WaveKind.INVITATION: (
        ("", _l("Experts whose mission runs at the event or begins later")),
        ("named", _l("Only people whom I name below")),
    ),
    WaveKind.REMINDER: (
        ("", _l("Invited people who have not answered")),
        ("named", _l("Only people whom I name below")),
    ),
    WaveKind.CONVOCATION: (("named", _l("People whose convocation is out of date")),),
}
FIRST = (
    ("", _l("Everybody")),
    ("yes", _l("First departures only")),
    ("no", _l("All but first departures")),
)
EARLIER = {
    "invited": _l("invited to %(edition)s"),
    "registered": _l("registered for %(edition)s"),
    "attended": _l("came to %(edition)s"),
    "not_invited": _l("not invited to %(edition)s"),
    "not_registered": _l("not registered for %(edition)s"),
    "not_attended": _l("did not come to %(edition)s"),
}


class WaveForm(Form):
    """The conditions of a wave; what is empty is no condition."""

    who = SelectField(_l("People"))
    commissioner = SelectMultipleField(
        _l("Commissioning body"), choices=options(COMMISSIONERS)
    )
    region = SelectMultipleField(_l("Region"))
    country = SelectField(_l("Country"))
    theme = SelectMultipleField(_l("Theme"), choices=options(THEMES))
    status = SelectMultipleField(
        _l("Status"), choices=options((s, s.value) for s in Status)
    )
    first = SelectField(_l("First departure"), choices=options(FIRST))
    on = DateField(_l("On mission on"), validators=[Optional()])
    begins = DateField(_l("Mission begins from"), validators=[Optional()])
    ends = DateField(_l("Mission ends by"), validators=[Optional()])
    officer = SelectField(_l("Desk officer"))
    earlier = SelectField(_l("Earlier editions"))
    bounced = BooleanField(_l("Write to addresses from which mail came back, too"))
    category = SelectField(_l("Invited as"), choices=options(CATEGORIES))

    def offer(
        self,
        wave: Wave,
        *,
        regions: dict[Region, str],
        countries: Sequence[str],
        officers: Sequence[str],
        editions: Sequence[Event],
        language: str,
    ) -> None:
        """Say what there is to choose from."""
        every = ("", _("Every one"))
        self.who.choices = options(WHO[wave.kind])
        self.region.choices = options(regions.items())
        names = sorted((country_name(c, language), c) for c in countries)
        self.country.choices = options([every, *((c, name) for name, c in names)])
        self.officer.choices = options([every, *((o, o) for o in officers)])
        self.earlier.choices = options(
            [("", _("Whatever happened then")), *_earlier(editions, language)]
        )

    def asked(self) -> dict[str, Any]:
        """Return the conditions as the wave keeps them."""
        found: dict[str, Any] = {}
        for field in self:
            if field.name in {"csrf_token", "category", "bounced"} or not field.data:
                continue
            value = field.data
            found[field.name] = value.isoformat() if isinstance(value, date) else value
        if self.bounced.data:
            found["bounced"] = "yes"
        return found

    @property
    def part(self) -> Category:
        """The part in which people are invited."""
        return Category(self.category.data)


def begun_with(args: Mapping[str, str], officers: Sequence[str]) -> dict[str, Any]:
    """Return the conditions that an address asks for; what means nothing is none."""
    body, region, officer = (
        args.get(name, "") for name in ("commissioner", "region", "officer")
    )
    found: dict[str, Any] = {}
    if body in set(Commissioner):
        found["commissioner"] = [body]
    if region in set(Region):
        found["region"] = [region]
    if officer in officers:
        found["officer"] = officer
    return found


def typed(wave: Wave) -> dict[str, Any]:
    """Return a wave's conditions as its form shows them."""
    shown = dict(wave.audience)
    for name in ("on", "begins", "ends"):
        if name in shown:
            shown[name] = date.fromisoformat(shown[name])
    return {
        "who": "",
        "country": "",
        "first": "",
        "officer": "",
        "earlier": "",
        **shown,
        "bounced": wave.audience.get("bounced") == "yes",
        "category": wave.category,
    }


def _earlier(editions: Sequence[Event], language: str) -> list[tuple[str, str]]:
    return [
        (f"{how}:{edition.public_id}", str(words) % {"edition": name})
        for edition in editions
        if (name := edition.name.to(language, edition.language))
        for how, words in EARLIER.items()
    ]


class ConfirmForm(Form):
    """When a wave leaves, and to how many."""

    when = RadioField(
        _l("When"),
        choices=options(
            [("now", _l("As soon as I confirm")), ("later", _l("At a later hour"))]
        ),
        default="now",
    )
    scheduled_at = DateTimeLocalField(_l("Day and hour"), validators=[Optional()])
    count = IntegerField(
        _l("Type the number of recipients to confirm"), validators=[Optional()]
    )

    def validate_in(self, zone: ZoneInfo) -> bool:
        """Validate, the hour in the event's zone too."""
        self.moment: datetime | None = None  # at once
        if not self.validate():
            return False
        if self.when.data != "later":
            return True
        try:
            self.moment = at_local(given(self.scheduled_at), zone)
        except Refusal as refusal:
            self.scheduled_at.errors = [str(refusal)]
        return not self.scheduled_at.errors

    def validate(self, extra_validators: Any = None) -> bool:
        """Check as well that a later hour was given."""
        sound = bool(super().validate(extra_validators))
        if self.when.data == "later" and self.scheduled_at.data is None:
            self.scheduled_at.errors = [
                *self.scheduled_at.errors,
                _("Give the day and the hour."),
            ]
            return False
        return sound
