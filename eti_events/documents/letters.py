"""The letter that goes with a request for a visa, in words."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _

from eti_events import typography
from eti_events.documents.convocation import Paper
from eti_events.documents.facts import Coming
from eti_events.documents.models import ConvocationSettings
from eti_events.documents.writing import days_of, name_of, place_of, typo
from eti_events.events.models import Event
from eti_events.formalities.fields import PARTS
from eti_events.formalities.models import Block
from eti_events.formalities.wording import LABELS, in_words

OF_THE_PERSON = (
    *("birth_on", "birth_place", "nationality"),
    *("passport_number", "passport_expires_on", "address"),
)


def letter_of(
    edition: Event,
    coming: Coming,
    settings: ConvocationSettings,
    passport: Mapping[str, str],
    language: str,
    *,
    at: datetime,
) -> Paper:
    """Return the letter; it bears the name that the passport bears."""
    body = typo(settings.body.to(language, edition.language), language)
    on = at.astimezone(edition.zone).date()
    day = typography.day(on, language, weekday=False, year=True)
    place = _("%(city)s, %(day)s", city=settings.issued_in, day=day)
    return Paper(
        language=language,
        title=_("Letter of invitation"),
        sender=name_of(edition, language),
        body=body,
        reference=_("For a request for a visa"),
        issued=place if settings.issued_in else day,
        occasion=f"{name_of(edition, language)}, {days_of(edition, language)}",
        name=passport.get("passport_name", ""),
        about=tuple(_about(passport, language)),
        opening=_(
            "%(body)s invites the person named above and confirms that their place is"
            " kept, on the days below.",
            body=body,
        ),
        columns=(),
        rows=(),
        facts=tuple(_facts(edition, coming, settings, language)),
        notes=(
            _(
                "This letter is drawn up at the request of the person, for the"
                " authorities that examine their request for a visa."
            ),
        ),
        signed_for=_("For the organiser,"),
        signatory=settings.signatory,
        function=typo(settings.function.to(language, edition.language), language),
        version=_("Drawn up on %(day)s; no copy is kept.", day=day),
        page=_("Page %(number)s of %(total)s"),
    )


def _about(passport: Mapping[str, str], language: str) -> list[str]:
    parts = {part.name: part for part in PARTS[Block.VISA]}
    pairs = (
        (LABELS[Block.VISA, name], in_words(parts[name], text, language))
        for name in OF_THE_PERSON
        if (text := passport.get(name))
    )
    colon = f"{typography.NARROW}: " if language == "fr" else ": "
    return [f"{label}{colon}{value}" for label, value in pairs]


def _there(event: Event, language: str) -> str:
    """Say what it is and where."""
    return ", ".join(
        filter(None, (name_of(event, language), place_of(event, language)))
    )


def _facts(
    edition: Event, coming: Coming, settings: ConvocationSettings, language: str
) -> list[tuple[str, str]]:
    events = [(days_of(row, language), _there(row, language)) for row in coming.events]
    texts = (
        (_("Transport"), settings.transport),
        (_("Lodging"), settings.lodging),
        (_("Meals"), settings.meals),
    )
    borne = [
        (term, typo(text.to(language, edition.language), language))
        for term, text in texts
    ]
    contact = (_("Contact"), settings.contact or edition.contact_email)
    return [(term, value) for term, value in (*events, *borne, contact) if value]
