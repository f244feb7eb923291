"""The pages of the second form: the person's own, and those of the organisers."""

from eti_events.formalities.views import manage, opening, own
from eti_events.formalities.views.blueprint import bp

__all__ = ["bp", "manage", "opening", "own"]
