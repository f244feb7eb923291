"""The conflicts of the working copy in the words of the page's language."""

from collections.abc import Iterable

from eti_events.agenda.checks import Agenda
from eti_events.agenda.conflicts import Conflict
from eti_events.agenda.explaining import Explained, Explainer
from eti_events.agenda.working import Work
from eti_events.pages import language


def explainer_of(work: Work) -> Explainer:
    """Return what speaks of the conflicts of this agenda."""
    return Explainer(
        event=work.event,
        agenda=Agenda(work.facts),
        sessions=work.session_by_id,
        rooms={room.public_id: room for room in work.rooms},
        language=language(),
    )


def explained(
    work: Work, conflicts: Iterable[Conflict] | None = None
) -> list[Explained]:
    """Explain conflicts, all of them unless some are given."""
    explainer = explainer_of(work)
    chosen = work.conflicts if conflicts is None else conflicts
    return [explainer.explain(conflict) for conflict in chosen]
