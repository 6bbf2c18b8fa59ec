"""Which stock reply a pasted one is: offered by its wording, chosen by the person."""

from collections.abc import Mapping, Sequence

from bot.answers.clean import clean
from bot.russian.phrases import recognise


def likely_kinds(text: str, kinds: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids of `kinds` whose phrases are in the text, the likeliest first; there may be none.

    The score is `recognise`'s: each phrase that is there gives its number of words, squared.
    """
    return [match.id for match in recognise(clean(text), kinds)]
