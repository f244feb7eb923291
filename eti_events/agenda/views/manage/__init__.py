"""The pages on which organisers build and publish the agenda."""

from eti_events.agenda.views.manage import (
    board,
    grid,
    publishing,
    sessions,
    speakers,
    themes,
)

__all__ = ["board", "grid", "publishing", "sessions", "speakers", "themes"]
