"""The pages of the roster; each module adds its own."""

from eti_events.people.views import imports, network, reading
from eti_events.people.views.blueprint import bp

__all__ = ["bp", "imports", "network", "reading"]
