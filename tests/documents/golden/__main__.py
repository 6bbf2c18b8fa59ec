"""Writes every golden letter anew and removes the files of letters that are gone."""

from tests.documents.golden import FOLDER, NAMES, written

for old in FOLDER.glob("*.txt"):
    if old.stem not in NAMES:
        old.unlink()
for name in NAMES:
    (FOLDER / f"{name}.txt").write_text(written(name), encoding="utf-8")
