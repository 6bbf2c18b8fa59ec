"""Looking for many beginnings in a word at once, at the cost of one, however long the list."""

from collections.abc import Iterable


class Beginnings:
    """A list of word beginnings; they are looked up, not compared one by one."""

    def __init__(self, beginnings: Iterable[str]) -> None:
        self._known = frozenset(beginnings)
        self._lengths: dict[str, list[int]] = {}
        for length, first in sorted({(len(one), one[0]) for one in self._known}):
            self._lengths.setdefault(first, []).append(length)

    def of(self, word: str) -> list[str]:
        """Every listed beginning that the word starts with, shortest first."""
        starts = {word[:length]: None for length in self._lengths.get(word[:1], ())}
        return [start for start in starts if start in self._known]
