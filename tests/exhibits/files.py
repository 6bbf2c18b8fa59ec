"""Files that people send, and files that somebody has made to do harm."""

import io
import struct
import zlib
from datetime import date
from functools import cache
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

HEIC = Path(__file__).with_name("photo.heic").read_bytes()
"""A small picture as an iPhone keeps it, with the place where it was taken."""

CAMERA = "ExampleCam"
"""What the pictures below say of the camera that took them."""


def picture(
    seed: int = 0,
    size: tuple[int, int] = (1700, 2300),
    form: str = "JPEG",
    gps: bool = True,
    clear: bool = False,
) -> bytes:
    """A picture that no other seed gives, taken with the phone on its side, and where."""
    image = Image.new("RGB", size, (240, 240, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 60 + seed % 500, 60 + seed // 500), fill=(20, 60, seed % 256))
    exif = Image.Exif()
    exif[0x010F] = CAMERA
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010E] = f"picture {seed}"  # two shades may be the same bytes
    if gps:
        place = exif.get_ifd(0x8825)
        place[1], place[2] = "N", (55.0, 45.0, 21.0)
        place[3], place[4] = "E", (37.0, 37.0, 4.0)
    if clear:  # nothing but what was drawn
        image.putalpha(Image.eval(image.convert("L"), lambda shade: 0 if shade == 240 else 255))
    file = io.BytesIO()
    image.save(file, form, exif=exif)
    return file.getvalue()


def receipt(when: str = "20261012T1423", sum_: str = "4700.00") -> bytes:
    """The photo of a receipt with its fiscal QR code."""
    return qr(f"t={when}&s={sum_}&fn=9960440300000001&i=12345&fp=1234567890&n=1")


@cache
def qr(text: str) -> bytes:
    """A picture with this QR code."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    small = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=8))
    page = Image.new("L", (1800, 2400), 255)
    page.paste(small, (300, 500))
    file = io.BytesIO()
    page.save(file, "JPEG")
    return file.getvalue()


def pdf(pages: int = 2, title: str = "Выписка") -> bytes:
    """A PDF of so many pages."""
    file = io.BytesIO()
    with _document(pages) as document:
        document.docinfo["/Title"] = title
        document.save(file)
    return file.getvalue()


def _document(pages: int) -> pikepdf.Pdf:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    return document


def encrypted(owner_only: bool = False) -> bytes:
    """A PDF that asks for a password, or forbids only."""
    file = io.BytesIO()
    with _document(1) as document:
        user = "" if owner_only else "тайна"
        document.save(file, encryption=pikepdf.Encryption(owner="owner", user=user))
    return file.getvalue()


SCRIPTS = ("opening", "name", "page", "launch", "file")


def scripted(how: str) -> bytes:
    """A PDF that does something by itself: at opening, in a name, in a field, on a page."""
    program = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    file = io.BytesIO()
    with _document(1) as document:
        match how:
            case "opening":
                document.Root.OpenAction = program
            case "name":
                names = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), program]))
                document.Root.Names = pikepdf.Dictionary(JavaScript=document.make_indirect(names))
            case "page":
                document.pages[0].obj.AA = pikepdf.Dictionary(O=document.make_indirect(program))
            case "launch":
                action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
                document.Root.OpenAction = action
            case "file":
                document.attachments["a.exe"] = b"MZ"
        document.save(file)
    return file.getvalue()


def huge(width: int, height: int) -> bytes:
    """A PNG that says it is so large and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * (width * 3 + 1) * 16)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", rows)
        + _chunk(b"IEND", b"")
    )


def bomb() -> bytes:
    """A small PNG whose text unpacks to a gigabyte."""
    header = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    # A megabyte packed by itself, a thousand times over: a gigabyte takes seconds to pack.
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = struct.pack(">I", 2**30 % 65521 << 16 | 1)  # Adler-32 of so many zeros
    text = b"\x78\xda" + block * 1024 + packer.flush() + checksum
    rows = zlib.compress((b"\0" + bytes(24)) * 8)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"zTXt", b"Comment\0\0" + text),
            _chunk(b"IDAT", rows),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


DAY = date(2026, 5, 4)
"""The day on which the tests' clock begins."""
