"""A letter that was kept by an older version is read again."""

from bot.documents.kept import KeptLetter, packed, unpacked
from tests.documents.known import letter


def test_a_kept_letter_comes_back_with_or_without_the_file_name_of_older_ones() -> None:
    kept = KeptLetter(called="Претензия", letter=letter("pretenziya"))
    assert unpacked(packed(kept)) == kept
    assert unpacked({**packed(kept), "file": "Претензия 2026-11-23 12400 руб"}) == kept
