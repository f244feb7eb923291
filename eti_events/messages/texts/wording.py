"""The words of a mail in one language, and how they are tidied."""

import re
from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass
from functools import lru_cache

from eti_events.messages.cleaning import visible
from eti_events.messages.rendering import TEMPLATES
from eti_events.messages.texts.placeholders import fill, fill_paragraphs, find_faults
from eti_events.typography import typo

FIELDS = ("subject", "title", "body")
SPACES = re.compile(" {2,}")
EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Wording:
    """Three texts with placeholders; empty lines part the paragraphs of the body."""

    subject: str
    title: str
    body: str

    def is_readable(self, allowed: Collection[str]) -> bool:
        """Whether every placeholder is one of these, and no brace stands alone."""
        return not any(find_faults(text, allowed) for text in astuple(self))

    def tidied(self, language: str) -> "Wording":
        """Return it without stray spaces and invisible marks, well spaced."""
        line, title = (tidy(text, language) for text in (self.subject, self.title))
        return Wording(
            line.replace("\n", " "),
            title.replace("\n", " "),
            tidy(self.body, language),
        )

    def filled(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return what the frame of a mail takes; no value is left to be read again."""
        return {
            "subject": fill(self.subject, values) or values["event_name"],
            "title": fill(self.title, values) or values["event_name"],
            "letter": fill_paragraphs(self.body, values),
        }


@lru_cache(maxsize=200)
def default_wording(template: str, language: str) -> Wording:
    """Return what a mail says where an event has no text of its own."""
    path = TEMPLATES / "mails" / f"{template}.{language}.words"
    subject, title, body = path.read_text(encoding="utf-8").split("\n\n", 2)
    return Wording(subject, title, body).tidied(language)


def tidy(text: str, language: str) -> str:
    """Return text as it is kept; doing it twice changes nothing more."""
    lines = (SPACES.sub(" ", line).strip() for line in visible(text).split("\n"))
    return typo(EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip(), language)
