"""What the confirmed type for their journey, and what organisers ask of them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from eti_events.errors import Refusal
from eti_events.events.hours import at_local
from eti_events.formalities.fields import (
    CHOICES,
    PARTS,
    Given,
    Kind,
    Part,
    as_data,
    as_text,
    unpacked,
)
from eti_events.formalities.models import Block, Formality
from eti_events.formalities.wording import (
    BLOCKS,
    LABELS,
    NEEDS,
    QUESTIONS,
    REASONS,
    WORDS,
)
from eti_events.forms import Form, options
from eti_events.messages.cleaning import one_line

NEEDED = _l("This answer is needed.")
LONGEST = 200
MOST_DAYS = 30  # what the notice promises
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
ORDERED = (  # a block, and two of its fields of which the first comes before
    (Block.HOTEL, "from_on", "until_on"),
    (Block.TRAVEL, "arrival_at", "departure_at"),
)


class FormalitiesForm(Form):
    """The blocks that an event asks; ``form_for`` adds their fields."""

    blocks: Collection[Block] = ()
    ends_on: date

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; a block that is needed is filled in as a whole."""
        good = bool(super().validate(extra_validators))
        for block in self.blocks:
            if self[block].data == "yes":
                missing = [field for field in self._required(block) if not field.data]
                _fault(missing, NEEDED)
                good = good and not missing
        sound = self._is_sound()
        return good and sound

    def _required(self, block: Block) -> Iterator[Field]:
        return (self[_name(block, part)] for part in PARTS[block] if part.needed)

    def _is_sound(self) -> bool:
        faulty: list[Field] = []
        for block, first, last in ORDERED:
            if block in self.blocks and self[block].data == "yes":
                start, end = self[f"{block}_{first}"], self[f"{block}_{last}"]
                if start.data and end.data and end.data <= start.data:
                    _fault([end], _l("This is before it begins."))
                    faulty.append(end)
        if Block.VISA in self.blocks and self[Block.VISA].data == "yes":
            faulty += self._passport()
        return not faulty

    def _passport(self) -> list[Field]:
        expires = self["visa_passport_expires_on"]
        if expires.data and expires.data < self.ends_on:
            _fault([expires], _l("The passport is no longer valid at the event."))
            return [expires]
        return []

    def fields_of(self, block: Block) -> list[tuple[Field, bool]]:
        """Return the fields of a block, and whether each may be left empty."""
        parts = PARTS[block]
        return [(self[_name(block, part)], not part.needed) for part in parts]

    def answers(self) -> dict[Block, Given]:
        """Return what is answered; a block left for later is not in it."""
        return {
            block: Given(needed, self._values(block) if needed else {})
            for block in self.blocks
            if (word := self[block].data) in ("yes", "no")
            for needed in (word == "yes",)
        }

    def _values(self, block: Block) -> dict[str, str]:
        return {
            part.name: as_text(self[_name(block, part)].data) for part in PARTS[block]
        }


def _name(block: Block, part: Part) -> str:
    return f"{block}_{part.name}"


def _fault(fields: Collection[Field], words: Any) -> None:
    for field in fields:
        field.errors = [*field.errors, str(words)]


def form_for(
    blocks: Collection[Block], countries: list[tuple[str, str]], ends_on: date
) -> type[FormalitiesForm]:
    """Return the form with the fields of these blocks."""
    fields: dict[str, Any] = {"blocks": blocks, "ends_on": ends_on}
    for block in blocks:
        fields[block] = RadioField(
            QUESTIONS[block],
            choices=options(NEEDS),
            default="",
            validators=[Optional()],
        )
        for part in PARTS[block]:
            fields[_name(block, part)] = _field(block, part, countries)
    return type("FormalitiesFormOfBlocks", (FormalitiesForm,), fields)


def _field(block: Block, part: Part, countries: list[tuple[str, str]]) -> Any:
    label = LABELS[block, part.name]
    if part.kind is Kind.DAY:
        return DateField(label, validators=[Optional()])
    if part.kind is Kind.MOMENT:
        return DateTimeLocalField(label, format=MOMENTS, validators=[Optional()])
    if part.kind is Kind.COUNTRY:
        choices = options([("", _l("Choose")), *countries])
        return SelectField(label, choices=choices, validators=[Optional()])
    if part.kind is Kind.CHOICE:
        words = [(word, WORDS[word]) for word in CHOICES[part.name]]
        choices = options([("", _l("Choose")), *words])
        return SelectField(label, choices=choices, validators=[Optional()])
    return StringField(
        label, filters=[one_line], validators=[Optional(), Length(max=LONGEST)]
    )


def filled(
    kind: type[FormalitiesForm], given: Collection[Formality]
) -> FormalitiesForm:
    """Return the form with what was given before."""
    data: dict[str, Any] = {}
    for row in given:
        values: Mapping[str, str] = unpacked(row.text)
        data[row.block] = "yes" if row.needed else "no"
        for part in PARTS[row.block]:
            data[_name(row.block, part)] = as_data(part, values.get(part.name, ""))
    return kind(None, data=data)


class RulesForm(Form):
    """What is asked of the confirmed, until when, and for how long it is kept."""

    version = HiddenField()
    blocks = SelectMultipleField(
        _l("Ask for"), choices=options([(str(b), BLOCKS[b]) for b in Block])
    )
    closes_wall = DateTimeLocalField(
        _l("Until when they may answer"), format=MOMENTS, validators=[Optional()]
    )
    keep_days = IntegerField(
        _l("Erased so many days after the event"),
        validators=[
            InputRequired(NEEDED),
            NumberRange(
                0, MOST_DAYS, _l("Between 0 and 30 days, which people are promised.")
            ),
        ],
    )

    def validate_in(self, zone: ZoneInfo) -> bool:
        """Validate, the hour in the event's zone too."""
        good, wall = bool(self.validate()), self.closes_wall.data
        if self.blocks.data and not wall:
            _fault([self.closes_wall], _l("Say until when they may answer."))
            return False
        try:
            if wall:
                at_local(wall, zone)
        except Refusal as refusal:
            _fault([self.closes_wall], refusal)
            return False
        return good


class RemindForm(Form):
    """The number of people to write to, typed so that nobody writes by mistake."""

    count = IntegerField(_l("Type the number of people"), validators=[Optional()])


class ReasonForm(Form):
    """Why data that are locked away are opened."""

    reason = SelectField(
        _l("Why you open it"),
        choices=options([("", _l("Choose")), *REASONS]),
        validators=[InputRequired(NEEDED)],
    )


class ExportForm(ReasonForm):
    """Which block leaves in a file, and why."""

    block = SelectField(_l("What"), validators=[InputRequired(NEEDED)])
