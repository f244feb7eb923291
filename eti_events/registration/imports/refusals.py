"""Why a list of people is not imported, or not undone."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal
from eti_events.registration import refusals


class FaultyRows(Refusal):
    """All or nothing, unless the organiser chooses to leave faulty rows out."""

    message = _l(
        "Some rows are faulty: correct the file, or choose to leave them aside."
    )


class RowsRefused(FaultyRows):
    """A rule refused these rows while the list was being written; all was undone."""

    message = _l("Some rows were refused while they were written: nothing was kept.")

    def __init__(self, rows: Sequence[tuple[int, str]]) -> None:
        self.rows = list(rows)


class NothingToDo(Refusal):
    """An import that does nothing leaves no trace."""

    message = _l("Nobody in this file is new to the event: there is nothing to do.")


class TooManyAtOnce(Refusal):
    """Places are held one by one, and others who register wait meanwhile."""

    message = _l(
        "At most 300 people are confirmed at once: split the file, or invite them."
    )


class AlreadyBegun(Refusal):
    """Each file is imported once."""

    message = _l("This import has already been started, or is over.")


class NotTheNumber(Refusal):
    """The number shows that the organiser knows how many they write to."""

    message = _l("This is not the number of people whom this file would write to.")


class MoreThanExpected(Refusal):
    """Nobody is written to whom the organiser has not seen counted."""

    message = _l(
        "More people would be written to than when you confirmed: nothing was done."
        " Look at the file again, then type the new number."
    )


class NotTheLastList(Refusal):
    """Undoing an earlier import would undo later ones by halves."""

    message = _l("Only the event’s last import can be undone.")


class ListErased(Refusal):
    """What a list made is told apart until a month after the event, no longer."""

    message = _l("The rows of this list are erased: it stays as it is.")


# What the page of an import says of a refusal that the worker met.
REASONS: dict[str, type[Refusal]] = {
    kind.__name__: kind
    for kind in (
        *(FaultyRows, RowsRefused, NothingToDo, MoreThanExpected),
        *(refusals.Full, refusals.Over, refusals.NoStepThere, refusals.RecordMerged),
        *(refusals.EventNotOpen, refusals.RegistrationClosed),
    )
}


def reason_in_words(name: str) -> str:
    """Return the sentence of a refusal by its name, in the reader's language."""
    return str(REASONS.get(name, Refusal).message)
