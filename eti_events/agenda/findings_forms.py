"""What rapporteurs write, and where organisers say slides and recordings are."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import Length, Regexp

from eti_events.agenda.actions.findings import FindingsText
from eti_events.agenda.models import Findings, LinkKind
from eti_events.agenda.wording import LINKS
from eti_events.events.forms import LANGUAGE_NAMES, REQUIRED, line
from eti_events.forms import Form, options
from eti_events.people.models import Language

LONGEST = 8000
SAID = ("language", "heading", "points", "recommendations")


def lines(text: str | None) -> str:
    """Return text as it was typed, with one kind of line end."""
    return "\n".join((text or "").splitlines()).strip()


class FindingsForm(Form):
    """A page of findings; ``hand_in`` is the button that was pressed."""

    version = HiddenField()
    language = SelectField(
        _l("Language of the page"),
        choices=options((spoken, LANGUAGE_NAMES[spoken]) for spoken in Language),
        coerce=Language,
    )
    heading = StringField(_l("Heading"), filters=[line], validators=[Length(max=200)])
    points = TextAreaField(
        _l("Points"),
        filters=[lines],
        validators=[Length(max=LONGEST)],
        description=_l("What was said and found, one point a line. Name nobody."),
    )
    recommendations = TextAreaField(
        _l("Recommendations"),
        filters=[lines],
        validators=[Length(max=LONGEST)],
        description=_l("One a line."),
    )
    hand_in = BooleanField()

    def text(self) -> FindingsText:
        """Return what was written."""
        said: dict[str, Any] = {name: self[name].data for name in SAID}
        return FindingsText(**said)

    def differences(self, page: Findings) -> list[tuple[str, str]]:
        """Return what the page says where something else was typed."""
        return [
            (str(self[name].label.text), str(getattr(page, name)))
            for name in SAID
            if getattr(page, name) != self[name].data
        ]


class LinkForm(Form):
    """Where slides or a recording are."""

    kind = SelectField(_l("Kind"), choices=options(LINKS.items()), coerce=LinkKind)
    label = StringField(
        _l("Name of the link"), filters=[line], validators=[REQUIRED, Length(max=200)]
    )
    url = URLField(
        _l("Address"),
        filters=[line],
        validators=[
            REQUIRED,
            Length(max=500),
            Regexp(r"https://\S+$", message=_l("Write an address with https://.")),
        ],
    )
