"""A camera that never was: a film of badges held before a phone."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from eti_events.qr import ticket_qr, url_qr

WIDTH, HEIGHT, RATE = 640, 480, 10
DESK, CARD = 120, 230
SHOWN, AWAY = 25, 12  # frames: a badge for 2.5 s, then an empty picture for 1.2 s


def film(path: Path, codes: Iterable[str]) -> Path:
    """Write a Y4M film that shows each code in turn, tilted, blurred and noisy.

    Chromium plays it again and again.
    """
    return film_of(path, [symbol(code) for code in codes])


def film_of(path: Path, pictures: Iterable[Image.Image]) -> Path:
    """Write a film of pictures, as crops of what a screen or a printer shows."""
    noise = np.random.default_rng(1)
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420jpeg\n"
    grey = np.full(WIDTH * HEIGHT // 2, 128, np.uint8).tobytes()
    with path.open("wb") as out:
        out.write(header.encode())
        for frame in _frames(pictures):
            seen = np.asarray(frame, float) + noise.normal(0, 6, (HEIGHT, WIDTH))
            out.write(b"FRAME\n" + np.clip(seen, 0, 255).astype(np.uint8).tobytes())
            out.write(grey)
    return path


def symbol(code: str) -> Image.Image:
    """Draw a code as a badge bears it, or an address as a page shows it."""
    drawn = url_qr(code) if "://" in code else ticket_qr(code)
    return Image.open(BytesIO(drawn.png(6))).convert("L")


def _frames(pictures: Iterable[Image.Image]) -> Iterator[Image.Image]:
    empty = Image.new("L", (WIDTH, HEIGHT), DESK)
    for number, picture in enumerate(pictures):
        card = _held(picture, angle=7 * (number % 5 - 2))
        for step in range(SHOWN):
            frame = empty.copy()
            left = (WIDTH - card.width) // 2 + step
            frame.paste(card, (left, (HEIGHT - card.height) // 2))
            yield frame.filter(ImageFilter.GaussianBlur(0.8))
        for _step in range(AWAY):
            yield empty


def _held(picture: Image.Image, *, angle: int) -> Image.Image:
    turned = picture.convert("L").rotate(
        angle, expand=True, fillcolor=CARD, resample=Image.Resampling.BICUBIC
    )
    card = Image.new("L", (turned.width + 40, turned.height + 40), CARD)
    card.paste(turned, (20, 20))
    return card
