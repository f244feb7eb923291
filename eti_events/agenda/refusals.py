"""Why a change of the agenda can be refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from eti_events.agenda.conflicts import Conflict
from eti_events.agenda.models import Findings
from eti_events.errors import Refusal


class ChangedMeanwhile(Refusal):
    """Nothing that a colleague did is overwritten unseen.

    ``theirs`` is the session as it is now, ``mine`` what was to be written, both as
    the journal writes them; ``version`` is the one to answer with.
    """

    message = _l(
        "A colleague changed this session meanwhile. Look at both below, then save"
        " again what is to stay."
    )

    def __init__(
        self, *, theirs: Mapping[str, Any], mine: Mapping[str, Any], version: int
    ) -> None:
        super().__init__()
        self.theirs, self.mine, self.version = theirs, mine, version


class TitleNeeded(Refusal):
    """What has no title cannot be spoken of."""

    message = _l("Give the session a title.")


class EndsBeforeStart(Refusal):
    """A session takes time."""

    message = _l("A session must end after it begins.")


class WasPublished(Refusal):
    """Who knows of a session must learn that it is not held."""

    message = _l("This session was published: cancel it, so that people learn of it.")


class HasPeople(Refusal):
    """Nobody who was asked to speak is dropped without a word."""

    message = _l("People have a part in this session: take them out first.")


class SessionInUse(Refusal):
    """Others rest on the row."""

    message = _l("People chose this session: cancel it instead.")


class NothingToUndo(Refusal):
    """Only one's own steps are taken back."""

    message = _l("You have no step left to undo.")


class NothingToRedo(Refusal):
    """A new step ends what could be done again."""

    message = _l("You have no step left to do again.")


class ChangedSince(Refusal):
    """Undoing would take a colleague's work along."""

    message = _l(
        "Somebody changed this session after you: change it by its form, so that"
        " nothing of theirs is lost."
    )


class GoneSince(Refusal):
    """What a session rests on was removed."""

    message = _l("A room, a theme or a topic of this session was removed since.")


class NotAPlace(Refusal):
    """What was sent names no hour or no version."""

    message = _l("This is no place of the agenda: load the page again.")


class ThemeInUse(Refusal):
    """Sessions have the theme."""

    message = _l("Sessions have this theme: give them another one first.")


class TopicInUse(Refusal):
    """Sessions belong to the topic."""

    message = _l("Sessions belong to this topic: take them out first.")


class NothingToPublish(Refusal):
    """A version brings something."""

    message = _l("Nothing has changed since the last version.")


class PublishedMeanwhile(Refusal):
    """The list of changes that was read is no longer the one."""

    message = _l(
        "A colleague published a version meanwhile. Read what would change now, then"
        " publish again."
    )


class ConflictsOpen(Refusal):
    """Conflicts forbid nothing, but somebody has seen them."""

    message = _l("Tick each conflict that you accept, or solve it first.")

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__()
        self.conflicts = conflicts


class FindingsChanged(Refusal):
    """Of two people who write one page neither loses a word."""

    message = _l(
        "Somebody else wrote this page meanwhile. Look at both below, then save again"
        " what is to stay."
    )

    def __init__(self, page: Findings) -> None:
        super().__init__()
        self.page = page


class NothingToHandIn(Refusal):
    """What is reported back says something."""

    message = _l("Before you hand it in, write a heading and the points.")


class NobodyToRemind(Refusal):
    """Only workshops that are over, with somebody to write, owe a page."""

    message = _l("Nobody owes a page: there is nobody to remind.")


class UnsafeLink(Refusal):
    """Links leave our pages for a site that proves who it is."""

    message = _l("Write an address with https://.")
