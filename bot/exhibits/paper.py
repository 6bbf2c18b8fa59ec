"""A letter and its exhibits as one .pdf, or as the single files that a court takes."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.exhibits.looks import document
from bot.exhibits.pictures import as_svg, shrunk, svg_of

if TYPE_CHECKING:
    import pikepdf
    import typst

FRAMES = Path(__file__).parents[2] / "templates" / "frames"

PDF = "application/pdf"

FREE = (57.0, 88.0, 561.0, 716.0)
"""Where on a stamped page a foreign page is laid, in points: what bundle.typ leaves free."""

WHOLE = (28.0, 50.0, 567.0, 826.0)
"""Where on a page of the case file a letter's page is laid, in points: above the page's number."""

Made = tuple[dict[str, Any], Sequence[bytes]]


def bundle(job: Mapping[str, Any], files: Sequence[bytes]) -> Made:
    """The letter, the list of what it encloses, the earlier letters and the exhibits in one .pdf,
    PDF/A-2a unless a foreign document lies in it. `job` holds the data of both frames; a file that
    is not there any more is empty, and its exhibit is left out."""
    there = [(exhibit, file) for exhibit, file in zip(job["exhibits"], files, strict=True) if file]
    sources = {"main": _frame("bundle.typ"), "letter.typ": _frame("letter.typ")}
    told, foreign = [], []
    for sent in job["copies"]:
        pages = {f"{sent['at']}.{n}.svg": p for n, p in enumerate(_drawn(sent["letter"]), 1)}
        sources.update(pages)
        paper = {"at": sent["at"], "name": sent["name"], "number": -sent["at"], "sha256": ""}
        told.append({**paper, "sheets": len(pages), "files": list(pages)})
    for exhibit, file in there:
        names = []
        if exhibit["mime"] == PDF:
            foreign.append((exhibit, file))
        else:
            names = [f"{exhibit['at']}-{exhibit['number']}.svg"]
            sources[names[0]] = as_svg(shrunk(file))
        told.append({**exhibit, "files": names})
    told.sort(key=lambda one: one["at"])
    inputs = {
        "letter": _json(job["letter"]),
        "bundle": _json(
            {"list": _counted(job["list"], told), "words": job["words"], "exhibits": told}
        ),
    }
    pdf = _set(sources, inputs, strict=not foreign)
    return {}, [_laid_in(pdf, told, foreign) if foreign else pdf]


def copy(job: Mapping[str, Any], files: Sequence[bytes]) -> Made:
    """What is kept of one exhibit: a page's pixels of a picture, a document without its maker's
    notes."""
    (file,) = files
    return {}, [_clean(file) if job["mime"] == PDF else shrunk(file).jpeg]


def court(job: Mapping[str, Any], files: Sequence[bytes]) -> Made:
    """A zip of the letter (the first of `files`) and the exhibits by number, each a .pdf of its
    own, pictures grey. `job` holds the names; parts of one paper have one."""
    out = io.BytesIO()
    letter, *rest = files
    there = [(one, file) for one, file in zip(job["exhibits"], rest, strict=True) if file]
    papers: dict[str, list[bytes]] = {}
    for exhibit, file in sorted(there, key=lambda pair: pair[0]["at"]):
        papers.setdefault(exhibit["file_name"], []).append(single(exhibit, file))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(job["letter_name"], letter)
        for name, parts in papers.items():
            archive.writestr(name, _joined(parts))
    return {}, [out.getvalue()]


def _joined(parts: Sequence[bytes]) -> bytes:
    """The parts of one paper, one behind another."""
    import pikepdf

    if len(parts) == 1:
        return parts[0]
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as pages:
                whole.pages.extend(pages.pages)
        out = io.BytesIO()
        whole.save(out)
        return out.getvalue()


def single(exhibit: Mapping[str, Any], file: bytes) -> bytes:
    """One exhibit as a .pdf of its own; a letter is one already."""
    if not exhibit["mime"]:
        return file
    if exhibit["mime"] == PDF:
        return _clean(file)
    sources = {"main": _frame("sheet.typ"), "picture.svg": as_svg(shrunk(file, grey=True))}
    return _set(sources, {"sheet": _json({"name": exhibit["name"]})}, strict=True)


def _counted(
    rows: Sequence[Mapping[str, Any]], told: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The rows of the list, with the sheets of what lies here."""
    sheets: dict[int, int] = {}
    for one in told:  # a reply of two photos is one paper
        sheets[one["at"]] = sheets.get(one["at"], 0) + one["sheets"]
    return [{**row, "sheets": row["sheets"] or str(sheets.get(row["at"], ""))} for row in rows]


def _drawn(letter: Mapping[str, Any]) -> list[bytes]:
    """The pages of a letter as pictures: what is set here may lie in PDF/A."""
    compiler = _compiler({"main": _frame("letter.typ")}, {"letter": _json(letter)})
    pages = compiler.compile(format="svg")
    return pages if isinstance(pages, list) else [pages or b""]


def _compiler(sources: Mapping[str, bytes], inputs: Mapping[str, str]) -> "typst.Compiler":
    import typst

    fonts = typst.Fonts(include_system_fonts=False)
    return typst.Compiler(dict(sources), font_paths=fonts, sys_inputs=dict(inputs))  # type: ignore[type-var]


def _frame(name: str) -> bytes:
    return (FRAMES / name).read_bytes()


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _set(sources: Mapping[str, bytes], inputs: Mapping[str, str], *, strict: bool) -> bytes:
    """The .pdf that Typst sets. A character that our fonts lack forbids the standard."""
    import typst

    compiler = _compiler(sources, inputs)
    try:
        pdf = compiler.compile(pdf_standards="a-2a") if strict else compiler.compile()
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        pdf = compiler.compile()
    assert isinstance(pdf, bytes)
    return pdf


def _laid_in(
    pdf: bytes,
    told: Sequence[Mapping[str, Any]],
    foreign: Iterable[tuple[Mapping[str, Any], bytes]],
) -> bytes:
    """The pages of the foreign documents under their stamps."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as whole:
        first = len(whole.pages) - sum(exhibit["sheets"] for exhibit in told)
        starts = {}
        for exhibit in told:
            starts[exhibit["number"]] = first
            first += exhibit["sheets"]
        for exhibit, file in foreign:
            with _flat(file) as pages:
                for at in range(min(exhibit["sheets"], len(pages.pages))):
                    page = whole.pages[starts[exhibit["number"]] + at]
                    page.add_underlay(pages.pages[at], pikepdf.Rectangle(*FREE))
        out = io.BytesIO()
        whole.save(out)
        return out.getvalue()


def _flat(file: bytes) -> "pikepdf.Pdf":
    """The document with what lies on its pages made a part of them. Raises RefusedFileError."""
    pdf = document(file)
    pdf.flatten_annotations("all")
    return pdf


def _clean(file: bytes) -> bytes:
    """The document without what its maker wrote about it."""
    with _flat(file) as pdf:
        for name in ("/Metadata", "/OpenAction", "/AA"):
            if name in pdf.Root:
                del pdf.Root[name]
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def case_file(job: Mapping[str, Any], files: Sequence[bytes]) -> Made:
    """The case as one .pdf, and each exhibit as it goes out of here: a JPEG without what the camera
    wrote, a document without its maker's notes. `files` are the map ("" for none), the letters,
    the exhibits."""
    picture, *rest = files
    letters, originals = rest[: len(job["letters"])], rest[len(job["letters"]) :]
    sources = {"main": _frame("casefile.typ")}
    if picture:
        sources["map.svg"] = _png_as_svg(picture)
    told, foreign, cleaned = [], [], []
    for exhibit, file in zip(job["exhibits"], originals, strict=True):
        if not file:
            cleaned.append(b"")
            continue
        if exhibit["mime"] == PDF:
            foreign.append((exhibit, file))
            cleaned.append(_clean(file))
            told.append({**exhibit, "file": None})
        else:
            small = shrunk(file)
            name = f"{exhibit['at']}-{exhibit['number']}.svg"
            sources[name] = as_svg(small)
            cleaned.append(small.jpeg)
            told.append({**exhibit, "file": name})
    sheets = [_pages(letter) for letter in letters]
    data = {
        **job["case"],
        "map": "map.svg" if picture else None,
        "letters": [
            {"name": name, "sheets": count}
            for name, count in zip(job["letters"], sheets, strict=True)
        ],
        "exhibits": told,
    }
    pdf = _set(sources, {"case": _json(data)}, strict=not foreign and not letters)
    pdf = _with_letters(pdf, letters, sum(exhibit["sheets"] for exhibit in told))
    if foreign:
        pdf = _laid_in(pdf, told, foreign)
    return {}, [pdf, *cleaned]


def _pages(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as letter:
        return len(letter.pages)


def _with_letters(pdf: bytes, letters: Sequence[bytes], behind: int) -> bytes:
    """The letters' pages on the pages that were left for them, before the last `behind`."""
    import pikepdf

    if not letters:
        return pdf
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        at = len(whole.pages) - behind - sum(map(_pages, letters))
        for letter in letters:
            with pikepdf.open(io.BytesIO(letter)) as pages:
                for page in pages.pages:
                    whole.pages[at].add_underlay(page, pikepdf.Rectangle(*WHOLE))
                    at += 1
        out = io.BytesIO()
        whole.save(out)
        return out.getvalue()


def _png_as_svg(png: bytes) -> bytes:
    from PIL import Image

    width, height = Image.open(io.BytesIO(png)).size
    return svg_of(png, "image/png", width, height)
