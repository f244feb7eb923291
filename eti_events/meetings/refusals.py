"""Why a meeting cannot be opened, booked or waited for."""

from flask_babel import lazy_gettext as _l

from eti_events.errors import Refusal


class NoSlotFits(Refusal):
    """A series has slots."""

    message = _l("No slot fits between these hours.")


class OfficerBusy(Refusal):
    """Nobody sits at two tables."""

    message = _l("The desk officer meets somebody else in that time.")


class SlotTaken(Refusal):
    """One slot, one person."""

    message = _l("Somebody else has just booked this slot. Choose another one.")


class SlotOver(Refusal):
    """What has begun cannot be booked."""

    message = _l("This slot has begun or is over.")


class NotConfirmed(Refusal):
    """Meetings are for those who come."""

    message = _l("Only people whose registration is confirmed have meetings.")


class OtherCountry(Refusal):
    """Slots of a country are for those posted there."""

    message = _l("This slot is kept for people posted in another country.")


class OneEach(Refusal):
    """One meeting of a series each, so that there is one for everybody."""

    message = _l("There is a meeting in this series already: cancel it first.")


class Busy(Refusal):
    """Nobody is in two meetings at once."""

    message = _l("There is another meeting at that time.")


class SlotsFree(Refusal):
    """Who can book has nothing to wait for."""

    message = _l("Slots are free: choose one.")


class SeriesBooked(Refusal):
    """Nobody's meeting vanishes without a word."""

    message = _l("People booked slots of this series: cancel those first.")


class NobodyToBook(Refusal):
    """Everybody has a slot, or none is left."""

    message = _l("Nobody is left to be booked, or no slot is.")


class DirectoryOver(Refusal):
    """The directory is read until thirty days after the event."""

    message = _l("The directory is closed: the event is over.")
