"""What files say of a session in words, in the language of the page."""

from collections.abc import Sequence
from functools import lru_cache

from babel import Locale
from flask_babel import gettext as _

from eti_events.agenda.exports.leaf import Leaf
from eti_events.agenda.kinds import SessionRole
from eti_events.agenda.snapshot import PublishedSession
from eti_events.agenda.wording import KINDS


def title_of(leaf: Leaf, session: PublishedSession) -> str:
    """Return the title, with a word before it when the session is cancelled."""
    title = leaf.text(session.title)
    return str(_("Cancelled: %(title)s", title=title)) if session.cancelled else title


def kind_of(session: PublishedSession) -> str:
    """Name the kind of a session."""
    return str(KINDS[session.kind])


def place_of(leaf: Leaf, session: PublishedSession) -> str:
    """Say in which room, and at which address: what a calendar shows on a map."""
    room, occasion = leaf.room_of(session), leaf.occasion
    own = leaf.text(room.name) if room else ""
    venue = leaf.text(occasion.venue)
    return ", ".join(filter(None, (own, venue, occasion.address)))


def people_of(leaf: Leaf, session: PublishedSession) -> list[str]:
    """Name who has a part, each with what they do if it is not to speak."""
    roles = {
        SessionRole.SPEAKER: "",
        SessionRole.MODERATOR: _("moderator"),
        SessionRole.RAPPORTEUR: _("rapporteur"),
        SessionRole.INTERPRETER_HOST: _("interpreters’ host"),
    }
    named = [
        (leaf.who_and_what(part), str(roles[part.role])) for part in session.people
    ]
    return [f"{who} ({role})" if role else who for who, role in named if who]


def languages_of(leaf: Leaf, codes: Sequence[str]) -> str:
    """Name languages: ``français, anglais``."""
    return ", ".join(_language(code, leaf.language) for code in codes)


def about(leaf: Leaf, session: PublishedSession) -> str:
    """Say all there is to say of a session but its title, hours and place."""
    themes = ", ".join(leaf.text(theme.name) for theme in leaf.themes_of(session))
    spoken = languages_of(leaf, session.languages)
    heard = languages_of(leaf, session.interpretation)
    parts = (
        kind_of(session),
        leaf.text(session.abstract),
        "\n".join(people_of(leaf, session)),
        themes and _("Themes: %(themes)s", themes=themes),
        spoken and _("Languages: %(languages)s", languages=spoken),
        heard and _("Interpreted into: %(languages)s", languages=heard),
        leaf.text(session.image_note),
    )
    return "\n\n".join(str(part) for part in parts if part)


@lru_cache(maxsize=256)
def _language(code: str, spoken: str) -> str:
    names = Locale.parse(spoken).languages
    return str(names.get(code, code))
