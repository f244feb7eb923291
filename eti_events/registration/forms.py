"""What people type about themselves, their days, their needs and what they agree to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import Length, Optional, ValidationError

from eti_events import typography
from eti_events.events.models import Event, HalfDay
from eti_events.forms import Form, no_address, options
from eti_events.messages.cleaning import one_line
from eti_events.registration.answers import Answers
from eti_events.registration.fields_forms import CountryField, NameFields
from eti_events.registration.models import Category, ConsentPurpose, NeedKind
from eti_events.registration.phones import NoCountryCode, NoNumber, e164
from eti_events.registration.refusals import QuestionsChanged
from eti_events.registration.wording import PERIODS

LONGEST_NEED = 500
DETAILS = ("given_name", "family_name", "phone", "title", "city", "country")

DIETS = (
    ("", _l("No particular wish")),
    ("vegetarian", _l("Vegetarian")),
    ("vegan", _l("Vegan")),
    ("no_pork", _l("Without pork")),
    ("other", _l("Something else, said below")),
)
NEEDS = ConsentPurpose.NEEDS
CONSENTS = {
    "image_internal": ConsentPurpose.IMAGE_INTERNAL,
    "image_website": ConsentPurpose.IMAGE_WEBSITE,
    "image_social": ConsentPurpose.IMAGE_SOCIAL,
    "image_press": ConsentPurpose.IMAGE_PRESS,
    "directory": ConsentPurpose.DIRECTORY,
}
CATEGORIES = (
    (Category.EXPERT, _l("Expert")),
    (Category.COMMISSIONER, _l("Commissioning body")),
    (Category.PARTNER, _l("Partner")),
    (Category.SPEAKER, _l("Speaker")),
    (Category.VIP, _l("Dignitary")),
    (Category.TEAM, _l("Organising team")),
)


def paragraphs(text: str | None) -> str:
    """Clean what was typed in several lines."""
    return "\n".join(one_line(row) for row in (text or "").splitlines()).strip()


def half_day_id(text: object) -> str:
    """Return a half-day's id as it is written; whether it is offered, the rules say."""
    return str(UUID(str(text)))


class AnswersForm(Form):
    """What every part of the registration form has; parts are put together as needed.

    ``draft`` keeps what is there and asks for nothing more; ``autosave`` does so while
    somebody still types: what is wrong is left out, and told when they go on, and
    nothing is deleted or taken back.
    """

    version = HiddenField()
    draft = SubmitField(_l("Save and go on later"))
    autosave = HiddenField()

    has_files = False  # whether the form has to travel with its files

    @property
    def unfinished(self) -> bool:
        """Whether what is missing may stay so."""
        return bool(self.draft.data or self.autosave.data)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Refuse what was sent and is no field of this form."""
        super().validate(*args, **kwargs)
        if self._unknown():
            self.form_errors.append(str(QuestionsChanged.message))
        return not self.form_errors and not any(field.errors for field in self)

    def offer(self, event: Event, half_days: Sequence[HalfDay], language: str) -> Self:
        """Offer these half-days, in words, where the form asks for them."""
        return self

    def answers(self, language: str) -> Answers:
        """Return what was answered and is right, once validated."""
        return Answers(language=language)

    def is_right(self, name: str) -> bool:
        """Whether something was sent for that field, and nothing is wrong with it."""
        return bool(self[name].raw_data) and not self[name].errors

    def _unknown(self) -> set[str]:
        sent = set(request.form) | set(request.files)
        return sent - {field.name for field in self} - {"lang"}


class WhoForm(NameFields, AnswersForm):
    """Who the person is, and where they work."""

    phone = StringField(
        _l("Mobile phone"),
        filters=[one_line],
        validators=[Optional(), Length(max=40)],
        description=_l("With the country code. Only the organisers see it."),
    )
    country = CountryField(_l("Country of posting"), validators=[Optional()])
    city = StringField(
        _l("City"), filters=[one_line], validators=[Length(max=100), no_address]
    )
    title = StringField(
        _l("Title of your post"),
        filters=[one_line],
        validators=[Length(max=200), no_address],
        description=_l("It is printed on your badge: keep it short."),
    )
    first_departure = RadioField(
        _l("Is this your first posting as an expert?"),
        validate_choice=False,
        choices=options(
            [
                ("yes", _l("Yes, it is my first departure")),
                ("no", _l("No, I have been posted before")),
            ]
        ),
    )

    def validate_phone(self, field: Field) -> None:
        """Bring the number into the form that every country dials, or help to."""
        try:
            field.data = e164(field.data, self.country.data or "")
        except NoCountryCode as fault:
            raise ValidationError(
                _l("Add the country code: %(number)s?", number=fault.suggestion)
            ) from None
        except NoNumber as fault:
            raise ValidationError(
                _l("Write the number as in %(number)s.", number=fault.example)
            ) from None

    def answers(self, language: str) -> Answers:
        """Return what was said of oneself; what is masked stays when left empty."""
        kept = {"phone", "country"}
        return replace(
            super().answers(language),
            details={
                name: self[name].data
                for name in DETAILS
                if self.is_right(name) and (self[name].data or name not in kept)
            },
            first_departure={"yes": True, "no": False}.get(self.first_departure.data),
        )


class StayForm(AnswersForm):
    """When the person comes, and what they need there."""

    half_days = SelectMultipleField(
        _l("Half-days on which you come"), coerce=half_day_id, validate_choice=False
    )
    course = HiddenField()  # filled where the course is spoken of
    without_course = BooleanField(_l("I cannot attend the course"))
    diet = SelectField(_l("Meals"), choices=options(DIETS), default="")
    diet_words = StringField(
        _l("Something else about meals"),
        filters=[one_line],
        validators=[Length(max=200)],
    )
    allergy = TextAreaField(
        _l("Food allergies"),
        filters=[paragraphs],
        validators=[Length(max=LONGEST_NEED)],
    )
    access = TextAreaField(
        _l("Access needs"),
        filters=[paragraphs],
        validators=[Length(max=LONGEST_NEED)],
        description=_l("Step-free way, hearing loop, captions, quiet room, companion…"),
    )
    erased = SelectMultipleField(
        _l("Forget what is recorded"),
        choices=options((kind.value, kind.value) for kind in NeedKind),
    )
    needs = BooleanField(
        _l("I agree that the organisers use these answers for my meals and access")
    )

    def validate_half_days(self, field: Field) -> None:
        """Somebody who comes, comes at some time; a draft may leave it open."""
        if not field.data and not self.unfinished:
            raise ValidationError(_l("Choose at least one half-day."))

    def validate_needs(self, field: Field) -> None:
        """Health data are kept by explicit consent only."""
        if self._typed() and not field.data:
            raise ValidationError(
                _l("Tick your agreement, or leave meals and access empty.")
            )

    def offer(self, event: Event, half_days: Sequence[HalfDay], language: str) -> Self:
        """Offer these half-days, in words."""
        self.half_days.choices = options(half_day_choices(event, half_days, language))
        return super().offer(event, half_days, language)

    def answers(self, language: str) -> Answers:
        """Return the half-days and the needs; these only with their consent."""
        said = super().answers(language)
        agreed = self.needs.data and not self.needs.errors
        asked = {} if self.autosave.data and not agreed else {NEEDS: agreed}
        erased = () if self.autosave.data or self.erased.errors else self.erased.data
        return replace(
            said,
            half_days=frozenset(UUID(text) for text in self.half_days.data or ()),
            with_course=not self.without_course.data if self.course.data else None,
            needs=self._typed() if agreed else {},
            erased=frozenset(NeedKind(kind) for kind in erased or ()),
            consents={**said.consents, **asked},
        )

    def _typed(self) -> Mapping[NeedKind, str]:
        diet = "\n".join(filter(None, (self.diet.data, self.diet_words.data)))
        typed = {
            NeedKind.DIET: diet if not self.diet_words.errors else "",
            NeedKind.ALLERGY: self.allergy.data if not self.allergy.errors else "",
            NeedKind.ACCESS: self.access.data if not self.access.errors else "",
        }
        return {kind: text for kind, text in typed.items() if text}


class ConsentsForm(AnswersForm):
    """What the person agrees to, one by one."""

    image_internal = BooleanField(_l("Pictures of me inside the network"))
    image_website = BooleanField(_l("Pictures of me on the organiser’s website"))
    image_social = BooleanField(_l("Pictures of me on social networks"))
    image_press = BooleanField(_l("Pictures of me in the press"))
    directory = BooleanField(_l("My entry in the directory of participants"))

    @property
    def any_given(self) -> bool:
        """Whether the person agrees to anything."""
        return any(self[name].data for name in CONSENTS)

    def answers(self, language: str) -> Answers:
        """Return each consent, given or not."""
        said = super().answers(language)
        asked = {
            purpose: self[name].data
            for name, purpose in CONSENTS.items()
            if self[name].data or not self.autosave.data
        }
        return replace(said, consents={**said.consents, **asked})


class WholeForm(WhoForm, StayForm, ConsentsForm):
    """Everything at once, for who changes a registration."""


def half_day_choices(
    event: Event, half_days: Sequence[HalfDay], language: str
) -> list[tuple[str, str]]:
    """Return ids and words: ``jeudi 27 août, matin``."""
    words = PERIODS.get(language, PERIODS["en"])
    return [
        (
            str(row.public_id),
            f"{typography.day(row.starts_at.astimezone(event.zone).date(), language)},"
            f" {words[row.period]}",
        )
        for row in half_days
    ]


class ButtonForm(Form):
    """Nothing but a button, with its protection."""
