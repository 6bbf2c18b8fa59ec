"""What a case is called in lists, from what is known of it."""

from collections.abc import Callable

from bot.content.render import Words
from bot.escalation.case import Case
from bot.escalation.firms import Firm
from bot.escalation.operations import total
from bot.escalation.values import Moment, Value
from bot.russian.written_days import capitalize_first

MAX_TITLE = 36
"""Characters: about what a button shows on one line."""


def case_title(case: Case, firm: Firm | None, words: Words, show: Callable[[Value], str]) -> str:
    """The firm, the problem, the sum and the day, as far as they are known: "ЮMoney · не дошёл ·
    12 400 ₽"; the day only where there is room for both."""
    whose = firm.button if firm else words.labels("place_titles").get(case.place, "")
    parts = [*([whose] if whose else []), words.label("problem_titles", case.problem)]
    money, moment = total(case.answers), case.answers.get("happened")
    sum_ = show(money) if money is not None else ""
    day = f"{moment.on:%d.%m}" if isinstance(moment, Moment) else ""
    for told in (", ".join(filter(None, [sum_, day])), sum_, day):
        title = capitalize_first(" · ".join([*parts, told] if told else parts))
        if len(title) <= MAX_TITLE:
            return title
    title = capitalize_first(" · ".join(parts))
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"
