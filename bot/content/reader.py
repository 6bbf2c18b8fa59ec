"""Everything done with typed text by the word lists of data/, built once."""

from collections.abc import Mapping
from datetime import date

from bot.answers.days import Days
from bot.answers.intents import Intents
from bot.answers.problems import Problems
from bot.answers.read import Context, read
from bot.answers.secrets import Secrets
from bot.answers.story import Stories
from bot.answers.sums import Sums
from bot.documents.lint import Linter
from bot.escalation.values import Value
from bot.russian.show import Shown
from bot.russian.wording import WordLists


class Reader:
    """Reads answers and stories, masks secrets, proofreads letters and writes values out."""

    def __init__(self, lists: WordLists, firms: Mapping[str, str]) -> None:
        """`firms` are the places of the firms that a story may name, by their ids."""
        self._days = Days(lists.wording.days)
        self._sums = Sums(lists.wording)
        secrets = Secrets(lists.secrets, self._sums)
        shown = Shown(lists.wording.currencies)
        self.mask = secrets.mask
        linter = Linter(lists.letters, secrets)
        self.lint, self.mended = linter.lint, linter.mended
        problems = Problems(lists.problems)
        self.find = Stories(lists.stories, self._days, self._sums, problems, firms).find
        self.intents = Intents(lists.intents)
        self.show = shown.show
        self.in_words = shown.in_words
        self.in_figures = shown.in_figures

    def read(self, kind: str, text: str, *, today: date, region: str = "RU") -> Value:
        """The value that the text means as an answer of this kind (one of `read.KINDS`).

        `today` is the person's own day; `region` (ISO 3166) says whose phones and money are meant
        when the text does not. Raises Unreadable with a slug of `read.SLUGS`; KeyError for an
        unknown kind.
        """
        return read(kind, text, Context(today, region, self._days, self._sums))
