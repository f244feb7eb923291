"""Convocations on A4, one after the other, each with the structure of its page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import IO, NamedTuple

from reportlab.lib.colors import Color, HexColor, black
from reportlab.lib.units import mm

from eti_events.badges.emblems import BLUE, draw_mark
from eti_events.badges.fonts import width
from eti_events.documents.convocation import Paper
from eti_events.documents.drawing import A4, Drawing
from eti_events.documents.setting import (
    BODY,
    CELL,
    CELL_HEADING,
    COLUMN_HEADING,
    NAME,
    QUIET,
    SMALL,
    STRONG,
    TERM,
    TITLE,
    Lines,
    Style,
    set_in,
)
from eti_events.documents.tagged import TaggedPdf, heading_of, spoken_in
from eti_events.qr import Symbol

LEFT, TOP, FOOT = 16 * mm, A4[1] - 15 * mm, 26 * mm
INNER = A4[0] - 2 * LEFT
RULE, BAR = HexColor("#dce0ea"), HexColor("#1d3a8a")
EDGE = HexColor("#8a91a6")
PAD, GUTTER = 1.7 * mm, 4 * mm
WIDEST = INNER - 40 * mm  # of all columns but the last
BOX = (78 * mm, 27 * mm)
PAGE_NUMBER = 28 * mm
SYMBOL = 26 * mm


class Block(NamedTuple):
    """What stands on one page whole; ``group`` is the element that holds its like."""

    height: float
    draw: Callable[[float], None]
    gap: float = 0
    group: str = ""


def write_papers(
    file: IO[bytes], papers: Iterable[Paper], *, title: str, language: str
) -> None:
    """Write the convocations, each on pages of its own, in their order."""
    pdf = TaggedPdf(file, A4, title=title, language=language)
    for paper in papers:
        with pdf.inside("Sect", spoken_in(paper.language)):
            _Sheet(pdf, paper).draw()
    pdf.save()


class _Sheet(Drawing):
    """One convocation being drawn."""

    def __init__(self, pdf: TaggedPdf, paper: Paper) -> None:
        super().__init__(pdf)
        self.paper = paper

    def draw(self) -> None:
        pages = list(_paginate(self._blocks()))
        for number, blocks in enumerate(pages, 1):
            top = TOP
            for group, some in groupby(blocks, lambda block: block.group):
                top = self._draw_group(group, list(some), top)
            self._foot(number, len(pages))
            self.pdf.close_page()

    def _draw_group(self, group: str, blocks: Sequence[Block], top: float) -> float:
        if group:
            with self.pdf.inside(group):
                return self._draw_group("", blocks, top)
        for block in blocks:
            top -= block.gap
            block.draw(top)
            top -= block.height
        return top

    def _blocks(self) -> Iterator[Block]:
        paper = self.paper
        yield self._head()
        yield self._text("H1", paper.title, TITLE, gap=7 * mm)
        yield self._text("P", paper.occasion, QUIET)
        yield self._person()
        yield self._text("P", paper.opening, BODY, gap=5 * mm)
        if paper.rows:
            yield from self._table()
        for number, (term, value) in enumerate(paper.facts):
            yield self._fact(term, value, gap=(2 if number else 5) * mm)
        for note in paper.notes:
            yield self._text("P", note, QUIET, gap=5 * mm)
        yield self._signature()

    def _text(self, role: str, text: str, style: Style, gap: float = 0) -> Block:
        lines = set_in(text, INNER, style)

        def draw(top: float) -> None:
            self.write(role, lines, LEFT, top)

        return Block(lines.height, draw, gap)

    def _head(self) -> Block:
        """Who convenes at the left; number and day of issue at the right."""
        paper, aside = self.paper, 52 * mm
        measure = INNER - aside - 14 * mm
        left = [
            set_in(paper.sender, measure, STRONG),
            set_in(paper.body, measure, QUIET),
        ]
        right = [set_in(text, aside, QUIET) for text in (paper.reference, paper.issued)]
        height = max(sum(x.height for x in left), sum(x.height for x in right)) + 3 * mm

        def draw(top: float) -> None:
            with self.pdf.decoration():
                draw_mark(self.pdf.canvas, LEFT, top - 10.5 * mm, 10 * mm)
                self._rule(top - height, BLUE, 1.5)
            self._column(left, LEFT + 14 * mm, top)
            self._column(right, LEFT + INNER - aside, top, measure=aside)

        return Block(height, draw)

    def _column(
        self, texts: Iterable[Lines], left: float, top: float, measure: float = 0
    ) -> None:
        """Write texts one under the other; with a measure, at its right edge."""
        for lines in texts:
            wide = max(width(line, lines.style.weight) for line in lines.lines)
            lead = measure - wide * lines.style.size if measure else 0
            self.write("P", lines, left + lead, top)
            top -= lines.height

    def _rule(self, y: float, colour: Color, thick: float = 0.6) -> None:
        canvas = self.pdf.canvas
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(thick)
        canvas.line(LEFT, y, LEFT + INNER, y)

    def _person(self) -> Block:
        measure = INNER - 5 * mm
        texts = [set_in(self.paper.name, measure, NAME)]
        texts += [set_in(line, measure, BODY) for line in self.paper.about]
        height = sum(lines.height for lines in texts)

        def draw(top: float) -> None:
            with self.pdf.decoration():
                self.pdf.canvas.setFillColor(BAR)
                self.pdf.canvas.rect(LEFT, top - height, 1.2 * mm, height, 0, 1)
            self._column(texts, LEFT + 5 * mm, top)

        return Block(height, draw, gap=5 * mm)

    def _table(self) -> Iterator[Block]:
        paper = self.paper
        edges = _edges(paper)
        heading = heading_of("Column")
        columns = [("TH", text, COLUMN_HEADING, heading) for text in paper.columns]
        yield self._row(columns, edges, gap=4 * mm)
        for row in paper.rows:
            day = ("TH", row.day, CELL_HEADING, heading_of("Row"))
            cells = [("TD", text, CELL, "") for text in row.cells]
            yield self._row([day, *cells], edges)

    def _row(
        self,
        cells: Sequence[tuple[str, str, Style, str]],
        edges: Sequence[float],
        gap: float = 0,
    ) -> Block:
        spans = list(pairwise(edges))
        texts = [
            set_in(text, end - start - GUTTER / 2, style)
            for (_role, text, style, _more), (start, end) in zip(
                cells, spans, strict=True
            )
        ]
        height = max(lines.height for lines in texts) + 2 * PAD

        def draw(top: float) -> None:
            with self.pdf.decoration():
                self._rule(top - height, RULE)
            with self.pdf.inside("TR"):
                for (role, _text, _style, more), lines, (start, _end) in zip(
                    cells, texts, spans, strict=True
                ):
                    self.write(role, lines, LEFT + start, top - PAD, more)

        return Block(height, draw, gap, "Table")

    def _fact(self, term: str, value: str, gap: float) -> Block:
        first = 36 * mm
        words = set_in(term, first - GUTTER, TERM)
        lines = set_in(value, INNER - first, BODY)
        height = max(words.height, lines.height)

        def draw(top: float) -> None:
            with self.pdf.inside("LI"):
                self.write("Lbl", words, LEFT, top)
                self.write("LBody", lines, LEFT + first, top)

        return Block(height, draw, gap, "L")

    def _signature(self) -> Block:
        """Who signs at the right; at the left where others check what they hold."""
        paper, left = self.paper, LEFT + INNER - BOX[0]
        measure = BOX[0] - 6 * mm
        texts = [
            set_in(paper.signed_for, measure, QUIET),
            set_in(paper.signatory, measure, STRONG),
            set_in(paper.function, measure, QUIET),
        ]
        inked = sum(lines.height for lines in texts) + 5 * mm
        check = self._check_lines()
        height = max(BOX[1], inked, sum(lines.height for lines in check))

        def draw(top: float) -> None:
            canvas = self.pdf.canvas
            with self.pdf.decoration():
                canvas.setStrokeColor(EDGE)
                canvas.setLineWidth(0.7)
                canvas.roundRect(left, top - height, BOX[0], height, 1.2 * mm, 1, 0)
            if paper.symbol:
                with self.pdf.decoration():  # the address beside it says the same
                    self._symbol(paper.symbol, top)
                self._column(check, LEFT + SYMBOL + 3 * mm, top)
            self._column(texts, left + 3 * mm, top - 2 * mm)

        return Block(height, draw, gap=7 * mm)

    def _check_lines(self) -> list[Lines]:
        check, measure = self.paper.check, INNER - BOX[0] - SYMBOL - 7 * mm
        return [
            set_in(text, measure, SMALL) for text in (check and reversed(check)) or ()
        ]

    def _symbol(self, symbol: Symbol, top: float) -> None:
        """Fill the symbol as one path; its quiet zone is what is white around it."""
        canvas, module = self.pdf.canvas, SYMBOL / symbol.size
        path = canvas.beginPath()
        for x, y, wide, high in symbol.rectangles:
            bottom = top - (y + high) * module
            path.rect(LEFT + x * module, bottom, wide * module, high * module)
        canvas.setFillColor(black)
        canvas.drawPath(path, stroke=0, fill=1)

    def _foot(self, number: int, total: int) -> None:
        """Say the version: once to be read, on further pages to be seen."""
        lines = set_in(self.paper.version, INNER - PAGE_NUMBER, SMALL)
        said = self.paper.page % {"number": number, "total": total}
        page = set_in(said, PAGE_NUMBER, SMALL)
        top = FOOT - 6 * mm
        lead = INNER - width(page.text, SMALL.weight) * SMALL.size
        with self.pdf.decoration():
            self._rule(FOOT - 4 * mm, RULE)
            self.ink(page, LEFT + lead, top)
        if number == 1:
            self.write("P", lines, LEFT, top)
        else:
            with self.pdf.decoration():
                self.ink(lines, LEFT, top)


def _edges(paper: Paper) -> list[float]:
    """Give each column the room of its widest text, the last one what is left."""
    reach, edges = 0.0, [0.0]
    for number, column in enumerate(paper.columns[:-1]):
        texts = [(row.day, *row.cells)[number] for row in paper.rows]
        style = CELL if number else CELL_HEADING
        widest = [width(text, style.weight) * style.size for text in texts]
        heading = width(column, COLUMN_HEADING.weight) * COLUMN_HEADING.size
        reach = min(reach + max(heading, *widest) + GUTTER, WIDEST)
        edges.append(reach)
    return [*edges, INNER]


def _paginate(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Fill pages from the top; a block is never parted."""
    page: list[Block] = []
    room = TOP - FOOT
    for block in blocks:
        if page and block.gap + block.height > room:
            yield page
            page, room = [], TOP - FOOT
        page.append(block)
        room -= block.gap + block.height
    yield page
