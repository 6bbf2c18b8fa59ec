"""Makes templates/frames/letter.docx, the frame that docxtpl fills.

Run `python -m tests.documents.docx_frame` after a change here and commit the file it writes. The
layout is that of letter.typ: A4, addressee and applicant at the right, the title centred, date and
signature at the foot. Lists are numbered by Word itself, so that a demand added there renumbers.
"""

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from bot.documents.frames import FRAMES

FONT = "Times New Roman"
RIGHT_HALF = Mm(78)
FIRST_LINE = Mm(12.5)
NUMBER = Mm(8)
DASH = Mm(4)

DEMANDS, ENCLOSURES, DASHES, MOTIONS = 1, 2, 3, 4
"""The lists, as Word numbers them."""

LISTS = {"demands": DEMANDS, "motions": MOTIONS, "attachments": ENCLOSURES}
"""Those under the text, by the name of the letter's part."""

HEADED = ("item", "paragraph")
"""What stands in one row with the heading before it."""

COLUMNS = (
    (Mm(9), Mm(28), Mm(41), Mm(35), Mm(52)),
    (Mm(7), Mm(25), Mm(40), Mm(30), Mm(33), Mm(30)),
)
"""How wide those of the table of operations are, without and with the papers that show them."""

_KEPT_STYLES = frozenset(
    {"Normal", "DefaultParagraphFont", "TableNormal", "TableGrid", "NoList", "Footer", "Title"}
    | {"Heading2", "ListNumber", "ListBullet"}
)
Part = DocumentType | _Cell

_UNUSED_RELATIONS = ("/thumbnail", "/stylesWithEffects", "/customXml", "/webSettings")


def build() -> bytes:
    """The frame as the bytes of a .docx."""
    document = Document()
    _page(document)
    _styles(document)
    _numbering(document)
    _head(document)
    _body(document)
    _foot(document)
    make_lean(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    about = document.core_properties
    about.title, about.author = (
        "{{ letter.title | join(' ') | safe }}",
        "{{ author | safe }}",
    )
    about.comments, about.language = "", "ru-RU"
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(12)
    style.element.rPr.rFonts.set(qn("w:cs"), FONT)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.1
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("PAGE", " / ", "NUMPAGES"):
        _field(footer, text) if text.isupper() else footer.add_run(text)
    for run in footer.runs:
        run.font.size = Pt(9)


def set_language(document: DocumentType) -> None:
    """Russian, so that Word spells and hyphenates the paper as such."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for former in run.findall(qn("w:lang")):
        run.remove(former)
    run.append(language)


def _styles(document: DocumentType) -> None:
    """Word's own names, our looks."""
    set_language(document)
    for name in ("Title", "Heading 2", "List Number", "List Bullet"):
        style = document.styles[name]
        for part in ("w:pPr", "w:rPr"):
            for former in style.element.findall(qn(part)):
                style.element.remove(former)
    title = document.styles["Title"]
    title.font.bold, title.font.size = True, Pt(13)
    shape = title.paragraph_format
    shape.space_before, shape.alignment = Pt(26), WD_ALIGN_PARAGRAPH.CENTER
    shape.keep_with_next = True
    section = document.styles["Heading 2"]
    section.font.bold = True
    section.paragraph_format.space_before, section.paragraph_format.space_after = Pt(10), Pt(4)
    section.paragraph_format.keep_with_next = True


def _numbering(document: DocumentType) -> None:
    """Four lists: three that count, and the dashes in the text."""
    part = document.part.numbering_part.element
    for former in list(part):
        part.remove(former)
    shapes = (
        (DEMANDS, "decimal", "%1.", NUMBER, NUMBER),
        (ENCLOSURES, "decimal", "%1.", NUMBER, NUMBER),
        (DASHES, "bullet", "–", Mm(FIRST_LINE.mm + DASH.mm), DASH),
        (MOTIONS, "decimal", "%1.", NUMBER, NUMBER),
    )
    abstract = [_abstract(*shape) for shape in shapes]
    numbers = []
    for number, *_ in shapes:
        num, ref = OxmlElement("w:num"), OxmlElement("w:abstractNumId")
        num.set(qn("w:numId"), str(number))
        ref.set(qn("w:val"), str(number))
        num.append(ref)
        numbers.append(num)
    for element in (*abstract, *numbers):  # the schema wants them in this order
        part.append(element)


def _abstract(number: int, kind: str, text: str, left: Length, hanging: Length) -> BaseOxmlElement:
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), str(number))
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for name, value in (("start", "1"), ("numFmt", kind), ("lvlText", text), ("lvlJc", "left")):
        child = OxmlElement(f"w:{name}")
        child.set(qn("w:val"), value)
        level.append(child)
    shape, indent = OxmlElement("w:pPr"), OxmlElement("w:ind")
    indent.set(qn("w:left"), str(left.twips))
    indent.set(qn("w:hanging"), str(hanging.twips))
    shape.append(indent)
    level.append(shape)
    abstract.append(level)
    return abstract


def _item(where: Part, text: str, list_: int) -> None:
    """A line of a list that Word numbers."""
    style = "List Bullet" if list_ == DASHES else "List Number"
    paragraph = where.add_paragraph(text, style=style)
    number = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  no API for lists
    number.get_or_add_ilvl().val = 0
    number.get_or_add_numId().val = list_


def _field(paragraph: Paragraph, name: str) -> None:
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind:
            char = OxmlElement("w:fldChar")
            char.set(qn("w:fldCharType"), kind)
            run._r.append(char)  # noqa: SLF001  python-docx has no API for fields
        else:
            code = OxmlElement("w:instrText")
            code.text = name
            run._r.append(code)  # noqa: SLF001


def _line(
    where: Part,
    text: str,
    *,
    left: Length | None = None,
    first: Length | None = None,
    before: int = 0,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    keep: bool = False,
) -> Paragraph:
    paragraph = where.add_paragraph(text)
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = left, first
    shape.space_before, shape.alignment = Pt(before), align
    shape.keep_with_next = keep
    return paragraph


def _tag(where: Part, tag: str) -> None:
    where.add_paragraph("{%p " + tag + " %}")


def _head(document: DocumentType) -> None:
    _tag(document, "if not letter.public")
    _tag(document, "for line in letter.addressee")
    _line(document, "{{r line | rich }}", left=RIGHT_HALF)
    _tag(document, "endfor")
    _tag(document, "for party in parties")
    _tag(document, "for line in party")
    _tag(document, "if loop.first")
    _line(document, "{{r line | rich }}", left=RIGHT_HALF, before=8)
    _tag(document, "else")
    _line(document, "{{r line | rich }}", left=RIGHT_HALF)
    _tag(document, "endif")
    _tag(document, "endfor")
    _tag(document, "endfor")
    _tag(document, "for line in letter.title")
    _tag(document, "if loop.first")
    document.add_paragraph("{{r line | rich }}", style="Title")
    _tag(document, "else")
    _line(document, "{{r line | rich }}", align=WD_ALIGN_PARAGRAPH.CENTER, keep=True)
    _tag(document, "endif")
    _tag(document, "endfor")
    _line(document, "", keep=True)
    _tag(document, "endif")


def _body(document: DocumentType) -> None:
    after = f"part.kind in {HEADED} and not loop.first and loop.previtem.kind == 'heading'"
    before = f"part.kind == 'heading' and not loop.last and loop.nextitem.kind in {HEADED}"
    _tag(document, "for part in body")
    _tag(document, f"if {before}")
    _headed(document)
    _tag(document, "elif part.kind == 'heading'")
    document.add_paragraph("{{r part.text | rich }}", style="Heading 2")
    _tag(document, f"elif {after}")
    _tag(document, "elif part.kind == 'item'")
    _item(document, "{{r part.text | rich }}", DASHES)
    _tag(document, "elif part.kind == 'table'")
    _line(document, "", keep=True).paragraph_format.line_spacing = Pt(6)
    for widths in COLUMNS:
        _tag(document, f"if part.rows[0] | length == {len(widths)}")
        _table(document, widths)
        _tag(document, "endif")
    _line(document, "").paragraph_format.line_spacing = Pt(6)
    _tag(document, "else")
    _paragraph(document, "{{r part.text | rich }}")
    _tag(document, "endif")
    _tag(document, "endfor")


def _headed(document: DocumentType) -> None:
    """A heading and what follows it, in one row: LibreOffice does not always hear that a heading is
    kept with it."""
    cell = _unbroken(document)
    cell.add_paragraph("{{r part.text | rich }}", style="Heading 2")
    _tag(cell, "if loop.nextitem.kind == 'item'")
    _item(cell, "{{r loop.nextitem.text | rich }}", DASHES)
    _tag(cell, "else")
    _paragraph(cell, "{{r loop.nextitem.text | rich }}")
    _tag(cell, "endif")
    _tag(cell, "endif")
    _after_table(document)


def _paragraph(where: Part, text: str) -> None:
    _line(where, text, first=FIRST_LINE, align=WD_ALIGN_PARAGRAPH.JUSTIFY)


def _table(document: DocumentType, widths: Sequence[Length]) -> None:
    """The rows of `part`, framed; the first one names the columns on each page."""
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for tag, rows in (("", "part.rows[0]"), ("for row in part.rows[1:]", "row"), ("endfor", "")):
        if tag:
            table.add_row().cells[0].text = "{%tr " + tag + " %}"
        if not rows:
            continue
        row = table.add_row()
        mark = OxmlElement("w:cantSplit") if tag else OxmlElement("w:tblHeader")
        row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001  no API for either
        for at, (cell, width) in enumerate(zip(row.cells, widths, strict=True)):
            cell.width = width
            words = "cell" if tag else "column"
            cell.paragraphs[0].add_run("{{r " + f"{rows}[{at}] | {words}" + " }}")


def _foot(document: DocumentType) -> None:
    """The lists, and the signature with the last items in one row, which no program breaks: that
    paragraphs are kept together is not heard by all of them. So does each lead stand in one row
    with its first item."""
    for name, list_ in LISTS.items():
        _tag(document, f"if loose.{name}")
        cell = _unbroken(document)
        _lead(cell, name)
        _item(cell, "{{r loose." + name + "[0] | rich }}", list_)
        _tag(cell, "endif")
        _after_table(document)
        _numbered(document, f"loose.{name}[1:]", list_)
        _tag(document, "endif")
    _tag(document, "if not letter.public")
    cell = _unbroken(document)
    for name, list_ in LISTS.items():
        _tag(cell, f"if kept.{name} and not loose.{name}")
        _lead(cell, name)
        _tag(cell, "endif")
        _numbered(cell, f"kept.{name}", list_)
    _tag(cell, "endif")
    _line(cell, "{{ frame.date }} {{ date }}", before=26)
    _line(cell, "{{ frame.signature }} {{ frame.line }} {{r letter.signer | rich }}", before=12)
    _after_table(document)
    _tag(document, "endif")


def _after_table(document: DocumentType) -> None:
    """Word ends no paper with a table, and makes one of two that follow each other."""
    _line(document, "").paragraph_format.line_spacing = Pt(1)


def _unbroken(document: DocumentType) -> _Cell:
    """The one cell of a table without a frame, as wide as the text; what is put into it ends with
    the tag `endif`."""
    table = document.add_table(rows=1, cols=1)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)  # noqa: SLF001
    cell: _Cell = table.cell(0, 0)
    cell.paragraphs[0].add_run("{%p if true %}")  # a cell begins with a paragraph
    return cell


def _lead(where: Part, name: str) -> None:
    first, before = (None, 12) if name == "attachments" else (FIRST_LINE, 8)
    _line(where, "{{ leads." + name + " }}", first=first, before=before, keep=True)


def _numbered(where: Part, name: str, list_: int) -> None:
    _tag(where, f"for line in {name}")
    _item(where, "{{r line | rich }}", list_)
    _tag(where, "endfor")


def make_lean(document: DocumentType) -> None:
    """Take out what python-docx's own template brings and nothing here uses.

    Hundreds of styles are most of the file, and parsing them most of the time that filling takes.
    """
    styles = document.styles.element
    for style in list(styles.style_lst):
        if style.styleId not in _KEPT_STYLES:
            styles.remove(style)
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.endswith(_UNUSED_RELATIONS):
                del owner.rels[key]


if __name__ == "__main__":
    (FRAMES / "letter.docx").write_bytes(build())
