"""One letter in three formats: the same words, small files, inert text."""

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from bot.documents.docx import as_docx
from bot.documents.files import letter_file
from bot.documents.frames import FRAMES, frame
from bot.documents.letter import SECTION, Letter
from bot.documents.names import file_name
from bot.documents.pdf import as_pdf, printed
from bot.documents.text import as_text, split_text, utf16_length
from bot.escalation.values import Moment, Money, Operation, Operations
from bot.russian.typesetting import NO_BREAK_HYPHEN
from tests.documents import docx_frame, inventory_frame
from tests.documents.docx_frame import DEMANDS, ENCLOSURES, MOTIONS
from tests.documents.docx_text import paragraphs_of
from tests.documents.golden import LIVES
from tests.documents.golden import letters_of as lived
from tests.documents.known import ANSWERS, DRAFTS, FIGURES, letter, sent
from tests.documents.test_letters import HOSTILE
from tests.people import FURTHER

KILOBYTE = 1024


def words(text: str) -> list[str]:
    """The words in their order; what only breaks lines, parts cells or numbers pages is left
    out."""
    text = re.sub(r"^\s*\d+ / \d+\s*$", "", text, flags=re.MULTILINE).replace(" | ", " ")
    return re.sub(r"\u00ad\n?|\u200b", "", text).split()


def letters_of(said: list[str]) -> str:
    return re.sub(r"\W", "", "".join(said))


def docx_text(file: bytes) -> str:
    """The text with the numbers and dashes that Word writes before the items of a list, and with
    plain hyphens."""
    counts: Counter[int] = Counter()
    lines = []
    for paragraph in paragraphs_of(file):
        shape: Any = paragraph._p.pPr  # noqa: SLF001  python-docx has no API for lists
        number = shape.numPr.numId.val if shape is not None and shape.numPr is not None else 0
        counts[number] += 1
        counted = {DEMANDS, ENCLOSURES, MOTIONS}
        mark = f"{counts[number]}. " if number in counted else "– " if number else ""
        lines.append(mark + paragraph.text)
    return "\n".join(lines).replace(NO_BREAK_HYPHEN, "-")


def pdf_text(file: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)


def full(draft: str, problem: str = "not_delivered") -> Letter:
    return letter(
        draft, problem, earlier=(sent("support"), sent("pretenziya")), calculation=FIGURES
    )


def several(draft: str) -> Letter:
    """A letter about three debits."""
    return letter(draft, "unauthorised", answers={**ANSWERS, "operations": FURTHER})


@pytest.mark.exhaustive
@pytest.mark.parametrize("make", [full, several])
@pytest.mark.parametrize("draft", DRAFTS)
def test_the_three_formats_say_the_same(draft: str, make: Callable[[str], Letter]) -> None:
    written = make(draft)
    said = words(as_text(written))
    assert words(docx_text(as_docx(written))) == said
    # A word may be hyphenated at the end of a line.
    assert letters_of(words(pdf_text(as_pdf(written)))) == letters_of(said)


@pytest.mark.parametrize("make", [as_docx, as_pdf])
def test_a_file_is_small(make: type) -> None:
    long = {**ANSWERS, "own_words": "Долгая история о деньгах. " * 400}
    assert len(make(full("court"))) < 100 * KILOBYTE
    assert len(make(letter("court", answers=long))) < 100 * KILOBYTE


def test_the_pdf_is_a4_with_its_fonts_inside_and_its_pages_numbered() -> None:
    pdf = PdfReader(io.BytesIO(as_pdf(full("court"))))
    for number, page in enumerate(pdf.pages, start=1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        assert f"{number} / {len(pdf.pages)}" in page.extract_text()
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
    assert len(pdf.pages) > 1


def test_the_pdf_is_for_the_archive_and_for_a_screen_reader() -> None:
    pdf = PdfReader(io.BytesIO(as_pdf(full("court"))))
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "ru"
    assert root["/MarkInfo"]["/Marked"]
    about = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
    tags = set(_tags(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/L", "/LI"} <= tags


def _tags(node: Any) -> Iterator[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        yield from _tags(node.get("/K", []))


@pytest.mark.parametrize("text", ["中文字", "𐍈", "a\u0301\ufffd", "שלום مرحبا", "\u202eобманка"])
def test_letters_that_no_font_has_still_come_on_paper(text: str) -> None:
    file = as_pdf(letter("pretenziya", answers={**ANSWERS, "own_words": text}))
    assert "Претензия" in pdf_text(file)


@pytest.mark.parametrize("length", range(0, 3000, 60))
@pytest.mark.exhaustive
def test_the_signature_never_stands_alone_on_a_page(length: int) -> None:
    story = ("Рассказ о деньгах. " * 200)[:length]
    pages = PdfReader(
        io.BytesIO(as_pdf(letter("pretenziya", answers={**ANSWERS, "own_words": story})))
    ).pages
    last = pages[-1].extract_text()
    before = last[: last.index("Дата:")]
    assert len(re.findall(r"^\s*\d+\.", before, flags=re.MULTILINE)) >= 2


def pages_of(pdf: Path | io.BytesIO) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(pdf).pages]


def last_items(pages: Sequence[str]) -> int:
    """How many numbered items stand on the last page before the date."""
    before = pages[-1].split("Дата:")[0]
    return len(re.findall(r"^\s*\d+\.", before, flags=re.MULTILINE))


def due_items(letter: Letter) -> int:
    """How many of them have to."""
    return min(2, len(letter.attachments) or len(letter.demands))


def leads_alone(pages: Sequence[str], letter: Letter) -> list[str]:
    """The leads of lists and the headings that stand last on a page, what they lead to on the
    next."""
    filled = frame(letter)
    headings = [part["text"] for part in filled["body"] if part["kind"] == "heading"]
    leads = [lead.split()[-1] for lead in filled["leads"].values()]
    plain = [page.replace("\u00a0", " ") for page in pages]
    ends = [re.sub(r"\s*\d+ / \d+\s*$", "", page).strip() for page in plain]
    return [lead for lead in (*leads, *headings) for end in ends if end.endswith(lead)]


BOX = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")
@pytest.mark.parametrize("draft", ["court", "support"])
def test_no_cell_of_a_table_runs_into_the_next(draft: str) -> None:
    long = Operation(
        Moment(date(2026, 5, 4)), Money(303_499_050), "26050315307711" * 2, "dolgoe-imya@example.ru"
    )
    rows = Operations((*FURTHER.rows, long))
    written = letter(draft, "unauthorised", answers={**ANSWERS, "operations": rows})
    told = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=as_pdf(written), capture_output=True, check=True
    ).stdout.decode()
    for page in told.split("<page ")[1:]:
        boxes = [tuple(map(float, found[:4])) for found in BOX.findall(page)]
        over = [
            (one, other)
            for at, one in enumerate(boxes)
            for other in boxes[at + 1 :]
            if min(one[2], other[2]) - max(one[0], other[0]) > 1
            and min(one[3], other[3]) - max(one[1], other[1]) > 6
        ]
        assert not over


@pytest.mark.exhaustive
@pytest.mark.parametrize("life", LIVES)
def test_no_golden_letter_leaves_its_signature_or_a_lead_alone(life: str) -> None:
    for name, one in lived(life).items():
        if not one.letter.public:
            pages = pages_of(io.BytesIO(as_pdf(one.letter)))
            assert last_items(pages) >= due_items(one.letter) > 0, name
            assert not leads_alone(pages, one.letter), name


@pytest.mark.exhaustive
@pytest.mark.process
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_leaves_no_signature_and_no_lead_alone(tmp_path: Path) -> None:
    letters = {
        name: one.letter
        for life in LIVES
        for name, one in lived(life).items()
        if not one.letter.public
    }
    for name, one in letters.items():
        (tmp_path / f"{name}.docx").write_bytes(as_docx(one))
    files = [str(file) for file in tmp_path.glob("*.docx")]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    to_pdf = ("--headless", "--convert-to", "pdf", "--outdir", str(tmp_path))
    subprocess.run(["soffice", profile, *to_pdf, *files], check=True, capture_output=True)
    pages = {name: pages_of(tmp_path / f"{name}.pdf") for name in letters}
    alone = [
        name
        for name, one in letters.items()
        if last_items(pages[name]) < due_items(one) or leads_alone(pages[name], one)
    ]
    assert not alone


def test_no_program_parts_the_signature_of_a_docx_from_the_last_items() -> None:
    for written in (full("court"), full("support"), several("pretenziya")):
        *_, foot = Document(io.BytesIO(as_docx(written))).tables
        (row,) = foot.rows
        shape: Any = row._tr  # noqa: SLF001  no API for it
        assert shape.trPr.find(qn("w:cantSplit")) is not None
        lines = [line.text for line in row.cells[0].paragraphs]
        last = (written.attachments or written.demands)[-2:]
        assert len(lines) >= 2 + len(last)
        assert lines[-2].startswith("Дата:")
        assert lines[-1].startswith("Подпись:")
        assert [line.split()[0] for line in lines[-2 - len(last) : -2]] == [
            line.split()[0] for line in last
        ]


def test_no_program_parts_a_lead_of_a_docx_from_its_first_item() -> None:
    written = full("court")
    rows = [table.rows for table in Document(io.BytesIO(as_docx(written))).tables]
    alone = [first for first, *more in rows if not more]
    told = frame(written)
    headed = [
        (part["text"], following)
        for part, following in pairwise(told["body"])
        if part["kind"] == "heading"
    ]
    assert len(headed) == 5
    lists = (written.demands, written.motions, written.attachments)
    expected = [
        *((heading, following["text"]) for heading, following in headed),
        *((lead, items[0]) for lead, items in zip(told["leads"].values(), lists, strict=True)),
    ]
    *kept, _ = alone
    for row, (lead, first) in zip(kept, expected, strict=True):
        shape: Any = row._tr  # noqa: SLF001  no API for it
        assert shape.trPr.find(qn("w:cantSplit")) is not None
        lines = [paragraph.text for paragraph in row.cells[0].paragraphs]
        assert lines[0] == lead
        assert lines[1].split()[0] == first.split()[0]


def test_a_few_enclosures_stay_under_their_heading() -> None:
    written = letter("support", answers={**ANSWERS, "attachments": ("receipt",)})
    *_, foot = Document(io.BytesIO(as_docx(written))).tables
    assert foot.rows[0].cells[0].paragraphs[0].text == "Приложение:"


@pytest.mark.exhaustive
@pytest.mark.parametrize("life", LIVES)
def test_a_word_that_belongs_to_a_number_is_not_hyphenated(life: str) -> None:
    for name, one in lived(life).items():
        pages = PdfReader(io.BytesIO(as_pdf(one.letter))).pages
        text = "\n".join(page.extract_text() for page in pages)
        broken = re.findall(r"\w+[-\u00ad]\n\w+\u00a0\d+|\d\u00a0\w+[-\u00ad]\n\w+", text)
        assert not broken, name


def test_several_operations_are_a_table_in_every_format() -> None:
    written = several("pretenziya")
    (rows,) = [part["rows"] for part in frame(written)["body"] if part["kind"] == "table"]
    assert [row[0] for row in rows] == ["№", "1", "2", "3", ""]
    assert rows[-1][1] == "Итого"
    table, *_ = Document(io.BytesIO(as_docx(written))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == rows
    first: Any = table.rows[0]._tr  # noqa: SLF001  no API for it
    assert first.trPr.find(qn("w:tblHeader")) is not None
    assert " | ".join(rows[1]) in as_text(written)
    root: Any = PdfReader(io.BytesIO(as_pdf(written))).trailer["/Root"]
    assert {"/Table", "/TR", "/TH", "/TD"} <= set(_tags(root["/StructTreeRoot"]))


def test_the_docx_is_a4_with_its_pages_numbered() -> None:
    document = Document(io.BytesIO(as_docx(full("court"))))
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    fields = [code.text for code in section.footer._element.iter(qn("w:instrText"))]  # noqa: SLF001
    assert fields == ["PAGE", "NUMPAGES"]


def test_word_breaks_no_number_at_its_hyphen() -> None:
    answers = {**ANSWERS, "operation": "88-1234567"}
    file = as_docx(letter("pretenziya", answers=answers))
    text = "\n".join(one.text for one in paragraphs_of(file))
    assert f"88{NO_BREAK_HYPHEN}1234567" in text
    assert "88-1234567" in as_text(letter("pretenziya", answers=answers))


def test_the_docx_is_russian_has_a_title_and_an_author_and_real_lists() -> None:
    written = full("court")
    file = as_docx(written)
    document = Document(io.BytesIO(file))
    about = document.core_properties
    assert (about.title, about.author) == (" ".join(written.title), written.signer)
    assert {
        language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))
    } == {"ru-RU"}
    styles = Counter(one.style.name for one in paragraphs_of(file) if one.style)
    assert styles["Title"] == 1
    lists = (written.demands, written.motions, written.attachments)
    assert styles["List Number"] == sum(map(len, lists))
    assert styles["Heading 2"] == sum(line.startswith(SECTION) for line in written.body) > 3
    assert not Document(io.BytesIO(as_docx(letter("court", answers={})))).core_properties.author


@pytest.mark.parametrize(
    ("name", "build"), [("letter", docx_frame.build), ("inventory", inventory_frame.build)]
)
def test_a_docx_frame_is_the_one_that_its_script_makes(
    name: str, build: Callable[[], bytes]
) -> None:
    kept = (FRAMES / f"{name}.docx").read_bytes()
    assert len(kept) < 30 * KILOBYTE

    def parts(file: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    assert parts(kept) == parts(build())


def test_typed_markup_is_plain_words_in_every_format() -> None:
    wild = {key: HOSTILE if isinstance(value, str) else value for key, value in ANSWERS.items()}
    wild["own_words"] = HOSTILE + "\n" + "ж" * 300 + "\n" + "Длинный рассказ. " * 600
    written = letter("pretenziya", answers=wild)
    said = words(as_text(written))
    assert "{{" in said
    assert words(docx_text(as_docx(written))) == said
    # A word of 300 letters is broken over lines.
    assert letters_of(words(pdf_text(as_pdf(written)))) == letters_of(said)


def test_the_escape_of_docxtpl_itself_is_plain_words_too() -> None:
    written = letter("pretenziya", answers={**ANSWERS, "own_words": "{_{ 7 * 7 }_}"})
    assert "{{ 7 * 7 }}" in docx_text(as_docx(written))


def test_a_word_longer_than_a_line_stays_on_the_page() -> None:
    written = letter(
        "pretenziya", answers={**ANSWERS, "own_words": "https://example.ru/" + "q" * 400}
    )
    page = PdfReader(io.BytesIO(as_pdf(written))).pages[0]
    longest = max(line.count("q") for line in page.extract_text().splitlines())
    assert longest < 120


@pytest.mark.parametrize("make", [as_docx, as_pdf])
def test_a_public_letter_has_no_place_for_a_name(make: type) -> None:
    file = make(letter("social"))
    text = docx_text(file) if make is as_docx else pdf_text(file)
    assert "Подпись" not in text
    assert "Соколова" not in text


def test_a_file_is_called_by_its_kind_its_day_and_its_sheets() -> None:
    on = date(2026, 11, 27)
    assert file_name("Исковое заявление", on, "pdf", 3) == "Исковое заявление 27.11.2026, 3 л.pdf"
    assert file_name("Претензия", on, "docx") == "Претензия 27.11.2026.docx"
    long = "Жалоба на постановление об отказе в возбуждении уголовного дела по заявлению"
    assert file_name(f"{long} о преступлении", on, "docx") == f"{long} о 27.11.2026.docx"
    assert file_name("ж" * 90, on, "docx") == f"{'ж' * 80} 27.11.2026.docx"


def test_only_a_pdf_knows_its_sheets() -> None:
    claim = full("court")
    pages = len(PdfReader(io.BytesIO(as_pdf(claim))).pages)
    assert letter_file(claim, "pdf", counted=True).name.endswith(f", {pages} л.pdf")
    assert " л." not in letter_file(claim, "docx", counted=True).name
    assert " л." not in letter_file(claim, "pdf").name


@given(title=st.text(min_size=1))
def test_a_file_name_is_safe_on_every_system(title: str) -> None:
    name = file_name(title, date(2026, 11, 27), "pdf", 12)
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
    assert len(name.encode()) <= 255
    assert name.endswith("27.11.2026, 12 л.pdf")
    assert not name.startswith((" ", "."))


def test_the_thumbnail_is_the_first_page_as_telegram_takes_it() -> None:
    small = Image.open(io.BytesIO(printed(full("court")).thumbnail))
    assert small.format == "JPEG"
    assert 300 < max(small.size) <= 320
    histogram = small.convert("L").histogram()
    assert sum(histogram[:128]) > 100  # there is writing on it
    assert sum(histogram[250:]) > sum(histogram[:250])  # on white paper


@pytest.mark.parametrize("make", [as_docx, as_pdf])
def test_a_blank_has_its_caption_in_small_letters(make: type) -> None:
    file = make(letter("court", answers={}))
    if make is as_pdf:
        big: list[str] = []
        small: list[str] = []

        def seen(text: str, _: Any, place: Any, __: Any, size: float) -> None:
            (small if size < 9 else big).append(text)

        PdfReader(io.BytesIO(file)).pages[0].extract_text(visitor_text=seen)
        assert "адрес регистрации" in " ".join("".join(small).split())
        assert "адрес регистрации" not in " ".join("".join(big).split())
        return
    runs = [run for one in paragraphs_of(file) for run in one.runs]
    caption = next(run for run in runs if "адрес" in run.text and "регистрации" in run.text)
    assert caption.font.size == Pt(8)
    assert next(run for run in runs if "______" in run.text).font.size is None


@given(text=st.text(max_size=400), limit=st.integers(2, 120))
def test_splitting_loses_nothing_and_fits(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(0 < utf16_length(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_long_letter_is_split_between_paragraphs() -> None:
    text = as_text(letter("court", answers={**ANSWERS, "own_words": "Рассказ о деньгах.\n" * 300}))
    parts = split_text(text, 4096)
    assert len(parts) > 1
    assert "\n\n".join(parts) == text


def test_a_part_cannot_be_smaller_than_a_character() -> None:
    with pytest.raises(ValueError, match="at least one character"):
        split_text("деньги", 1)
