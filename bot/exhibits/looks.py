"""What a file is that a person has sent, by its bytes alone: its name says nothing."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

MAX_PIXELS = 40_000_000
MAX_SHEETS = 200
"""A longer document is none that a person encloses to a letter."""

QR_PIXELS = 2400
"""The longer side of a picture in which a QR code is looked for."""

REFUSALS = ("unknown", "broken", "too_many_pixels", "encrypted", "scripted", "too_many_sheets")
"""Why a file is no exhibit."""

_SCRIPTS = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/RichMedia"}
)
"""Actions of a PDF that do something on the reader's machine."""

_HEIF = (b"heic", b"heix", b"heim", b"heis", b"mif1")
"""The brands of a still picture of HEIF."""

_FOREIGN = frozenset({"/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF"})
"""Keys under which a PDF carries programs or other files."""


class RefusedFileError(Exception):
    """The file is no exhibit; the text is one of REFUSALS."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file is: its digest, size in bytes, kind, pixels (0 for a document), sheets, and what
    its QR code says."""

    sha256: str
    size: int
    mime: str
    width: int = 0
    height: int = 0
    sheets: int = 1
    qr: str = ""

    def told(self) -> dict[str, Any]:
        """The same as JSON can hold it."""
        return asdict(self)


def mime_of(file: bytes) -> str:
    """The kind of file by its first bytes; "" for one that no letter encloses.

    A PDF has to begin as one: readers find it anywhere in the first kilobyte, behind whatever
    another program takes the file for.
    """
    if file.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if file.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if file.startswith(b"%PDF-"):
        return "application/pdf"
    if file[4:8] == b"ftyp" and file[8:12] in (
        b"heic",
        b"heix",
        b"mif1",
        b"msf1",
        b"heim",
        b"heis",
    ):
        return "image/heic"
    return ""


def look(file: bytes) -> Looked:
    """What the file is. Raises RefusedFileError."""
    mime = mime_of(file)
    if not mime:
        raise RefusedFileError("unknown")
    digest, size = sha256(file).hexdigest(), len(file)
    if mime == "application/pdf":
        return Looked(digest, size, mime, sheets=_sheets(file))
    picture = upright(opened(file))
    width, height = picture.size
    return Looked(digest, size, mime, width, height, qr=_qr(picture))


def opened(file: bytes, within: tuple[int, int] | None = None) -> "Image.Image":
    """The picture as the camera laid it, read to its end; a large JPEG may be read at a fraction
    of its size that is not below `within`. Raises RefusedFileError."""
    from PIL import Image, ImageFile

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    if mime_of(file) == "image/heic":
        import pi_heif

        pi_heif.register_heif_opener()
    with _decoding():
        # By the names of these formats only: Pillow knows forty more, and each is a way in.
        picture = Image.open(io.BytesIO(file), formats=("JPEG", "PNG", "HEIF"))
        if picture.width * picture.height > MAX_PIXELS:
            raise RefusedFileError("too_many_pixels")
        if within:
            picture.draft(None, within[::-1] if picture.width > picture.height else within)
        picture.load()
        return picture


def upright(picture: "Image.Image") -> "Image.Image":
    """The picture as it is looked at. Raises RefusedFileError."""
    from PIL import ImageOps

    with _decoding():
        ImageOps.exif_transpose(picture, in_place=True)
        return picture


@contextmanager
def _decoding() -> Iterator[None]:
    """Whatever a decoder raises is RefusedFileError."""
    from PIL import Image

    try:
        yield
    except RefusedFileError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RefusedFileError("too_many_pixels") from None
    except Exception:  # noqa: BLE001  (a decoder raises whatever the bytes lead it to)
        raise RefusedFileError("broken") from None


def _qr(picture: "Image.Image") -> str:
    """What the picture's QR code says; "" for none."""
    import zxingcpp

    small = picture.convert("L")
    small.thumbnail((QR_PIXELS, QR_PIXELS))
    found = zxingcpp.read_barcodes(
        small, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return next((one.text for one in found if one.valid), "")


def _sheets(file: bytes) -> int:
    with document(file) as pdf:
        return len(pdf.pages)


def document(file: bytes) -> "pikepdf.Pdf":
    """The PDF. Raises RefusedFileError for one that is encrypted, carries programs or files, or
    cannot be read."""
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(file), attempt_recovery=False, suppress_warnings=True)
        if pdf.is_encrypted:
            raise RefusedFileError("encrypted")
        if not 0 < len(pdf.pages) <= MAX_SHEETS:
            raise RefusedFileError("too_many_sheets" if len(pdf.pages) else "broken")
        if any(map(_acts, pdf.objects)) or _acts(pdf.trailer):
            raise RefusedFileError("scripted")
        return pdf
    except RefusedFileError:
        raise
    except pikepdf.PasswordError:
        raise RefusedFileError("encrypted") from None
    except Exception:  # noqa: BLE001  (a broken file breaks anywhere)
        raise RefusedFileError("broken") from None


def _acts(thing: Any, depth: int = 0) -> bool:
    """Whether the object carries a program or another file, in itself or directly inside it:
    what it only refers to is an object of its own."""
    import pikepdf

    if depth > 50:
        return True  # nobody nests by hand
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        keys = thing.keys()
        if _FOREIGN & set(keys) or str(thing.get("/S", "")) in _SCRIPTS:
            return True
        if str(thing.get("/Type", "")) == "/EmbeddedFile":
            return True
        return any(_acts(thing[key], depth + 1) for key in keys if not _refers(thing[key]))
    if isinstance(thing, pikepdf.Array):
        return any(_acts(one, depth + 1) for one in thing if not _refers(one))
    return False


def _refers(thing: Any) -> bool:
    return bool(getattr(thing, "is_indirect", False))
