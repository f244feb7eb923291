"""The programme on A4: two columns, every session with its hours, room and people.

The page of the agenda is its twin and the first choice to read.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from io import BytesIO
from itertools import groupby
from typing import NamedTuple

from flask_babel import gettext as _
from reportlab.lib.units import mm

from eti_events.agenda.exports.leaf import Leaf
from eti_events.agenda.exports.words import (
    kind_of,
    languages_of,
    people_of,
    title_of,
)
from eti_events.agenda.snapshot import PublishedSession
from eti_events.badges.emblems import BLUE, draw_mark
from eti_events.badges.fonts import Weight
from eti_events.badges.layout import GREY
from eti_events.documents.drawing import A4, Drawing
from eti_events.documents.setting import QUIET, SMALL, TITLE, Lines, Style, set_in
from eti_events.documents.tagged import TaggedPdf, spoken_in
from eti_events.typography import city, day, day_range, hour, typo

SIDE, TOP, FOOT = 13 * mm, A4[1] - 12 * mm, 15 * mm
GAP = 8 * mm
MEASURE = (A4[0] - 2 * SIDE - GAP) / 2
HOURS = 16 * mm
MARK = 9 * mm
SIZES = (9.0, 8.5, 8.0, 7.5)  # the first at which two pages are enough, else the last
PAGES = 2


class Place(NamedTuple):
    """Where a block begins."""

    page: int
    left: float
    top: float


class Block(NamedTuple):
    """What stands in one column whole; a heading stays with what follows it."""

    height: float
    draw: Callable[[float, float], None]
    on: date
    heading: bool = False


def write(leaf: Leaf) -> bytes:
    """Return the programme as a PDF that says what its parts are."""
    file = BytesIO()
    title = leaf.text(leaf.occasion.name)
    pdf = TaggedPdf(file, A4, title=title, language=leaf.language)
    _Sheet(pdf, leaf).draw()
    pdf.save()
    return file.getvalue()


class _Sheet(Drawing):
    """One programme being drawn."""

    def __init__(self, pdf: TaggedPdf, leaf: Leaf) -> None:
        super().__init__(pdf)
        self.leaf, self.size = leaf, SIZES[0]
        self.page = 0

    def draw(self) -> None:
        head = self._head_lines()
        below = TOP - sum(lines.height for lines in head) - 5 * mm
        blocks, places = self._fitting(below)
        total = places[-1].page + 1 if places else 1
        with self.pdf.inside("Sect", spoken_in(self.leaf.language)):
            self._head(head, below)
            placed = zip(blocks, places, strict=True)
            for _on, some in groupby(placed, key=lambda pair: pair[0].on):
                with self.pdf.inside("Sect"):
                    self._day(list(some), total)
        self._foot(total)
        self.pdf.close_page()

    def _fitting(self, below: float) -> tuple[list[Block], list[Place]]:
        """Set the sessions at the largest size at which two pages hold them."""
        blocks: list[Block] = []
        places: list[Place] = []
        for size in SIZES:
            self.size = size
            blocks = list(self._blocks())
            places = _places(blocks, below)
            if not places or places[-1].page < PAGES:
                break
        return blocks, places

    def _day(self, some: Sequence[tuple[Block, Place]], total: int) -> None:
        with ExitStack() as stack:
            for block, place in some:
                if place.page > self.page:
                    self._foot(total)
                    self.pdf.close_page()
                    self.page = place.page
                block.draw(place.left, place.top)
                if block.heading:
                    stack.enter_context(self.pdf.inside("L"))

    def _head_lines(self) -> list[Lines]:
        occasion, leaf = self.leaf.occasion, self.leaf
        first, last = map(occasion.local, (occasion.starts_at, occasion.ends_at))
        days = day_range(first.date(), last.date(), leaf.language)
        venue = leaf.text(occasion.venue)
        zone = city(occasion.zone, leaf.language)
        at = occasion.local(leaf.written_at)
        version = _(
            "Version %(number)s of %(day)s, %(hour)s. All hours are those of %(city)s.",
            number=leaf.programme.number,
            day=day(at.date(), leaf.language, weekday=False, year=True),
            hour=hour(at, leaf.language),
            city=zone,
        )
        texts = (
            (leaf.text(occasion.name), TITLE),
            (", ".join(filter(None, (days, venue))), QUIET),
            (str(version), SMALL),
        )
        measure = A4[0] - 2 * SIDE - MARK - 4 * mm
        return [set_in(text, measure, style) for text, style in texts if text]

    def _head(self, head: Sequence[Lines], below: float) -> None:
        with self.pdf.decoration():
            canvas = self.pdf.canvas
            draw_mark(canvas, SIDE, TOP - MARK - 1 * mm, MARK)
            canvas.setStrokeColor(BLUE)
            canvas.setLineWidth(1.2)
            canvas.line(SIDE, below + 2.5 * mm, A4[0] - SIDE, below + 2.5 * mm)
        top = TOP
        for number, lines in enumerate(head):
            self.write("P" if number else "H1", lines, SIDE + MARK + 4 * mm, top)
            top -= lines.height

    def _blocks(self) -> Iterator[Block]:
        local = self.leaf.occasion.local
        sessions = self.leaf.sessions
        for on, some in groupby(sessions, lambda one: local(one.starts_at).date()):
            yield self._heading(on)
            for session in some:
                yield self._entry(on, session)

    def _heading(self, on: date) -> Block:
        style = Style(self.size + 3, Weight.BOLD, BLUE)
        words = day(on, self.leaf.language, year=True)
        lines = set_in(words[:1].upper() + words[1:], MEASURE, style)

        def draw(left: float, top: float) -> None:
            self.write("H2", lines, left, top - 1 * mm)

        return Block(lines.height + 2.5 * mm, draw, on, heading=True)

    def _entry(self, on: date, session: PublishedSession) -> Block:
        hours, texts = self._hours(session), self._texts(session)
        height = max(hours.height, sum(lines.height for lines in texts)) + 1.9 * mm
        spoken = session.title.language(self.leaf.language, self.leaf.occasion.language)

        def draw(left: float, top: float) -> None:
            with self.pdf.inside("LI"):
                self.write("Lbl", hours, left, top)
                with self.pdf.inside("LBody"):
                    own = spoken_in(spoken) if spoken else ""
                    for number, lines in enumerate(texts):
                        self.write("P", lines, left + HOURS, top, "" if number else own)
                        top -= lines.height

        return Block(height, draw, on)

    def _hours(self, session: PublishedSession) -> Lines:
        local, spoken = self.leaf.occasion.local, self.leaf.language
        start, end = local(session.starts_at), local(session.ends_at)
        style = Style(self.size, Weight.BOLD, leading=1.25)
        first = set_in(f"{hour(start, spoken)} –", HOURS, style)
        return first._replace(
            text=f"{hour(start, spoken)} – {hour(end, spoken)}",
            lines=(*first.lines, hour(end, spoken)),
        )

    def _texts(self, session: PublishedSession) -> list[Lines]:
        leaf, room = self.leaf, self.leaf.room_of(session)
        spoken = languages_of(leaf, session.languages)
        heard = languages_of(leaf, session.interpretation)
        about = (
            leaf.text(room.name) if room else "",
            kind_of(session),
            f"{spoken} → {heard}" if heard else spoken,
        )
        quiet = Style(self.size - 0.75, colour=GREY, leading=1.25)
        texts = (
            (title_of(leaf, session), Style(self.size, Weight.BOLD, leading=1.25)),
            (" · ".join(filter(None, about)), quiet),
            (_listed(people_of(leaf, session), leaf.language), quiet),
        )
        measure = MEASURE - HOURS
        return [set_in(text, measure, style) for text, style in texts if text]

    def _foot(self, total: int) -> None:
        """Write the number of the page for the eye: it is no content."""
        page = _("Page %(number)s of %(total)s", number=self.page + 1, total=total)
        name = self.leaf.text(self.leaf.occasion.name)
        with self.pdf.decoration():
            lines = set_in(f"{name} · {page}", A4[0] - 2 * SIDE, SMALL)
            self.ink(lines, SIDE, FOOT - 3 * mm)


def _listed(texts: Sequence[str], language: str) -> str:
    """Write texts that hold commas one after the other."""
    return typo("; ".join(texts), language)


def _places(blocks: Sequence[Block], below: float) -> list[Place]:
    """Say where each block begins: down the columns, over as many pages as it takes."""
    places: list[Place] = []
    page, column, top = 0, 0, below
    for number, block in enumerate(blocks):
        follows = block.heading and number + 1 < len(blocks)
        wanted = block.height + (blocks[number + 1].height if follows else 0)
        if top - wanted < FOOT:
            page, column = (page, 1) if column == 0 else (page + 1, 0)
            top = below if page == 0 else TOP
        places.append(Place(page, SIDE + column * (MEASURE + GAP), top))
        top -= block.height
    return places
