"""A picture made from data by Typst, to be looked at on a phone."""

import io
import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.documents.frames import FRAMES

if TYPE_CHECKING:
    import typst

PPI = 132
"""A frame is as many points wide as a phone's screen, so a point has nearly two pixels. With two,
a picture takes a quarter longer."""

COLOURS = 48
"""Enough for the few colours of a frame and the edges of its letters: a third of the bytes."""


def map_picture(data: Mapping[str, Any]) -> bytes:
    """The map as a PNG. The data reach Typst as data, so nothing in them is read as code.

    Takes some tens of milliseconds and blocks: call it in a thread. Raises typst.TypstError for a
    mistake in the frame.
    """
    return _drawn("map", data)


def stats_picture(data: Mapping[str, Any]) -> bytes:
    """How it goes, as a PNG for whoever runs the bot. As `map_picture`."""
    return _drawn("stats", data)


def _drawn(name: str, data: Mapping[str, Any]) -> bytes:
    """The frame of this name, which reads its data under the same name."""
    import typst  # with the first picture: it takes 7 MiB

    compiler = typst.Compiler(
        FRAMES / f"{name}.typ",
        font_paths=_fonts(),
        sys_inputs={name: json.dumps(data, ensure_ascii=False)},
    )
    png = compiler.compile(format="png", ppi=PPI)
    if not isinstance(png, bytes):
        raise TypeError("a picture is one page")
    return _with_few_colours(png)


def _with_few_colours(png: bytes) -> bytes:
    from PIL import Image  # with the first picture, too

    small = io.BytesIO()
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    few = whole.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(small, "PNG", compress_level=3)
    return small.getvalue()


@cache
def _fonts() -> "typst.Fonts":
    """The fonts that lie beside the frames: a screen's, without serifs."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[FRAMES / "fonts"])
