"""Why a row of an import could not be undone, in words."""

from flask_babel import gettext as _

from eti_events.people.models import RosterChange
from eti_events.people.undoing import DECIDED, EDITED, MERGED


def why(change: RosterChange) -> str:
    """Say what came to use the row after the import; codes without words are uses."""
    words = _words()
    found = {words.get(code, _("used otherwise")) for code in change.kept_why.split()}
    return ", ".join(sorted(found))


def _words() -> dict[str, str]:
    merged = _("merged with another record")
    return {
        EDITED: _("edited"),
        DECIDED: _("a difference was decided"),
        MERGED: merged,
        "person": merged,
        "correction": _("corrected by the person"),
        "consent": _("gave a consent"),
        "desk_officer": _("stands behind a desk officer’s label"),
        "invitation": _("invited since"),
        "access_link": _("invited since"),
        "mail": _("written to"),
        "note": _("noted"),
        "person_tag": _("bears a tag"),
        "registration": _("registered"),
        "role_grant": _("has a role"),
        "sign_in": _("signed in"),
        "ticket": _("has a code"),
        "wave_person": _("named in a wave"),
        "wave_recipient": _("in a wave"),
    }
