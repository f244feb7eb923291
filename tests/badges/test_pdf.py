"""Badges on paper: each name whole, each code readable, nothing beside the badge."""

import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy
import pdfplumber
import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfplumber.page import Page
from PIL import Image

from eti_events.badges.badge import Badge, Role, Shape
from tests.badges.drawing import (
    EXPERT,
    SPEAKER,
    make_badge,
    roster_badges,
    sheet,
    single,
)

MM = 72 / 25.4
WIDTH, HEIGHT, MARGIN = 105 * MM, 148.5 * MM, 8 * MM

Picture = numpy.typing.NDArray[numpy.bool_]

HARD_NAMES = [
    (
        "Anne-Élisabeth-Maximilienne",
        "de La Fontaine-aux-Coquelicots et de Saint-Aubépin",
    ),
    ("Nguyễn Thị Ánh Tuyết", "Đặng-Aubépine"),
    ("Şule İpek", "Işıl-Ağaoğlu"),
    ("Ó Máire", "Ní Dhòmhnaill"),
    ("Ђорђе", "Ќосев-Љубојевиќ"),
    ("Ґалина", "Їжакевич"),
    ("Ευφροσύνη", "Παπαδοπούλου-Μελίσση"),
    ("გიორგი", "თბილისელი"),
    ("Արամ", "Խաչատրյան"),
    ("Ọlájùmọ̀kẹ́", "Adébáyọ̀"),
    ("Ł", "Ź"),
    ("", "Verveine"),
    ("Jean--Marie", "-"),
    ("Wolfeschlegelsteinhausenbergerdorff", "Hubert Blaine " * 6),
]

HOSTILE_NAMES = [
    "א\U0001d379",  # a character that no Unicode has given a direction
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}} {% raw %} ${7*7} %s %n {0.__class__}",
    '=HYPERLINK("http://x")',
    "<b>bold</b><font size=99>&amp;&#0;",
    "(unbalanced \\) ( \\( Tj ET Q",
    "Robert'); DROP TABLE person;--",
    "x" * 60,
    "W" * 100,
    "W W " * 25,
    "-" * 100,
    "Z\u0351\u036b\u0343a\u0363\u0369\u033d\u0300\u0301\u0302l"
    + "\u0316\u0323" * 20
    + "go",
    "\u0301\u0302\u0303",
    "👩🏽‍🚀🏴‍☠️ Zoé 😀",
    "\u202eelbisivni\u202c \u2066x\u2069",
    "a\x00b\x1b[31mc\r\nd\te\u2028f",
    "\u200b\u2060\ufeff",
    "\ud800 lone surrogate \udfff",
    "\ufffe\uffff\U0010ffff \ue000",
    "ﷺ ﷽ " * 5,
    "नेपाली ไทย አማርኛ 中文 한국어",
    "نور الهدى (x) 12 بن عائشة",
    "\u00a0\u3000 ",
    "𝕱𝖗𝖆𝖐𝖙𝖚𝖗",
    "",
]


def test_every_name_of_the_roster_is_printed_whole_and_big() -> None:
    badges = roster_badges()

    with pdfplumber.open(io.BytesIO(sheet(badges))) as pdf:
        printed = [text for page in pdf.pages for text in texts(page)]
        for page in pdf.pages:
            assert all(within_its_badge(char) for char in page.chars)
            # 40 points are read at three metres
            assert max(char["size"] for char in page.chars) >= 40

    assert len(badges) == 481
    assert printed == [ink(badge) for badge in badges]


@pytest.mark.parametrize(("given", "family"), HARD_NAMES)
def test_a_hard_name_is_printed_whole_and_inside(given: str, family: str) -> None:
    badge = make_badge(given, family)

    page = read(badge)

    assert all(within_its_badge(char) for char in page.chars)
    assert list(texts(page)) == [ink(badge)]


def test_258_codes_of_the_sheet_are_read_back() -> None:
    badges = roster_badges()[:258]
    codes = sorted(badge.code for badge in badges)
    file = sheet(badges)

    for dpi in (150, 300):
        pages = list(rendered(file, dpi))
        assert len(pages) == 65
        assert sorted(read_by_zxing(pages)) == codes


@pytest.mark.needs("zbar")
def test_258_codes_of_the_sheet_are_read_back_by_a_second_decoder() -> None:
    badges = roster_badges()[:258]

    codes = sorted(read_by_zbar(rendered(sheet(badges), 150)))

    assert codes == sorted(badge.code for badge in badges)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_stays_on_its_badge(name: str) -> None:
    stays_on_its_badge(make_badge(name, name, organisation=name, country=name))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=100), st.text(max_size=100), st.text(max_size=200))
def test_whatever_the_name_it_stays_on_its_badge(
    given: str, family: str, organisation: str
) -> None:
    stays_on_its_badge(make_badge(given, family, organisation=organisation))


def test_what_no_font_can_draw_is_marked_rather_than_left_out() -> None:
    badge = make_badge("Zoé ไท", "Sureau", organisation="", country="")

    (text,) = texts(read(badge))

    assert text == "Zoé��Sureau"


def test_a_script_that_no_font_can_draw_gives_way_to_the_latin_name() -> None:
    badge = make_badge("ไทย", "คนดี", latin="Thai Khondee", organisation="", country="")

    (text,) = texts(read(badge))

    assert text == "ThaiKhondee"


def test_a_long_post_and_a_long_organisation_both_stand_whole() -> None:
    badge = replace(
        make_badge(organisation="Ministère de l’Économie et des Finances " * 5),
        post="Conseillère technique auprès du secrétaire général, " * 2,
    )

    page = read(badge)

    assert "".join(texts(page)) == "".join(
        (badge.given + badge.family + badge.post + badge.organisation).split()
    ) + "".join(badge.country.split())
    assert all(within_its_badge(char) for char in page.chars)


def test_arabic_is_joined_and_runs_to_the_left() -> None:
    badge = make_badge("بن", "نور", latin="Ben Nour", organisation="", country="")

    (text,) = texts(read(badge))

    # presentation forms, from left to right: final nun, initial beh; reh, waw, nun
    assert text == "ﻦﺑ" + "رﻮﻧ".replace("ر", "ﺭ") + "BenNour"


def test_the_country_of_a_protected_person_is_not_in_the_file() -> None:
    badge = make_badge(organisation="Agence", country="Brobdingnag", protected=True)

    (text,) = texts(read(badge))

    assert text == "VesnaFougèreAgence"


def test_each_badge_bears_its_short_code_and_its_roles() -> None:
    badge = make_badge(roles=(EXPERT, SPEAKER))

    text = read(badge).extract_text()

    assert f"{badge.short_code[:4]}-{badge.short_code[4:]}" in text
    assert "Experte" in text
    assert "Intervenante" in text
    assert "Pas de photo" not in text


def test_who_wants_no_photo_bears_the_mark() -> None:
    badge = replace(make_badge(), no_photo=True)

    assert "Pas de photo" in read(badge).extract_text()


@pytest.mark.parametrize("shape", Shape)
def test_each_shape_is_told_from_the_others_without_colour(shape: Shape) -> None:
    drawn = {other: emblem(other) for other in Shape}

    alike = [other for other in Shape if unlike(drawn[shape], drawn[other]) < 0.12]

    assert alike == [shape]


def test_the_same_badges_give_the_same_bytes() -> None:
    badges = roster_badges()[:10]

    assert sheet(badges) == sheet(badges)


@pytest.mark.parametrize(("people", "pages"), [(0, 1), (1, 1), (4, 1), (5, 2), (9, 3)])
def test_four_badges_share_a_page(people: int, pages: int) -> None:
    badges = roster_badges()[:people]

    images = list(rendered(sheet(badges), 100))

    assert len(images) == pages
    assert len(list(read_by_zxing(images))) == people


def test_a_document_tells_its_title_and_language() -> None:
    with pdfplumber.open(io.BytesIO(single(make_badge()))) as pdf:
        catalog = pdf.doc.catalog
        title = pdf.metadata["Title"]

    assert catalog["Lang"] == b"fr"
    assert title.startswith("Journées de l’expertise technique")


def rendered(pdf: bytes, dpi: int) -> Iterator[Image.Image]:
    """Render each page in grey, as a printer would."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield page.render(scale=dpi / 72, grayscale=True).to_pil()
    document.close()


def read(badge: Badge) -> Page:
    """Open the badge's own page."""
    (page,) = pdfplumber.open(io.BytesIO(single(badge))).pages
    return page


def texts(page: Page) -> Iterator[str]:
    """What is written between the head and the code of each badge, without spaces."""
    badges: dict[tuple[float, float], str] = defaultdict(str)
    for char in page.chars:
        row, top = divmod((char["top"] + char["bottom"]) / 2, HEIGHT)
        if 26.5 * MM < top < HEIGHT - 49 * MM:
            badges[row, char["x0"] // WIDTH] += char["text"]
    for place in sorted(badges):
        yield "".join(badges[place].split())


def ink(badge: Badge) -> str:
    """What has to be written on a badge, without spaces."""
    text = badge.given + badge.family + badge.organisation + badge.country
    return "".join(unicodedata.normalize("NFC", text).split())


def within_its_badge(char: dict[str, Any]) -> bool:
    left, right = char["x0"] % WIDTH, (char["x1"] - 0.01) % WIDTH
    middle = (char["top"] + char["bottom"]) / 2 % HEIGHT
    beside = left < MARGIN - 0.1 or right > WIDTH - MARGIN + 0.1
    return not beside and MARGIN < middle < HEIGHT - MARGIN


def stays_on_its_badge(badge: Badge) -> None:
    """Look at the print: the rim is white, the head whole, the code readable."""
    (page,) = rendered(single(badge), 150)
    (plain,) = rendered(single(replace(make_badge(), code=badge.code)), 150)
    rim, head = int(5 * MM * 150 / 72), int(26 * MM * 150 / 72)
    pixels, expected = numpy.asarray(page), numpy.asarray(plain)

    assert (pixels[:, :rim] == 255).all()
    assert (pixels[:, -rim:] == 255).all()
    assert (pixels[:head] == expected[:head]).all()
    assert list(read_by_zxing([page])) == [badge.code]


def emblem(shape: Shape) -> Picture:
    """A centimetre around the shape of a role, true where it is white."""
    role = Role("Rôle", "#000000", shape)
    (page,) = rendered(single(replace(make_badge(), roles=(role,))), 150)
    left, bottom = (round(edge * MM * 150 / 72) for edge in (11, 13.1))
    side = round(10 * MM * 150 / 72)
    white = numpy.asarray(page) > 127
    return white[-bottom - side : -bottom, left : left + side]


def unlike(one: Picture, other: Picture) -> float:
    """The share of two shapes, laid over each other, that only one of them covers."""
    return float((one ^ other).sum() / (one | other).sum())


def read_by_zxing(pages: list[Image.Image]) -> Iterator[str]:
    for page in pages:
        yield from (code.text for code in zxingcpp.read_barcodes(page))


def read_by_zbar(pages: Iterable[Image.Image]) -> Iterator[str]:
    from pyzbar import pyzbar  # noqa: PLC0415 -- it fails where zbar is lacking

    for page in pages:
        for code in pyzbar.decode(page, symbols=[pyzbar.ZBarSymbol.QRCODE]):
            yield code.data.decode()
