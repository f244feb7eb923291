"""Finding days that somebody wrote out in a text: values in, values out."""

import re
from collections.abc import Iterable, Iterator

MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
    "|décembre|january|february|march|april|may|june|july|august|september|october"
    "|november|december"
)
WEEKDAYS = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday"
    "|thursday|friday|saturday|sunday"
)
DAY = r"\d{1,2}(?:er|st|nd|rd|th)?"
WRITTEN = re.compile(
    rf"\b(?:(?:{WEEKDAYS}),?(?: the)? )?"
    rf"(?:{DAY} (?:of )?(?:{MONTHS})|(?:{MONTHS}) {DAY})\b(?:,? \d{{4}}\b)?"
    rf"|\b(?:{WEEKDAYS})\b(?: {DAY}\b(?! ?[h:]))?"
    r"|\b\d{1,2}[/.]\d{1,2}(?:[/.](?:\d{4}|\d{2}))?\b(?! ?%)"
    rf"|\b(?:{MONTHS}) (?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b",
    re.IGNORECASE,
)
SPACES = re.compile("[\u00a0\u202f\u2009\t]")

Pieces = list[tuple[str, bool]]  # a line in pieces; True: a day is written there


def dated_lines(texts: Iterable[str]) -> Iterator[Pieces]:
    """Return each line in which a day, a month's day or a year is written, once."""
    lines = dict.fromkeys(line.strip() for text in texts for line in text.splitlines())
    for line in lines:
        if pieces := _pieces(line):
            yield pieces


def _pieces(line: str) -> Pieces:
    pieces, end = [], 0
    for match in WRITTEN.finditer(SPACES.sub(" ", line)):
        pieces += [(line[end : match.start()], False)]
        pieces += [(line[match.start() : match.end()], True)]
        end = match.end()
    rest = [(line[end:], False)] if pieces else []
    return [piece for piece in (*pieces, *rest) if piece[0]]
