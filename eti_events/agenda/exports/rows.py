"""The programme as rows of a table: one a session."""

from collections.abc import Iterator

from flask_babel import gettext as _

from eti_events.agenda.exports.leaf import Leaf
from eti_events.agenda.exports.words import kind_of, languages_of, people_of
from eti_events.agenda.snapshot import PublishedSession


def titles() -> list[str]:
    """Name the columns."""
    words = (
        *(_("Day"), _("Start"), _("End"), _("Time zone")),
        *(_("Kind"), _("Title"), _("Room"), _("Themes"), _("With")),
        *(_("Languages"), _("Interpretation"), _("Abstract")),
        *(_("State"), _("Changed on"), _("Identifier")),
    )
    return [str(word) for word in words]


def rows(leaf: Leaf) -> Iterator[list[str]]:
    """Write the sessions as the day goes; hours as machines write them."""
    for session in leaf.sessions:
        yield _row(leaf, session)


def _row(leaf: Leaf, session: PublishedSession) -> list[str]:
    local = leaf.occasion.local
    start, end = local(session.starts_at), local(session.ends_at)
    room = leaf.room_of(session)
    return [
        start.date().isoformat(),
        f"{start:%H:%M}",
        f"{end:%H:%M}" if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}",
        f"{leaf.occasion.time_zone} (UTC{start.isoformat()[-6:]})",
        kind_of(session),
        leaf.text(session.title),
        leaf.text(room.name) if room else "",
        ", ".join(leaf.text(theme.name) for theme in leaf.themes_of(session)),
        " ; ".join(people_of(leaf, session)),
        languages_of(leaf, session.languages),
        languages_of(leaf, session.interpretation),
        leaf.text(session.abstract),
        str(_("Cancelled") if session.cancelled else _("Held")),
        f"{local(session.changed_at):%Y-%m-%d %H:%M}" if session.changed_at else "",
        str(session.id),
    ]
