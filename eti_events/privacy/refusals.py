"""Why two records cannot be made one, or parted again."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class SameRecord(Refusal):
    """It takes two."""

    message = _l("These are not two records: choose another one.")


class MergedAlready(Refusal):
    """A record is merged once."""

    message = _l("One of these records has been merged meanwhile. Look at the list.")


class ChangedMeanwhile(Refusal):
    """The organiser decides on what they see."""

    message = _l(
        "One of these records has changed while you were looking: compare them again."
    )


class ChooseRegistration(Refusal):
    """Nobody but the organiser knows which registration counts."""

    message = _l("Both are registered for one event: choose which registration stays.")


class SignsInAsStaff(Refusal):
    """Who signs in with a passphrase goes on doing so."""

    message = _l(
        "Somebody signs in as staff with the record that would go. Keep that one, or"
        " withdraw its roles and account first."
    )


class OnlyAdministrators(Refusal):
    """Whoever merges must not gain or give rights by it."""

    message = _l(
        "One of these people works for the team: an administrator merges them."
    )


class UndoneAlready(Refusal):
    """What is undone stays undone."""

    message = _l("This merge has been undone already.")


class TooLateToUndo(Refusal):
    """The record of what was before is kept for a time."""

    message = _l("This merge is too old: what was before has been erased.")


class MergedAgain(Refusal):
    """The last merge is undone first."""

    message = _l(
        "The person kept has been merged with another one since: undo that first."
    )


class PlaceGiven(Refusal):
    """A place that was freed may have been given to somebody else."""

    message = _l(
        "The place that the merge freed has been taken since, so the registration"
        " cannot come back."
    )


class UsedSince(Refusal):
    """Something was done on what moved; ``tables`` are where."""

    message: ClassVar[str] = _l(
        "This cannot be undone: changed since the merge: %(what)s."
    )
    names: ClassVar[dict[str, str]] = {
        "access_link": _l("links"),
        "change_request": _l("requests"),
        "consent": _l("consents"),
        "correction": _l("corrections"),
        "delegation": _l("delegations"),
        "delegation_member": _l("delegations"),
        "desk_officer": _l("desk officers"),
        "held_place": _l("places"),
        "invitation": _l("invitations"),
        "mission": _l("missions"),
        "need": _l("needs"),
        "note": _l("notes"),
        "person": _l("the person’s own data"),
        "person_email": _l("addresses"),
        "person_tag": _l("tags"),
        "registration": _l("registrations"),
        "role_grant": _l("roles"),
        "scan": _l("readings at the door"),
        "ticket": _l("codes"),
        "walk_in": _l("walk-ins"),
        "wave_person": _l("waves"),
        "wave_recipient": _l("waves"),
    }

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables = tables

    def __str__(self) -> str:
        words = sorted({str(self.names.get(name, name)) for name in self.tables})
        return str(self.message) % {"what": ", ".join(words)}
