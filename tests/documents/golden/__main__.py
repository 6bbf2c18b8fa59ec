"""Writes every golden letter anew and removes the files of cases that are gone."""

from tests.documents.golden import FOLDER, written
from tests.documents.golden.cases import CASES

for old in FOLDER.glob("*.txt"):
    if old.stem not in CASES:
        old.unlink()
for name in CASES:
    (FOLDER / f"{name}.txt").write_text(written(name), encoding="utf-8")
