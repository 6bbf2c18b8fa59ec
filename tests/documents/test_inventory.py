"""The postal inventory: what the envelope holds, to whom it goes, twice on a page."""

import io

import pytest
from docx import Document
from pypdf import PdfReader

from bot.documents.inventory import inventory, inventory_docx, inventory_pdf
from bot.documents.letter import Letter
from tests.documents.known import DRAFTS, letter

CBR = "107016, г. Москва, ул. Неглинная, д. 12"


def to_the_bank() -> Letter:
    return letter("cbr", addressee=(CBR,))


def test_it_lists_the_letter_and_each_enclosure() -> None:
    written = to_the_bank()
    items = inventory(written, sheets=2).items
    assert items[0] == "Жалоба в Банк России от 24.11.2026, 2\u00a0л."
    assert len(items) == 1 + len(written.attachments)
    for item, paper in zip(items[1:], written.attachments, strict=True):
        assert item == f"{paper}, ____\u00a0л."
    assert inventory(written).items[0].endswith(", ____\u00a0л.")


def test_it_goes_to_whom_the_letter_goes() -> None:
    one = inventory(to_the_bank())
    assert one.whom == "Центральный банк Российской Федерации (Банк России)"
    assert one.where.replace("\u00a0", " ") == CBR
    unknown = inventory(letter("pretenziya"))
    assert unknown.whom == "ООО НКО «ЮМани»"
    assert unknown.where.endswith("(индекс, адрес)")


@pytest.mark.parametrize("draft", DRAFTS)
def test_no_number_of_a_firm_stands_in_the_address(draft: str) -> None:
    if draft != "social":
        assert "ИНН" not in inventory(letter(draft)).whom


def test_the_pdf_has_two_copies_on_one_page() -> None:
    paper = inventory_pdf(to_the_bank())
    (page,) = PdfReader(io.BytesIO(paper.pdf)).pages
    text = " ".join(page.extract_text().split())
    assert page.mediabox.width > page.mediabox.height
    for said in ("ф. 107", "Неглинная", "Жалоба в Банк России", "Исправления не допускаются"):
        assert text.count(said) == 2, said
    assert paper.pages == 1


def test_the_docx_has_two_copies_with_the_same_rows() -> None:
    written = to_the_bank()
    first, second = Document(io.BytesIO(inventory_docx(written))).tables
    for table in (first, second):
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        assert [row[0] for row in rows[1:-1]] == [
            str(number) for number in range(1, len(written.attachments) + 2)
        ]
        assert rows[1][1].startswith("Жалоба в Банк России")
        assert rows[-1][2] == str(len(written.attachments) + 1)
