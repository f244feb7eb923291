"""The pages on which workshops leave their findings, slides and recordings."""

from eti_events.agenda.views.findings import collecting, own

__all__ = ["collecting", "own"]
