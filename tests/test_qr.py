"""A symbol says its text to decoders that know nothing of us, in every form we draw."""

import io
import re

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from eti_events.qr import QUIET, merged, ticket_qr, url_qr

CODES = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=26, max_size=26).map(
    "ETI".__add__
)
MODULE = 6


def test_a_ticket_fits_the_25_modules_that_cheap_phones_read_from_afar() -> None:
    symbol = ticket_qr("ETI" + "0" * 26)

    assert (symbol.size, symbol.side) == (25, 33)


@settings(max_examples=40)
@given(CODES)
def test_the_png_is_read_back(code: str) -> None:
    picture = Image.open(io.BytesIO(ticket_qr(code).png(MODULE)))

    assert picture.size == (33 * MODULE, 33 * MODULE)
    assert read_by_zxing(picture) == code


@settings(max_examples=40)
@given(CODES)
def test_the_svg_path_is_read_back(code: str) -> None:
    symbol = ticket_qr(code)
    picture = Image.new("1", (symbol.side * MODULE, symbol.side * MODULE), 1)
    draw = ImageDraw.Draw(picture)

    pieces = re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z", symbol.svg_path)
    for x, y, width, height, back in (map(int, piece) for piece in pieces):
        assert width == back
        right, bottom = (x + width) * MODULE - 1, (y + height) * MODULE - 1
        draw.rectangle((x * MODULE, y * MODULE, right, bottom), fill=0)

    assert "".join("M{} {}h{}v{}h-{}z".format(*p) for p in pieces) == symbol.svg_path
    assert read_by_zxing(picture) == code


@given(
    st.integers(1, 9).flatmap(
        lambda side: st.lists(
            st.lists(st.booleans(), min_size=side, max_size=side), min_size=1
        )
    )
)
def test_rectangles_cover_each_dark_module_once_and_no_light_one(
    rows: list[list[bool]],
) -> None:
    covered = [
        (x, y)
        for left, top, width, height in merged(rows)
        for x in range(left, left + width)
        for y in range(top, top + height)
    ]

    assert sorted(covered) == sorted(
        (x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )


@pytest.mark.parametrize("module", [1, 3, 5, 8])
def test_a_png_shows_each_module_in_whole_pixels(module: int) -> None:
    symbol = ticket_qr("ETI" + "7Z" * 13)
    picture = Image.open(io.BytesIO(symbol.png(module)))

    dark = {
        (x // module - QUIET, y // module - QUIET)
        for x in range(picture.width)
        for y in range(picture.height)
        if picture.getpixel((x, y)) == 0
    }

    assert dark == {
        (x, y)
        for y, row in enumerate(symbol.qr.matrix)
        for x, is_dark in enumerate(row)
        if is_dark
    }


@pytest.mark.parametrize(
    "url",
    [
        "https://eti.example/checkin#pair=k3J-9x_Q",
        "https://eti.example/" + "très-long/" * 20,
    ],
)
def test_an_address_is_read_back_whatever_its_length(url: str) -> None:
    picture = Image.open(io.BytesIO(url_qr(url).png(MODULE)))

    assert read_by_zxing(picture) == url


@pytest.mark.needs("zbar")
@settings(max_examples=40)
@given(CODES)
def test_a_second_decoder_reads_the_same(code: str) -> None:
    from pyzbar import pyzbar  # noqa: PLC0415 -- it fails where zbar is lacking

    picture = Image.open(io.BytesIO(ticket_qr(code).png(MODULE)))

    (found,) = pyzbar.decode(picture, symbols=[pyzbar.ZBarSymbol.QRCODE])
    assert found.data.decode() == code


def read_by_zxing(picture: Image.Image) -> str:
    (code,) = zxingcpp.read_barcodes(picture.convert("L"))
    return code.text
