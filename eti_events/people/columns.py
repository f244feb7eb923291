"""Which column of a file holds which field: proposals from titles and contents."""

import enum
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal
from eti_events.people.dates import read_date
from eti_events.people.spreadsheet import Cell, Table
from eti_events.people.vocabulary import F, Vocabulary, header_key

SAMPLE = 40  # rows looked at to guess what a column holds
MOSTLY = 0.8
IGNORED = ""  # how a remembered mapping says "do not import"


class Certainty(enum.StrEnum):
    """How sure a proposal is."""

    RECOGNISED = "recognised"
    REMEMBERED = "remembered"
    PROPOSED = "proposed"
    TO_CHOOSE = "to_choose"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Proposal(Generic[F]):
    """What one column of the file seems to hold; ``claims`` is what its title says."""

    column: int
    header: str
    example: str
    field: F | None
    certainty: Certainty
    claims: F | None = None


class MissingColumns(Refusal):
    """Without these fields no row can be taken."""

    message = _l(
        "No column was found, or more than one, for: %(fields)s. Choose them by hand."
    )

    def __init__(self, fields: Sequence[F], vocabulary: Vocabulary[F]) -> None:
        self.fields = tuple(fields)
        self.titles = [(vocabulary.labels[f], vocabulary.headers[f]) for f in fields]

    def __str__(self) -> str:
        names = (self._name(str(label), header) for label, header in self.titles)
        return str(self.message) % {"fields": ", ".join(names)}

    @staticmethod
    def _name(label: str, header: str) -> str:
        return label if label == header else f"{label} ({header})"


class RivalColumns(MissingColumns):
    """Nobody is there to choose between columns of one title."""

    message = _l(
        "More than one column bears the title of: %(fields)s. Keep one of them, or "
        "give the others another title."
    )


def propose(
    table: Table, remembered: Mapping[str, str], vocabulary: Vocabulary[F]
) -> list[Proposal[F]]:
    """Propose a field for every column; no field is proposed twice.

    ``remembered`` maps header keys to fields, or to "" for "do not import".
    """
    claimed = _claims(table, remembered, vocabulary)
    found = _without_rivals(claimed)
    _guess_by_content(table, found, vocabulary)
    return [
        Proposal(
            column, header, _example(table, column), *found[column], claimed[column][0]
        )
        for column, header in enumerate(table.headers)
    ]


def corrected(
    proposal: Proposal[F], choices: Mapping[str, str], vocabulary: Vocabulary[F]
) -> Proposal[F]:
    """Return the proposal as somebody chose it for this file, by its title."""
    choice = choices.get(proposal.header)
    if choice is None or choice == (proposal.field or IGNORED):
        return proposal
    field = vocabulary.fields(choice) if choice else None
    certainty = Certainty.REMEMBERED if field else Certainty.IGNORED
    return replace(proposal, field=field, certainty=certainty)


def require_no_rivals(
    proposals: Sequence[Proposal[F]], vocabulary: Vocabulary[F]
) -> None:
    """Raise RivalColumns when several columns claim a field and none of them has it."""
    held = {proposal.field for proposal in proposals}
    rivals = {p.claims for p in proposals if p.certainty is Certainty.TO_CHOOSE}
    undecided = [field for field in vocabulary.fields if field in rivals - held]
    if undecided:
        raise RivalColumns(undecided, vocabulary)


def chosen(proposals: Sequence[Proposal[F]], vocabulary: Vocabulary[F]) -> dict[int, F]:
    """Return the columns that have a field; raise MissingColumns."""
    mapping = {p.column: p.field for p in proposals if p.field}
    require_columns(mapping, vocabulary)
    return mapping


def require_columns(mapping: Mapping[int, F], vocabulary: Vocabulary[F]) -> None:
    """Raise MissingColumns when a required field has no column."""
    held = mapping.values()
    if missing := [field for field in vocabulary.required if field not in held]:
        raise MissingColumns(missing, vocabulary)


Guess = tuple[F | None, Certainty]
UNKNOWN: Guess[Any] = (None, Certainty.IGNORED)


def _claims(
    table: Table, remembered: Mapping[str, str], vocabulary: Vocabulary[F]
) -> list[Guess[F]]:
    """Return what each title says.

    One that several columns bear says the same of all, until somebody has chosen.
    """
    decided = all(header_key(header) in remembered for header in table.repeated)
    return [
        _by_memory(header_key(header), remembered, vocabulary) or UNKNOWN
        if decided and header in table.repeated
        else _by_title(table.repeated.get(header, header), remembered, vocabulary)
        for header in table.headers
    ]


def _by_title(
    header: str, remembered: Mapping[str, str], vocabulary: Vocabulary[F]
) -> Guess[F]:
    key = header_key(header)
    if field := vocabulary.own_titles.get(key):
        return field, Certainty.RECOGNISED
    if guess := _by_memory(key, remembered, vocabulary):
        return guess
    if field := vocabulary.known_titles.get(key):
        return field, Certainty.PROPOSED
    return UNKNOWN


def _by_memory(
    key: str, remembered: Mapping[str, str], vocabulary: Vocabulary[F]
) -> Guess[F] | None:
    if key not in remembered:
        return None
    text = remembered[key]
    if text == IGNORED:
        return UNKNOWN
    if text not in [*vocabulary.fields]:
        return None
    return vocabulary.fields(text), Certainty.REMEMBERED


def _without_rivals(found: list[Guess[F]]) -> list[Guess[F]]:
    """Keep the surest of the columns that claim one field; equals are to choose."""
    order = list(Certainty)
    best = {
        field: min((c for f, c in found if f is field), key=order.index)
        for field, _ in found
        if field
    }
    claims = Counter(found)
    kept: list[Guess[F]] = []
    for field, certainty in found:
        if field and (best[field] is not certainty or claims[field, certainty] > 1):
            kept.append((None, Certainty.TO_CHOOSE))
        else:
            kept.append((field, certainty))
    return kept


def _guess_by_content(
    table: Table, found: list[Guess[F]], vocabulary: Vocabulary[F]
) -> None:
    free = [column for column, guess in enumerate(found) if guess == UNKNOWN]
    taken = {field for field, _ in found}
    for field, test in vocabulary.looks.items():
        fitting = [column for column in free if _mostly(table, column, test)]
        if field not in taken:
            _give(found, fitting, [field])
    if vocabulary.period is None:
        return
    first, last = vocabulary.period
    dates = [c for c in free if _mostly(table, c, lambda cell: bool(read_date(cell)))]
    if not taken & {first, last}:
        _guess_dates(table, found, dates, (first, last))
    elif first not in taken:
        _give(found, dates, [first])
    elif last not in taken:
        _give(found, dates, [last])


def _guess_dates(
    table: Table, found: list[Guess[F]], dates: list[int], period: tuple[F, F]
) -> None:
    if len(dates) == 2 and all(_in_order(table, *dates)):  # noqa: PLR2004 -- a pair
        _give(found, dates, [*period])
    else:
        _give(found, dates, [])


def _in_order(table: Table, first: int, second: int) -> list[bool]:
    pairs = (
        (read_date(cell_at(row.cells, first)), read_date(cell_at(row.cells, second)))
        for row in table.rows[:SAMPLE]
    )
    return [start <= end for start, end in pairs if start and end]


def _give(found: list[Guess[F]], columns: list[int], fields: list[F]) -> None:
    for index, column in enumerate(columns):
        sure = len(columns) == len(fields)
        guess: Guess[F] = (
            (fields[index], Certainty.PROPOSED)
            if sure
            else (
                None,
                Certainty.TO_CHOOSE,
            )
        )
        found[column] = guess


def _mostly(table: Table, column: int, test: Callable[[Cell], bool]) -> bool:
    cells = [cell_at(row.cells, column) for row in table.rows[:SAMPLE]]
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(map(test, filled)) >= MOSTLY * len(filled)


def _example(table: Table, column: int) -> str:
    cells = (cell_at(row.cells, column) for row in table.rows[:SAMPLE])
    return next((shown(cell)[:60] for cell in cells if cell), "")


def cell_at(cells: Sequence[Cell], column: int) -> Cell:
    """Return a cell of a row that may be shorter than the headers."""
    return cells[column] if column < len(cells) else ""


def shown(cell: Cell) -> str:
    """Return a cell as the file shows it."""
    return cell if isinstance(cell, str) else f"{cell:%d/%m/%Y}"
