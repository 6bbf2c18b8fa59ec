"""What a letter's file is called, so that a person finds it again on any system."""

import re

from bot.documents.frames import frame_words
from bot.documents.letter import Letter
from bot.escalation.letters import LetterFacts
from bot.escalation.operations import total
from bot.escalation.values import Money

_LONGEST_TITLE = 60
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def file_name(letter: Letter, facts: LetterFacts, ext: str) -> str:
    """For example "Претензия 2026-11-23 12400 руб.docx"."""
    return f"{file_stem(letter, facts)}.{ext}"


def file_stem(letter: Letter, facts: LetterFacts) -> str:
    """The name without its ending, for example "Претензия 2026-11-23 12400 руб"; the sum is left
    out when it is unknown.

    Free of what Windows, macOS and Android forbid: reserved marks, a dot or a space at an end.
    A public letter's name holds no sum.
    """
    title = _UNSAFE.sub("", letter.title[0])[:_LONGEST_TITLE].strip(" .")
    parts = [title, letter.dated_on.isoformat()]
    money = total(facts.answers)
    if money is not None and not letter.public:
        parts.append(_short(money))
    return " ".join(" ".join(parts).split())


def _short(money: Money) -> str:
    whole, small = divmod(money.minor, 100)
    unit = frame_words()["file_unit"] if money.currency == "RUB" else money.currency
    return f"{whole},{small:02} {unit}" if small else f"{whole} {unit}"
