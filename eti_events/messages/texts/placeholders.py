"""Text with placeholders such as ``{given_name}``: read strictly, filled in once.

A placeholder is a name from a list, between braces; nothing else may stand between
braces, and no brace alone. What is filled in is never read again.
"""

import enum
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

TOKEN = re.compile(r"\{(?P<name>[^{}\n]*)\}|(?P<brace>[{}])|[^{}]+")
PARAGRAPHS = re.compile(r"\n\s*\n")


class Fault(enum.Enum):
    """Why a text cannot be read."""

    UNKNOWN = "unknown"  # between braces stands no placeholder of this mail
    BRACE = "brace"  # a brace opens or closes nothing


@dataclass(frozen=True)
class Found:
    """A fault, what is written there, and its place; both count from 1."""

    fault: Fault
    written: str
    line: int
    column: int


def find_faults(text: str, allowed: Collection[str]) -> list[Found]:
    """Return what cannot be read, in order; an empty list is a good text."""
    return [
        Found(
            Fault.BRACE if token["brace"] else Fault.UNKNOWN,
            token[0],
            text.count("\n", 0, token.start()) + 1,
            token.start() - text.rfind("\n", 0, token.start()),
        )
        for token in TOKEN.finditer(text)
        if token["brace"]
        or (token["name"] is not None and token["name"] not in allowed)
    ]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a good text with every placeholder replaced by its value."""

    def written(token: re.Match[str]) -> str:
        return token[0] if token["name"] is None else values[token["name"]]

    return TOKEN.sub(written, text)


def fill_paragraphs(text: str, values: Mapping[str, str]) -> str:
    """Fill in paragraph by paragraph; one that comes out empty is left out."""
    filled = (fill(part, values).strip() for part in PARAGRAPHS.split(text))
    return "\n\n".join(part for part in filled if part)
