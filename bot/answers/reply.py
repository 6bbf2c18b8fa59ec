"""Which of the stock answers a pasted reply is: offered by its wording, chosen by the person."""

from collections.abc import Mapping, Sequence

from bot.answers.clean import clean
from bot.answers.phrases import recognise
from bot.answers.wording import words


def stock_replies() -> dict[str, tuple[str, ...]]:
    """The ids of the stock answers with the phrases they are known by (data/replies.toml)."""
    return {id_: tuple(kind["phrases"]) for id_, kind in words("replies").items()}


def likely_kinds(text: str, kinds: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids of `kinds` whose phrases are in the text, the likeliest first; maybe none.

    The score is `recognise`'s: each phrase that is there gives its number of words, squared.
    """
    return [match.id for match in recognise(clean(text), kinds)]
