"""Compile the French catalogue from its parts, and prove that it is complete."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).parent
ROOT = HERE.parent
SOURCES = [
    ("config.py", "python"),
    ("eti_events/**.py", "python"),
    ("templates/**.html", "jinja2"),
]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# French sets a narrow no-break space at these, and curls its apostrophes.
BAD_FRENCH = re.compile(r"(?<![\u202f!?])[;:!?»](?=\s|$)|«(?!\u202f)|\w'\w")

Key = tuple[str | None, str]


def languages() -> list[Path]:
    """Folders of the languages that are translations; English is in the code."""
    return sorted(found.parent for found in HERE.glob("*/LC_MESSAGES"))


def parts(language: Path) -> list[Path]:
    """Catalogues of one language: the main one first, then each package's."""
    main = language / "LC_MESSAGES/messages.po"
    return [main, *sorted(language.glob("parts/*.po"))]


def wordings(text: str | Sequence[str] | None) -> list[str]:
    """Every wording of a message: one, or singular and plurals."""
    return [text] if isinstance(text, str) else list(text or [])


def key(message: Message) -> Key:
    """Name a message by context and singular."""
    return message.context, wordings(message.id)[0]


def read(path: Path) -> list[Message]:
    """Messages of one .po file."""
    with path.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def merged(language: Path) -> tuple[Catalog, list[str]]:
    """One catalogue of all parts, and the messages they translate differently."""
    whole = Catalog(locale=language.name, fuzzy=False)
    faults: list[str] = []
    seen: dict[Key, Message] = {}
    for path in parts(language):
        for message in read(path):
            other = seen.setdefault(key(message), message)
            if other is message:
                whole[message.id] = message
            elif wordings(other.string) != wordings(message.string):
                faults.append(f"{key(message)[1]!r} has two wordings, see {path.name}")
    return whole, faults


def compile_all() -> None:
    """Write the messages.mo of every language; readers see the old one or the new."""
    for language in languages():
        target = language / "LC_MESSAGES/messages.mo"
        fresh = target.with_suffix(".new")
        with fresh.open("wb") as file:
            write_mo(file, merged(language)[0])
        fresh.replace(target)


def used() -> dict[Key, str]:
    """Messages of code and templates, each with the place that uses it first."""
    places: dict[Key, str] = {}
    for path, line, text, _comments, context in extract_from_dir(
        ROOT, SOURCES, keywords=KEYWORDS
    ):
        places.setdefault((context, wordings(text)[0]), f"{path}:{line}")
    return places


def faults_of(message: Message) -> Iterator[str]:
    """Say what is wrong with one translation."""
    asked = set(PLACEHOLDER.findall(" ".join(wordings(message.id))))
    for wording in wordings(message.string) or [""]:
        if not wording or message.fuzzy:
            yield "is not translated"
        if set(PLACEHOLDER.findall(wording)) - asked:
            yield f"has placeholders of its own: {wording!r}"
        if BAD_FRENCH.search(wording):
            yield f"wants U+202F or ’: {wording!r}"


def check(language: Path) -> list[str]:
    """Faults of one language: missing, unused, contradictory or badly set."""
    whole, faults = merged(language)
    places = used()
    known = {key(message): message for message in whole if message.id}
    for name in places.keys() - known.keys():
        faults.append(f"{places[name]}: {name[1]!r} has no translation")
    for name in known.keys() - places.keys():
        faults.append(f"{name[1]!r} is translated and used nowhere")
    for name, message in known.items():
        faults += [f"{name[1]!r} {fault}" for fault in faults_of(message)]
    return [f"{language.name}: {fault}" for fault in sorted(faults)]


def main(command: str) -> int:
    """Compile, or check: 1 when something is missing."""
    if command == "compile":
        compile_all()
        return 0
    faults = [fault for language in languages() for fault in check(language)]
    print("\n".join(faults) or "Every message has its translation.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
