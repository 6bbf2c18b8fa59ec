"""What a .docx says."""

import io
from collections.abc import Iterator

from docx import Document
from docx.text.paragraph import Paragraph


def paragraphs_of(file: bytes) -> Iterator[Paragraph]:
    """All paragraphs, also those in tables."""
    for part in Document(io.BytesIO(file)).iter_inner_content():
        if isinstance(part, Paragraph):
            yield part
        else:
            yield from (one for row in part.rows for cell in row.cells for one in cell.paragraphs)
