"""An import of a list as its pages show it."""

from collections.abc import Sequence

from flask_babel import gettext as _

from eti_events.events.models import Event
from eti_events.people.columns import MissingColumns
from eti_events.people.queries import get_content
from eti_events.people.showing import FilePreview
from eti_events.registration.actions import plan_import, read_list
from eti_events.registration.actions.unimporting import (
    ANSWERED,
    GONE,
    REFUSED,
    USED,
)
from eti_events.registration.imports.fields import Field
from eti_events.registration.imports.planning import Kind, Plan
from eti_events.registration.imports.refusals import reason_in_words
from eti_events.registration.models import ImportedRow, RegistrationImport


class ListPreview(FilePreview[Plan, Field]):
    """A list as its page shows it."""

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are of each kind."""
        plan = self.plan
        return {kind.value: len(plan.of(kind)) if plan else 0 for kind in Kind}

    @property
    def to_do(self) -> int:
        """How many people something is done with."""
        return len(self.plan.to_do) if self.plan else 0


def preview(event: Event, made: RegistrationImport, language: str) -> ListPreview:
    """Read the file again and compare it with the event as it is now."""
    content = get_content(made.file_id or 0)
    table, proposals = read_list(content, made.file_name, made.mapping)
    shown = ListPreview(table, proposals)
    try:
        shown.plan = plan_import(event, made, table, proposals, language=language)
    except MissingColumns as missing:
        shown.missing = missing
    return shown


def why(row: ImportedRow) -> str:
    """Say why undoing left the row."""
    words: dict[str, str] = {
        USED: _("changed or written about since"),
        ANSWERED: _("has answered"),
        REFUSED: _("can no longer be cancelled"),
        GONE: _("no longer there"),
    }
    return words[row.kept_why]


def refused_rows(made: RegistrationImport) -> Sequence[tuple[int, str]]:
    """Return the rows that a rule refused while they were written, and why."""
    rows = made.report.get("refused", ())
    return [(number, reason_in_words(name)) for number, name in rows]
