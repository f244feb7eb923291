"""The pages by which people come in and go out; each module adds its own."""

from eti_events.accounts.views import links
from eti_events.accounts.views.blueprint import bp

__all__ = ["bp", "links"]
