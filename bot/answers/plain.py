"""Whether an answer says one thing only: then it is kept without asking what was meant."""

import re
from collections.abc import Mapping

_SUM = re.compile(
    r"\d{1,3}(?:[ \u00a0]?\d{3})*(?:[.,]\d{1,2})? ?(?:₽|р\.?|руб\.?|рублей|рубля|рубль)?",
    re.IGNORECASE,
)
_DAY = r"\d{1,2}\.\d{1,2}\.\d{4}"
_MOMENT = re.compile(rf"{_DAY}(?:,? (?:в )?\d{{1,2}}:\d{{2}})?")

_PHONE = re.compile(r"(?:\+7|8)(?:[ ()\-]{0,2}\d){10}")
_EMAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")

_PLAIN: Mapping[str, re.Pattern[str]] = {
    "sum": _SUM,
    "day": re.compile(_DAY),
    "birth_date": re.compile(_DAY),
    "moment": _MOMENT,
    "phone": _PHONE,
    "email": _EMAIL,
}
"""By the kind of the answer (`bot.answers.read`)."""


def is_plain(kind: str, text: str) -> bool:
    """Whether the text is nothing but the figures of one value: "9 900 ₽", "03.05.2026 15:30".
    Words ("9,9 тыс", "вчера", "карта 4417") may have been misread and are shown back."""
    pattern = _PLAIN.get(kind)
    return pattern is not None and pattern.fullmatch(text.strip()) is not None
