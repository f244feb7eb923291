"""What every change of an event must pass."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from eti_events.database import db
from eti_events.errors import Refusal
from eti_events.events.models import Event, EventState


class Archived(Refusal):
    """An archive that changes is none."""

    message = _l("This event is archived: it can be read, not changed.")


def require_changeable(event: Event) -> None:
    """Refuse to change an archive."""
    if event.state is EventState.ARCHIVED:
        raise Archived


def flush_or(refusal: type[Refusal]) -> None:
    """Write, or raise ``refusal`` when the database still needs a removed row."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise refusal from error
