"""Makes templates/frames/inventory.docx, the frame of the postal inventory that docxtpl fills.

Run `python -m tests.documents.inventory_frame` after a change here and commit the file it writes.
The layout is that of inventory.typ: A4 on its side, two copies beside each other in two columns.
"""

import io

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.documents.frames import FRAMES
from tests.documents.docx_frame import FONT, make_lean, set_language

FIELDS = ("number", "item", "count", "value")
WIDTHS = (Mm(10), Mm(68), Mm(22), Mm(24))
COPIES = 2


def build() -> bytes:
    """The frame as the bytes of a .docx."""
    document = Document()
    _page(document)
    set_language(document)
    for copy in range(COPIES):
        _copy(document, in_next_column=copy > 0)
    make_lean(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(12)
    section.top_margin = section.bottom_margin = Mm(12)
    columns = OxmlElement("w:cols")
    columns.set(qn("w:num"), str(COPIES))
    columns.set(qn("w:space"), str(Mm(20).twips))
    for former in section._sectPr.findall(qn("w:cols")):  # noqa: SLF001  no API for columns
        section._sectPr.remove(former)  # noqa: SLF001
    section._sectPr.append(columns)  # noqa: SLF001
    about = document.core_properties
    about.title, about.author = "{{ words.title | safe }}", ""
    about.comments, about.language = "", "ru-RU"
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.paragraph_format.space_after = Pt(0)


def _copy(document: DocumentType, *, in_next_column: bool) -> None:
    form = _line(document, "{{ words.form }}", size=9, align=WD_ALIGN_PARAGRAPH.RIGHT)
    if in_next_column:
        broken = form.add_run()
        broken.add_break(WD_BREAK.COLUMN)
        form._p.insert_element_before(broken._r, "w:r")  # noqa: SLF001  no API for a run's place
    title = _line(document, "{{ words.title }}", size=13, align=WD_ALIGN_PARAGRAPH.CENTER)
    title.runs[0].font.bold = True
    _line(document, "{{ words.into }}", align=WD_ALIGN_PARAGRAPH.CENTER, after=8)
    _line(document, "{{ words.where }} {{r where | rich }}", after=3)
    _line(document, "{{ words.whom }} {{r whom | rich }}", after=6)
    _table(document)
    _line(document, "{{ words.sender }} {{r sender | rich }} ____________________", before=10)
    _line(document, "({{ words.signature }})", size=7, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ words.checked }} ________________________________", before=8)
    _line(document, "({{ words.postman }})", size=7, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "({{ words.stamp }})", size=7, before=12, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ words.clean }}", size=8, before=4)


def _line(
    document: DocumentType,
    text: str,
    *,
    size: float = 10.5,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    before: int = 0,
    after: int = 0,
) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.add_run(text).font.size = Pt(size)
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    return paragraph


def _table(document: DocumentType) -> None:
    """The items, a row each between two rows that hold the loop, and their number."""
    table = document.add_table(rows=5, cols=len(FIELDS))
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
    _borders(table)
    _row(table, 0, [f"{{{{ words.{name} }}}}" for name in FIELDS], size=8)
    _row(table, 1, ["{%tr for item in items %}", "", "", ""])
    _row(table, 2, ["{{ loop.index }}", "{{ item }}", "1", ""])
    _row(table, 3, ["{%tr endfor %}", "", "", ""])
    _row(table, 4, ["", "{{ words.total }}", "{{ items | length }}", ""])


def _row(table: Table, at: int, texts: list[str], size: float = 9.5) -> None:
    for column, (text, width) in enumerate(zip(texts, WIDTHS, strict=True)):
        cell = table.cell(at, column)
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.add_run(text).font.size = Pt(size)
        if column != 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _borders(table: Table) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    table._tbl.tblPr.append(borders)  # noqa: SLF001  no API for borders


if __name__ == "__main__":
    (FRAMES / "inventory.docx").write_bytes(build())
