"""How long a letter takes in each format, beside the least its library needs for a page.

`python -m tests.benchmarks.letters` measures all in one run, in turns, and prints medians. The
goals: .docx at most 35 ms, .pdf at most 15 ms.
"""

import gc
import io
import itertools
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import typst
from docx import Document
from docxtpl import DocxTemplate  # type: ignore[import-untyped]

from bot.documents.docx import as_docx
from bot.documents.inventory import inventory_pdf
from bot.documents.letter import Letter, compose
from bot.documents.pdf import as_pdf, printed
from bot.documents.text import as_text
from tests.documents.golden import letters_of
from tests.documents.known import TEMPLATES

ROUNDS = 60
GOALS_MS = {"the letter as .docx": 35.0, "the letter as .pdf": 15.0}


def _least_docx_frame() -> bytes:
    file = io.BytesIO()
    document = Document()
    for _ in range(25):
        document.add_paragraph("{{ line }}")
    document.save(file)
    return file.getvalue()


def _jobs() -> dict[str, Callable[[], object]]:
    claim = letters_of("not_delivered")["not_delivered_court"]
    facts, written = claim.facts, claim.letter
    line = "Деньги списаны, но до получателя не дошли. " * 2
    frame = _least_docx_frame()
    fonts = typst.Fonts(include_system_fonts=False)
    numbers = itertools.count()

    def letter() -> Letter:
        # No two are the same: Typst remembers what it has set before.
        return replace(written, body=(*written.body, f"{line}{next(numbers)}"))

    def least_docx() -> None:
        document = DocxTemplate(io.BytesIO(frame))
        document.render({"line": line}, autoescape=True)
        document.save(io.BytesIO())

    def least_pdf() -> None:
        lines = "\n\n".join([f"{line}{next(numbers)}"] * 25)
        typst.compile(f'#set page(paper: "a4")\n{lines}'.encode(), font_paths=fonts)

    return {
        "composing it": lambda: compose(TEMPLATES, facts.draft, facts),
        "the letter as text": lambda: as_text(letter()),
        "the letter as .docx": lambda: as_docx(letter()),
        "docxtpl alone, one page": least_docx,
        "the letter as .pdf": lambda: as_pdf(letter()),
        ".pdf and its thumbnail": lambda: printed(letter()),
        "inventory and its letter": lambda: inventory_pdf(letter()),
        "typst alone, one page": least_pdf,
    }


def measure() -> dict[str, float]:
    """The median of each job in milliseconds; the jobs take turns, so all meet the same machine."""
    jobs = _jobs()
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for round_ in range(ROUNDS + 3):
        for name, job in jobs.items():
            started = time.perf_counter()
            job()
            if round_ >= 3:
                taken[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> int:
    """Print the medians; 1 when a goal is missed, else 0."""
    gc.collect()
    gc.freeze()
    medians = measure()
    for name, milliseconds in medians.items():
        goal = f"   goal ≤ {GOALS_MS[name]:.0f}" if name in GOALS_MS else ""
        sys.stdout.write(f"{name:<26}{milliseconds:8.2f} ms{goal}\n")
    return int(any(medians[name] > goal for name, goal in GOALS_MS.items()))


if __name__ == "__main__":
    sys.exit(main())
