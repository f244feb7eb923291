"""What an organiser chooses between two records, as a form."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import DataRequired

from eti_events.forms import Form, options
from eti_events.people.models import Person
from eti_events.privacy.fields import Choice, differing, mark_of
from eti_events.privacy.queries import Twice

KEPT, OTHER = "kept", "other"

LABELS = {
    "civility": _l("Civility"),
    "given_name": _l("Given name"),
    "family_name": _l("Family name"),
    "badge_name": _l("Name on the badge"),
    "latin_name": _l("In Latin letters"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "language": _l("Language"),
    "organisation_id": _l("Organisation"),
}
LANGUAGES = {"fr": "Français", "en": "English"}


class MergeForm(Form):
    """One choice for each value that differs, and for each event of both."""

    seen = HiddenField()

    def choice(self) -> Choice:
        """Return what was chosen."""
        chosen = {field.name: field.data == OTHER for field in self}
        fields = [name for name in LABELS if chosen.get(_of_field(name))]
        events = {
            UUID(name.removeprefix("event-")): other
            for name, other in chosen.items()
            if name.startswith("event-")
        }
        return Choice(
            fields=frozenset(fields), registrations=events, seen=self.seen.data or ""
        )


def merge_form(
    kept: Person,
    other: Person,
    twice: Sequence[Twice],
    words: Mapping[UUID, tuple[str, str, str]],
) -> MergeForm:
    """Return the form for two records; ``words`` name events and registrations."""
    members: dict[str, RadioField] = {
        _of_field(name): RadioField(
            LABELS[name],
            choices=options(
                [(KEPT, value_of(kept, name)), (OTHER, value_of(other, name))]
            ),
            default=KEPT,
        )
        for name in differing(kept, other)
    }
    for row in twice:
        event, ours, theirs = words[row.event.public_id]
        members[f"event-{row.event.public_id}"] = RadioField(
            event,
            choices=options([(KEPT, ours), (OTHER, theirs)]),
            validators=[DataRequired(_l("Choose which registration stays."))],
        )
    kind: type[MergeForm] = type("TwoRecords", (MergeForm,), members)
    both = [one for row in twice for one in (row.kept, row.other)]
    return kind(data={"seen": mark_of(kept, other, both)})


def value_of(person: Person, name: str) -> str:
    """Return a value of a record as people read it."""
    if name == "organisation_id":
        hidden = person.organisation is not None and not person.affiliation
        return str(_("Masked")) if hidden else person.affiliation
    value = str(getattr(person, name) or "")
    return LANGUAGES.get(value, value) if name == "language" else value


def _of_field(name: str) -> str:
    return f"field-{name}"
