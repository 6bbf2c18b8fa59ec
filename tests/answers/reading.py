"""The bot's own reader, by the word lists of data/, under the names of what it does."""

from pathlib import Path

from bot.content.firms import load_firms
from bot.content.load import load_reply_kinds
from bot.content.reader import Reader
from bot.content.wording import load_word_lists

DATA = Path("data")
LISTS = load_word_lists(DATA)
PHRASES = {kind.id: kind.phrases for kind in load_reply_kinds(DATA).values()}
"""The stock replies and the phrases they are known by."""

FIRMS = {firm.id: firm.place for firm in load_firms(DATA).values()}
_READER = Reader(LISTS, FIRMS)
find = _READER.find
in_words = _READER.in_words
in_figures = _READER.in_figures
lint = _READER.lint
mended = _READER.mended
mask = _READER.mask
read = _READER.read
show = _READER.show
