"""What a file is, by its bytes alone; and what nobody encloses to a letter."""

import io
import random
from datetime import date, time
from time import perf_counter

import pytest
from PIL import Image

from bot.exhibits.fiscal import Receipt, as_code, from_code, receipt_in
from bot.exhibits.looks import REFUSALS, RefusedFileError, look, mime_of
from bot.exhibits.pictures import PAGE_PIXELS, shrunk
from bot.exhibits.workshop import Workshop
from tests.exhibits import files


def _why(file: bytes) -> str:
    with pytest.raises(RefusedFileError) as refused:
        look(file)
    return str(refused.value)


def _looked(file: bytes) -> str:
    """Why it is refused, "" where it is not."""
    try:
        look(file)
    except RefusedFileError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    ("file", "mime", "size"),
    [
        (files.picture(), "image/jpeg", (2300, 1700)),  # upright, as it is looked at
        (files.picture(1, form="PNG"), "image/png", (2300, 1700)),
        (files.HEIC, "image/heic", (64, 48)),
        (files.picture(2) + files.pdf(), "image/jpeg", (2300, 1700)),  # only its pixels will go out
    ],
)
def test_a_picture(file: bytes, mime: str, size: tuple[int, int]) -> None:
    looked = look(file)
    assert (looked.mime, looked.width, looked.height, looked.sheets) == (mime, *size, 1)
    assert looked.size == len(file)


def test_a_document_has_sheets_and_no_pixels() -> None:
    looked = look(files.pdf(7))
    assert (looked.mime, looked.sheets, looked.width) == ("application/pdf", 7, 0)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "unknown"),
        (b"PK\3\4" + files.picture(), "unknown"),
        (b"GIF89a" + files.pdf(), "unknown"),  # readers would find the document in it
        (files.picture()[:2000], "broken"),
        (files.HEIC[:500], "broken"),
        (files.pdf()[:300], "broken"),
        (b"%PDF-1.7", "broken"),
        (files.bomb(), "broken"),
        (files.huge(8200, 5000), "too_many_pixels"),
        (files.huge(100_000, 100_000), "too_many_pixels"),
        (files.encrypted(), "encrypted"),
        (files.encrypted(owner_only=True), "encrypted"),
        *(
            (files.scripted(how), "scripted")
            for how in ("opening", "name", "page", "launch", "file")
        ),
        (files.pdf(201), "too_many_sheets"),
    ],
)
def test_what_is_refused_and_why(file: bytes, why: str) -> None:
    assert why in REFUSALS
    assert _why(file) == why


def test_hostile_bytes_are_refused_and_never_break_it() -> None:
    chance = random.Random(7)
    good = [
        files.picture(size=(90, 70)),
        files.HEIC,
        files.pdf(),
        files.picture(3, (90, 70), "PNG"),
    ]
    for number in range(120):
        file = bytearray(good[number % 4])
        for _ in range(chance.randint(1, 30)):
            file[chance.randrange(len(file))] = chance.randrange(256)
        assert _looked(bytes(file)) in ("", *REFUSALS)


def test_the_first_look_takes_no_time() -> None:
    file = b"%PDF" * 1_000_000
    began = perf_counter()
    assert mime_of(file) == ""
    assert perf_counter() - began < 0.02


async def test_a_file_that_its_decoder_does_not_survive_is_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A worker that runs too long is ended, and the next one works."""
    workshop = Workshop()
    monkeypatch.setattr("bot.exhibits.workshop.SECONDS", 0.001)
    with pytest.raises(RefusedFileError, match="broken"):
        await workshop.look(files.picture())
    monkeypatch.undo()
    assert (await workshop.look(files.pdf(1))).sheets == 1
    with pytest.raises(RefusedFileError, match="encrypted"):
        await workshop.look(files.encrypted())


class TestFiscal:
    def test_the_code_of_a_receipt(self) -> None:
        found = receipt_in(look(files.receipt()).qr)
        assert found is not None
        assert (found.on.isoformat(), found.at.isoformat()) == ("2026-10-12", "14:23:00")
        assert found.kopecks == 470_000
        assert from_code(as_code(found)) == found

    @pytest.mark.parametrize(
        "qr",
        [
            "",
            "https://qiwi.com.evil.example/t=20261012T1423&s=1.00&fn=1&i=1&fp=1&n=1",
            "t=20261312T1423&s=4700.00&fn=1&i=1&fp=1&n=1",
            "t=20261012T2523&s=4700.00&fn=1&i=1&fp=1&n=1",
            "t=20261012T1423&s=4700&fn=1&i=1&fp=1&n=1",
            "t=19991012T1423&s=4700.00&fn=1&i=1&fp=1&n=1",
            "t=20261012T1423&s=99999999999.00&fn=1&i=1&fp=1&n=1",
            "t=20261012T1423&s=4700.00&fn=1&i=1&fp=1&n=1 и ещё",
            "ST00012|Name=ООО|Sum=470000",
        ],
    )
    def test_another_code_is_no_receipt(self, qr: str) -> None:
        assert receipt_in(qr) is None

    @pytest.mark.parametrize("code", ["", "-1", "²", "z" * 14, "z" * 15, "А", "1.1", "-x1f"])
    def test_what_no_button_says(self, code: str) -> None:
        found = from_code(code)
        assert found is None or as_code(found) == code

    def test_the_longest_fits_a_button(self) -> None:
        longest = Receipt(date(2099, 12, 31), time(23, 59), 99_999_999_999)
        assert len(as_code(longest)) <= 13
        assert from_code(as_code(longest)) == longest


@pytest.mark.parametrize(
    "file", [files.picture(), files.picture(form="PNG"), files.picture(form="PNG", clear=True)]
)
def test_a_page_s_picture_is_upright_on_white_and_no_more_than_pixels(file: bytes) -> None:
    small = shrunk(file, grey=True)
    page = Image.open(io.BytesIO(small.jpeg))
    assert page.size == (small.width, small.height)
    assert page.height == min(PAGE_PIXELS)
    assert page.width > page.height
    assert page.mode == "L"
    assert min(page.crop((0, 0, 9, 9)).tobytes()) > 235
    assert not page.getexif()
