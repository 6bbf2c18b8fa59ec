"""Many beginnings looked for in a word at once: as dear as one, however long the list is."""

from collections.abc import Iterable


class Beginnings:
    """A list of word beginnings; what a word begins with is looked up, not compared one by one."""

    def __init__(self, beginnings: Iterable[str]) -> None:
        self._known = frozenset(beginnings)
        self._lengths = sorted({len(beginning) for beginning in self._known})

    def of(self, word: str) -> list[str]:
        """Every beginning of the list that the word begins with, the shortest first."""
        starts = (word[:length] for length in self._lengths if length <= len(word))
        return [start for start in starts if start in self._known]
