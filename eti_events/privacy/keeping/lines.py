"""What organisers read of how long data are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from eti_events.agenda.actions.forgetting import KEPT as SPEAKERS_KEPT
from eti_events.agenda.actions.forgetting import SLIDES_KEPT
from eti_events.checkin.erasing import KEPT as SCANS_KEPT
from eti_events.events.models import Event
from eti_events.formalities.actions import erased_on, rules_of
from eti_events.privacy.keeping import queries
from eti_events.registration.actions.erasing import NEEDS_KEPT
from eti_events.registration.actions.unimporting import KEPT as ROWS_KEPT


@dataclass(frozen=True)
class Line:
    """What is kept for a time: how much there is, and when it is erased.

    ``on`` is a day of this event; where each row has a day of its own it is None and
    ``rule`` tells it.
    """

    what: str
    count: int
    stays: str
    on: date | None = None
    rule: str = ""


def lines(event: Event) -> Iterator[Line]:
    """Return what of an event is erased by itself, in the order of the days."""
    count = queries.count_kept(event.id)
    dated = _of_the_event(event, count)
    yield from sorted(dated, key=lambda line: line.on or date.max)
    yield from _of_its_own_day(count)


def _of_the_event(event: Event, count: dict[str, int]) -> Iterator[Line]:
    named, numbers = names(), _("The number of each kind")

    def on(kept: timedelta) -> date:
        return (event.ends_at + kept).astimezone(event.zone).date()

    yield Line(named["needs"], count["needs"], numbers, on(NEEDS_KEPT))
    asked_for = erased_on(event, rules_of(event.id))
    yield Line(named["formalities"], count["formalities"], numbers, asked_for)
    for days, answers in queries.count_answers(event.id):
        asked = ngettext(
            "Answers to questions that are kept %(num)s day",
            "Answers to questions that are kept %(num)s days",
            days,
        )
        yield Line(asked, answers, _("How often each was given"), on(timedelta(days)))
    presence = _("Who came in which half-day; the curve of arrivals, without names")
    for what, stays, kept in (
        ("scans", presence, SCANS_KEPT),
        ("walk_ins", _("Their number"), SCANS_KEPT),
        ("list_rows", _("The figures of each import"), ROWS_KEPT),
    ):
        yield Line(named[what], count[what], stays, on(kept))
    told = _("Biographies, photos, wishes and reasons of speakers")
    spoke = _("Who spoke in which session")
    yield Line(told, count["speakers"], spoke, on(SPEAKERS_KEPT))
    yield Line(_("Slides of speakers"), count["slides"], spoke, on(SLIDES_KEPT))


def _of_its_own_day(count: dict[str, int]) -> Iterator[Line]:
    yield Line(
        _("Texts of mails"),
        count["mails"],
        _("That a mail was sent, for 12 months"),
        rule=_("30 days after each mail"),
    )
    yield Line(
        _("Values before and after imports of the roster, for undoing (whole network)"),
        count["roster_rows"],
        _("The figures of each import"),
        rule=_("30 days after each import"),
    )
    yield Line(
        _("Lines of the audit log"),
        count["audit_lines"],
        _("The seal that proves the lines after them"),
        rule=_("13 months after each line"),
    )


def staying() -> list[tuple[str, str, str]]:
    """Return what is not erased by itself: what, why, until when."""
    return [
        (
            _("Registrations and who came in which half-day"),
            _("Proof that people came, and figures of the network"),
            _("13 months after the event; nothing makes them anonymous by itself yet"),
        ),
        (
            _("Consents, given and taken back, with the text that was read"),
            _("Who asks for a consent has to prove it (GDPR art. 7.1)"),
            _("5 years after the last use; nothing erases them by itself yet"),
        ),
        (
            _("Lines of the audit log about exports and about who opened what"),
            _("Proof of who took data away, should these turn up elsewhere"),
            _("13 months, like every line"),
        ),
        (
            _("Numbers of what was erased"),
            _("Figures without names"),
            _("As long as the event"),
        ),
    ]


def names() -> dict[str, str]:
    """Name the things of an event that are erased."""
    return {
        "needs": _("Diet, allergies and accessibility needs, with the answers to them"),
        "formalities": _("Second form: visa, hotel, travel"),
        "answers": _("Answers to a question"),
        "scans": _("Scans at the door"),
        "walk_ins": _("People who asked to come in without a registration"),
        "list_rows": _("Which row of a list of people brought whom"),
    }
