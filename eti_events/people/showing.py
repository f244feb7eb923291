"""An import as its pages show it: rows in words, postings of the protected masked."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eti_events.people.actions import (
    Reading,
    check_roster,
    counts_of,
    plan_import,
    read_roster,
)
from eti_events.people.cells import strange_character
from eti_events.people.columns import Certainty, MissingColumns, Proposal
from eti_events.people.countries import country_name
from eti_events.people.faults import Fault
from eti_events.people.models import Mission, Person, RosterImport
from eti_events.people.planning import Difference, Kind, Plan, Step
from eti_events.people.queries import get_content
from eti_events.people.roster import FIELD_LABELS, Field
from eti_events.people.spreadsheet import Table
from eti_events.people.values import from_text

MASKED = ("city", "country", "region", "host_organisation", "title", "risk_level")
ISO_DATES = ("start_on", "end_on")
YES_NO = ("first_departure", "sensitive")
SHOWN_FAULTS = 100
FIRST_FEW = 8
KINDS = ("new", "changed", "gone", "contradicting")

WORDS = {"true": _l("yes"), "false": _l("no"), "": _l("nothing")}

CERTAINTIES = {  # kind of tag, words, sign
    Certainty.RECOGNISED: ("ok", _l("Recognised"), "check"),
    Certainty.REMEMBERED: ("info", _l("Remembered"), "check"),
    Certainty.PROPOSED: ("info", _l("Proposed"), "arrow"),
    Certainty.TO_CHOOSE: ("warn", _l("To choose"), "alert"),
    Certainty.IGNORED: ("", _l("Ignored"), None),
}


@dataclass(frozen=True)
class ShownDifference:
    """A field, its value before and after, as people read them."""

    label: str
    before: str
    after: str
    corrected: bool


@dataclass(frozen=True)
class ShownRow:
    """Somebody in a list of what an import does."""

    name: str
    detail: str
    row: int | None = None
    differences: Sequence[ShownDifference] = ()


class Planned(Protocol):
    """What every plan of an import says of the rows of its file."""

    faults: list[Fault]
    warnings: list[Fault]


P = TypeVar("P", bound=Planned)
F = TypeVar("F", bound=enum.StrEnum)


@dataclass
class FilePreview(Generic[P, F]):
    """A file as its page shows it; without a plan, columns are missing."""

    table: Table
    proposals: list[Proposal[F]]
    missing: MissingColumns | None = None
    plan: P | None = None

    @property
    def faults(self) -> list[Fault]:
        """Every fault, by row."""
        return self.plan.faults if self.plan else []

    @property
    def warnings(self) -> list[Fault]:
        """What to look at in rows that will be imported."""
        return self.plan.warnings if self.plan else []

    @property
    def faulty_rows(self) -> int:
        """How many rows are faulty."""
        return len({fault.row for fault in self.faults})

    @property
    def found(self) -> int:
        """How many columns have a field."""
        return sum(proposal.field is not None for proposal in self.proposals)


@dataclass
class Preview(FilePreview[Plan, Field]):
    """A roster as its page shows it."""

    reading: Reading | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, unchanged; how many missions gone."""
        return counts_of(self.plan) if self.plan else {}


def preview(made: RosterImport) -> Preview:
    """Read the file again and compare it with the network as it is now."""
    content = get_content(made.file_id or 0)
    table, proposals = read_roster(content, made.file_name, made.mapping)
    shown = Preview(table, proposals)
    try:
        shown.reading = check_roster(table, proposals)
    except MissingColumns as missing:
        shown.missing = missing
    else:
        shown.plan = plan_import(shown.reading)
    return shown


def rows_of(plan: Plan, kind: str, language: str) -> list[ShownRow]:
    """Return the rows of one kind: new, changed, gone or contradicting."""
    if kind == "gone":
        return [_gone(mission) for mission in plan.gone]
    if kind == "contradicting":
        return [_step(step, language) for step in plan.contradicting]
    return [_step(step, language) for step in plan.of(Kind(kind))]


def _gone(mission: Mission) -> ShownRow:
    return ShownRow(listed_name(mission.person), mission.identifier)


def _step(step: Step, language: str) -> ShownRow:
    protected = step.row.sensitive or bool(step.person and step.person.protected)
    name = f"{step.row.family_name}, {step.row.given_name}"
    differences = [_difference(d, language, protected) for d in step.differences]
    return ShownRow(name, step.row.identifier, step.row.row, differences)


def listed_name(person: Person) -> str:
    """Return the name as lists write it."""
    return ", ".join(filter(None, (person.family_name, person.given_name)))


def _difference(
    difference: Difference, language: str, protected: bool
) -> ShownDifference:
    name = difference.field
    hidden = protected and name in MASKED
    texts = [difference.before, difference.after]
    before, after = (
        _("masked") if hidden else value_in_words(name, text, language)
        for text in texts
    )
    label = str(FIELD_LABELS[Field(name)])
    return ShownDifference(label, before, after, difference.corrected)


def visible(text: str) -> str:
    """Return the text with its invisible characters written out."""
    return "".join(
        f"⟨U+{ord(letter):04X}⟩" if strange_character(letter) else letter
        for letter in text
    )


def value_in_words(field: str, text: str, language: str) -> str:
    """Return a stored value as people read it."""
    if field in ISO_DATES and text:
        return f"{from_text(field, text):%d/%m/%Y}"
    if field == "country":
        return country_name(text, language)
    return str(WORDS.get(text, text)) if field in YES_NO or not text else text
