"""A PDF that says what its parts are: headings, tables, lists, in reading order.

The library draws and knows no structure; here each piece of text is marked as it is
drawn, and the tree of elements is written beside the pages, as ISO 32000-1 (14.7)
lays down. What decorates is marked as no content.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFObject
from reportlab.pdfgen.canvas import Canvas

from eti_events.badges.pages import close_page

CELL = "/A << /O /Table /Scope /{} >>"


class Element(PDFObject):
    """A node of the tree: its role, what it holds, on which page."""

    __RefOnly__ = 1

    def __init__(self, role: str, above: PDFObject | None, more: str = "") -> None:
        self.role, self.above, self.more = role, above, more
        self.kids: list[Any] = []  # elements, or numbers of marked content
        self.page: Any = None

    def format(self, document: Any) -> bytes:
        """Write the node as the file holds it."""
        kids = b" ".join(_reference(kid, document) for kid in self.kids)
        parts = [
            b"<< /Type /StructElem /S /" + self.role.encode(),
            b"/P " + _reference(self.above, document),
            b"/K [" + kids + b"]",
            self.more.encode(),
        ]
        if self.page is not None:
            parts.append(b"/Pg " + _reference(self.page, document))
        return b" ".join(filter(None, parts)) + b" >>"


def _reference(thing: Any, document: Any) -> bytes:
    if isinstance(thing, int):
        return str(thing).encode()
    reference: bytes = document.Reference(thing).format(document)
    return reference


class Tree(PDFObject):
    """The root of the elements, and for each page which element each mark is of."""

    __RefOnly__ = 1

    def __init__(self) -> None:
        self.top = Element("Document", self)
        self.pages: list[list[Element]] = []

    def format(self, document: Any) -> bytes:
        """Write the root as the file holds it."""
        rows = (
            f"{number} [".encode()
            + b" ".join(_reference(element, document) for element in elements)
            + b"]"
            for number, elements in enumerate(self.pages)
        )
        return b" ".join(
            [
                b"<< /Type /StructTreeRoot /K [" + _reference(self.top, document),
                b"] /ParentTree << /Nums [" + b" ".join(rows),
                f"] >> /ParentTreeNextKey {len(self.pages)} >>".encode(),
            ]
        )


class TaggedPdf:
    """A file being written, page by page."""

    def __init__(
        self, file: IO[bytes], paper: tuple[float, float], *, title: str, language: str
    ) -> None:
        self.canvas = Canvas(file, paper, pageCompression=1, invariant=1, lang=language)
        self.canvas.setTitle(title)
        self.canvas.setAuthor("")
        self.canvas.setCreator("ETI Events")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self._tree = Tree()
        self._open = [self._tree.top]
        self._marks: list[Element] = []

    @contextmanager
    def inside(self, role: str, more: str = "") -> Iterator[None]:
        """Put what follows into an element that holds elements."""
        self._open.append(self._add(role, more))
        try:
            yield
        finally:
            self._open.pop()

    @contextmanager
    def marked(self, role: str, more: str = "") -> Iterator[None]:
        """Mark what is drawn as the content of a new element."""
        element = self._add(role, more)
        element.page = vars(self.canvas)["_doc"].thisPageRef()
        element.kids.append(len(self._marks))
        with self._between(f"/{role} << /MCID {len(self._marks)} >> BDC"):
            yield
        self._marks.append(element)

    @contextmanager
    def decoration(self) -> Iterator[None]:
        """Mark what is drawn as nothing that anybody reads."""
        with self._between("/Artifact BMC"):
            yield

    def close_page(self) -> None:
        """End the page; what is marked on it can be found from it."""
        document = vars(self.canvas)["_doc"]
        page_name = document.thisPageName()
        close_page(self.canvas)
        page = document.idToObject[page_name]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._tree.pages), "/S"
        self._tree.pages.append(self._marks)
        self._marks = []

    def save(self) -> None:
        """Write the file."""
        catalog = vars(self.canvas)["_doc"].Catalog
        catalog.StructTreeRoot = self._tree
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        self.canvas.save()

    def _add(self, role: str, more: str) -> Element:
        element = Element(role, self._open[-1], more)
        self._open[-1].kids.append(element)
        return element

    @contextmanager
    def _between(self, begin: str) -> Iterator[None]:
        self.canvas.addLiteral(begin)
        yield
        self.canvas.addLiteral("EMC")


def heading_of(scope: str) -> str:
    """Return what makes a cell the heading of its row or its column."""
    return CELL.format(scope)


def read_as(text: str) -> str:
    """Return what says a text that is drawn in another order than it is read."""
    return f"/ActualText <FEFF{text.encode('utf-16-be').hex()}>"


def spoken_in(language: str) -> str:
    """Return what says the language of an element."""
    return f"/Lang ({language})"
