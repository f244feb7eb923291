"""Making two records of one person one, and parting them again."""

from eti_events.privacy.actions.merging import merge
from eti_events.privacy.actions.undoing import forget_merges, undo

__all__ = ["forget_merges", "merge", "undo"]
