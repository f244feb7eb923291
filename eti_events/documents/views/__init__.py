"""The pages of convocations: one's own, and those of the organisers."""

from eti_events.documents.views import checking, letters, manage, own
from eti_events.documents.views.blueprint import bp

__all__ = ["bp", "checking", "letters", "manage", "own"]
