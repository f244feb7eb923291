"""Every sentence that the scanner says by itself, in the language of the page."""

from flask_babel import gettext as _

from eti_events.badges.roles import WORDS
from eti_events.checkin.fold import Flag
from eti_events.checkin.verdicts import Verdict
from eti_events.events.models import Period

Texts = dict[str, dict[str, str]]


def scanner_texts() -> Texts:
    """Return the scanner's texts; ``{n}``, ``{time}`` and ``{point}`` are filled in."""
    return {
        "what": _verdicts(),
        "meta": _advice(),
        "flags": _flags(),
        "categories": {category: str(word) for category, word in WORDS.items()},
        "state": {
            "current": _("Up to date at {time}"),
            "waiting": _("Sending: {n} waiting"),
            "offline": _("Not sent yet: {n} waiting, nobody answers"),
            "unpaired": _("Device no longer paired: {n} waiting"),
            "unreachable": _("The server does not answer. Try again when connected."),
        },
        "walkIn": {
            "refused": _(
                "The server did not take this request. Check the names and the e-mail"
                " address, then send it again."
            ),
        },
        "camera": _camera(),
        "pairing": _pairing(),
        "counters": {
            "expected": _("of {n} expected have arrived"),
            "first": _("of whom first departures: {n}"),
        },
        "search": {
            "found": _("People found: {n}"),
            "unreachable": _("The search needs the network: nobody answers."),
            "arrived": _("arrived at {time}"),
        },
    }


def verdict_names() -> dict[str, str]:
    """Name the verdicts as the door says them."""
    return {
        Verdict.WELCOME: _("Welcome: entry recorded"),
        Verdict.ALREADY_IN: _("Already in"),
        Verdict.WRONG_HALF_DAY: _("Not registered for this half-day"),
        Verdict.NOT_CONFIRMED: _("Registration not confirmed"),
        Verdict.REVOKED: _("Badge replaced: not valid any more"),
        Verdict.UNKNOWN: _("Unknown code"),
        Verdict.UNDONE: _("Scan undone"),
        Verdict.WALK_IN_PENDING: _("Walk-in requested"),
        Verdict.QUARANTINED: _("Device no longer allowed"),
    }


def _verdicts() -> dict[str, str]:
    return {
        **verdict_names(),
        "left": _("Exit recorded"),
        "ready": _("Ready"),
        "waiting": _("Recorded, not sent yet"),
        "error": _("Not understood by the server"),
    }


def _advice() -> dict[str, str]:
    desk = _("Go to the desk.")
    return {
        "ready": _("Show a badge to the camera, type its code or search a name."),
        "waiting": _("The answer comes when the server can be reached."),
        "first": _("since {time}, {point}"),
        Verdict.WRONG_HALF_DAY: desk,
        Verdict.NOT_CONFIRMED: desk,
        Verdict.REVOKED: _("This person got a new badge. Go to the desk."),
        Verdict.UNKNOWN: _("Go to the desk, search the name or ask for a walk-in."),
        Verdict.WALK_IN_PENDING: _("An organiser decides. Please wait at the desk."),
        Verdict.QUARANTINED: _("Hand this device to an organiser."),
        "error": _("Tell an organiser, and scan again."),
    }


def flag_names() -> dict[str, str]:
    """Name the flags as the board says them."""
    return {
        Flag.DUPLICATE: _("Duplicate"),
        Flag.CLOCK: _("Clock wrong"),
        Flag.LATE: _("Sent late"),
        Flag.FIRST_DEPARTURE: _("First departure"),
        Flag.VIP: _("Dignitary"),
        Flag.NEEDS_DESK: _("Desk"),
    }


def period_names() -> dict[str, str]:
    """Name the parts of a day."""
    return {
        Period.MORNING: _("morning"),
        Period.AFTERNOON: _("afternoon"),
        Period.EVENING: _("evening"),
    }


def _flags() -> dict[str, str]:
    return {
        Flag.DUPLICATE: _("Check an identity document"),
        Flag.CLOCK: _("This device’s clock is wrong"),
        Flag.FIRST_DEPARTURE: _("First departure"),
        Flag.VIP: _("Tell the protocol officer"),
    }


def _camera() -> dict[str, str]:
    return {
        "starting": _("The camera is starting…"),
        "refused": _(
            "The camera is not allowed. Open the browser’s settings for this site,"
            " allow the camera, then press the button. Codes can also be typed."
        ),
        "none": _("No camera found. Type the code, or use a scanner that types."),
        "busy": _(
            "Another application uses the camera. Close it, then press the button."
        ),
        "insecure": _(
            "Cameras work on secure addresses (https) only. Type the code, or use a"
            " scanner that types."
        ),
        "lost": _("The camera has stopped. Press the button to start it again."),
        "failed": _("The camera does not start. Type the code, or use another device."),
    }


def _pairing() -> dict[str, str]:
    return {
        "first": _("This device is not paired yet: pair it, then scan again."),
        "unreadable": _("This is no pairing code. It begins with PAIR."),
        "unreachable": _("The server does not answer. Try again when connected."),
        "forgotten": _("This device is no longer paired. Pair it again."),
        "waiting": _("Scans still wait to be sent. Connect first, then try again."),
    }
