"""Images for tests: Telegram looks only at their size."""

import struct
import zlib


def png(width: int, height: int, colour: tuple[int, int, int] = (90, 140, 200)) -> bytes:
    """A PNG of one colour, with a lighter band in the middle."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)

    plain = b"\0" + bytes(colour) * width
    light = b"\0" + bytes(min(255, part + 60) for part in colour) * width
    band = range(height // 3, 2 * height // 3)
    rows = b"".join(light if row in band else plain for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        )
    )


def jpeg(width: int, height: int, size: int = 64) -> bytes:
    """The head of a JPEG, which says how big the picture is, and so many bytes in all."""
    frame = struct.pack(">BBHBHH", 0xFF, 0xC0, 11, 8, height, width)
    return (b"\xff\xd8" + frame).ljust(size, b"\0")
