"""The words of the programme's pages: kinds, roles, languages, what changed."""

from babel import Locale
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from eti_events.agenda.changes import ChangeKind
from eti_events.agenda.kinds import Audience, SessionKind, SessionRole
from eti_events.agenda.views.blueprint import programme_bp as bp
from eti_events.agenda.wording import AUDIENCES, CHANGES, KINDS

ROLES = {
    SessionRole.SPEAKER: _l("speaker"),
    SessionRole.MODERATOR: _l("moderator"),
    SessionRole.RAPPORTEUR: _l("rapporteur"),
    SessionRole.INTERPRETER_HOST: _l("interpreters’ host"),
}


@bp.app_template_filter()
def session_kind(kind: SessionKind) -> str:
    """Name a kind of session."""
    return str(KINDS[kind])


@bp.app_template_filter()
def session_role(role: SessionRole) -> str:
    """Name what somebody does in a session."""
    return str(ROLES[role])


@bp.app_template_filter()
def session_audience(kind: Audience) -> str:
    """Say whom a session is for."""
    return str(AUDIENCES[kind])


@bp.app_template_filter()
def agenda_change(kind: ChangeKind) -> str:
    """Name what happened to a session."""
    return str(CHANGES[kind])


@bp.app_template_filter()
def language_name(code: str) -> str:
    """Name a language in the language of the page."""
    locale: Locale = get_locale()
    return str(locale.languages.get(code, code))
