"""What a text means that answers no question: by the phrases of data/intents.toml."""

import re
from collections.abc import Mapping

from bot.russian.phrases import Match
from bot.russian.spoken import Spoken
from bot.russian.wording import Intent, IntentWords, small

_WORD = re.compile(r"[^\W\d_]+")
_UNLESS = "-"
_SHOUTED = re.compile("!{2,}")  # ends no sentence: "деньги!!! нету!!!"
_PERCENT = " процент "  # said as a word: "сперва 7%"


class Intents:
    """Finds the intents of a text."""

    def __init__(self, words: IntentWords) -> None:
        self.by_id: Mapping[str, Intent] = words.intents
        phrases = {id_: intent.phrases for id_, intent in words.intents.items()}
        unless = {f"{_UNLESS}{id_}": intent.unless for id_, intent in words.intents.items()}
        self._spoken = Spoken({**phrases, **unless}, words.spelt)
        self._own, self._theirs = frozenset(words.own), frozenset(words.theirs)

    def find(self, text: str) -> list[Match]:
        """The intents whose phrases are in the text and none of what speaks against them, the
        longest phrase first, then in the order of the table."""
        found = self._spoken.find(_SHOUTED.sub(" ", text).replace("%", _PERCENT))
        against = {one.id for one in found}
        return [
            one
            for one in found
            if not one.id.startswith(_UNLESS) and f"{_UNLESS}{one.id}" not in against
        ]

    def is_addressed(self, text: str) -> bool:
        """Whether the text speaks to a reader and not of its writer: somebody else wrote it."""
        words = set(_WORD.findall(small(text)))
        return bool(words & self._theirs) and not words & self._own

    def opened(self, prefix: str) -> list[str]:
        """What the table opens of this kind ("faq.", "step."), each once, without the prefix."""
        named = (one.opens for one in self.by_id.values() if one.opens.startswith(prefix))
        return [*dict.fromkeys(one.removeprefix(prefix) for one in named)]
