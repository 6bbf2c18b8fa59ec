"""Pictures made ready for paper: upright, no larger than a page needs, and nothing but pixels."""

import base64
import io
from typing import NamedTuple

from bot.exhibits.looks import opened, upright

PAGE_PIXELS = (1654, 2339)
"""An A4 page at 200 dots an inch."""

QUALITY = 62
"""Of JPEG: print of six points stays legible, and a page takes some 300 kB."""


class Shrunk(NamedTuple):
    """A JPEG without anything that a camera has written beside it, and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def shrunk(file: bytes, *, grey: bool = False) -> Shrunk:
    """The picture for a page. Raises RefusedFileError."""
    from PIL import Image

    picture = opened(file, within=PAGE_PIXELS)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        white = Image.new("RGB", clear.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        white.info = picture.info
        picture = white
    if picture.mode != (mode := "L" if grey else "RGB"):
        picture = picture.convert(mode)
    # Turned last: a page has a quarter of the pixels of a photo.
    box = PAGE_PIXELS[::-1] if picture.width > picture.height else PAGE_PIXELS
    picture.thumbnail(box, Image.Resampling.HAMMING, reducing_gap=2)
    picture = upright(picture)
    out = io.BytesIO()
    Image.frombytes(picture.mode, picture.size, picture.tobytes()).save(
        out, "JPEG", quality=QUALITY, optimize=True
    )
    return Shrunk(out.getvalue(), *picture.size)


def as_svg(shrunk: Shrunk) -> bytes:
    """The picture as Typst takes it from memory: text. The JPEG reaches the PDF as it is."""
    return svg_of(shrunk.jpeg, "image/jpeg", shrunk.width, shrunk.height)


def svg_of(picture: bytes, mime: str, width: int, height: int) -> bytes:
    """A picture of this kind and size inside an SVG."""
    size = f'width="{width}" height="{height}"'
    data = base64.b64encode(picture).decode()
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return (
        f'<svg {names} {size}><image {size} xlink:href="data:{mime};base64,{data}"/></svg>'.encode()
    )
