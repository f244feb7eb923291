"""Pages of a PDF that is written while it grows."""

import zlib

import reportlab.rl_config
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

reportlab.rl_config.useA85 = 0  # binary streams are a quarter smaller


def close_page(canvas: Canvas) -> None:
    """Close the page, and compress it at once.

    Left to itself the library keeps every page as text until the file is saved:
    60 MB for 20,000 badges.
    """
    document = vars(canvas)["_doc"]  # there is no public way to a page
    name = document.thisPageName()
    canvas.showPage()
    page = document.idToObject[name]
    packed = zlib.compress(page.stream.encode())
    filters = PDFDictionary({"Filter": PDFName("FlateDecode")})
    page.Contents = PDFStream(filters, packed)
    page.stream = None
