"""People as their delegation's contact writes them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from eti_events.people.models import Language


@dataclass(frozen=True, kw_only=True)
class NamedPerson:
    """Somebody as their delegation's contact writes them."""

    given_name: str
    family_name: str
    email: str
    function: str
    language: Language
    half_days: Collection[UUID]

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()
