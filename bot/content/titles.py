"""What a case is called in lists, from what is known of it."""

from collections.abc import Callable

from bot.content.render import Words
from bot.escalation.case import Case
from bot.escalation.firms import Firm
from bot.escalation.operations import total
from bot.escalation.values import Moment, Value

MAX_TITLE = 60
"""Characters: about what a button shows."""


def case_title(case: Case, firm: Firm | None, words: Words, show: Callable[[Value], str]) -> str:
    """The firm, the sum and the day, as far as known, and the problem: "ЮMoney · 12 400 ₽, …"."""
    parts = []
    money, moment = total(case.answers), case.answers.get("happened")
    if money is not None:
        parts.append(show(money))
    if isinstance(moment, Moment):
        parts.append(f"{moment.on:%d.%m}")
    title = ", ".join([*parts, words.label("problem_titles", case.problem)])
    title = f"{firm.button} · {title}" if firm else title
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"
