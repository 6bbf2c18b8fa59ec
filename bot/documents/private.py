"""Personal numbers in a text that others will read: found by their form and hidden."""

import re

from bot.answers.found import phones_in

_PASSPORT = re.compile(
    r"(?i:паспорт\w{0,12}|сери[яи])[^\d\n]{0,25}"
    r"(?P<number>\d{2} ?\d{2},?[ №nN-]{0,4}(?:номер )?\d{6})(?!\d)"
    r"(?:,? (?i:выдан)\b(?:[^\n]{0,120}?\d\d\.\d\d\.\d{4})?)?"
)
_IN_ADDRESS = r"\s<>()\[\],;:\"'«»"
_EMAIL = re.compile(rf"(?<![^{_IN_ADDRESS}])[^{_IN_ADDRESS}]+@[^@{_IN_ADDRESS}]+\.\w{{2,}}")
_ACCOUNT = re.compile(r"(?<!\d)(?:\d[ -]?){19}\d(?!\d)|(?<!\d)41001\d{6,13}(?!\d)")
HIDDEN = "•••"
"""What stands where a number was hidden."""


def hide_passport(text: str) -> str:
    """The text with the series and number of a Russian passport as "•••"."""
    return _hide(text, [match.span("number") for match in _PASSPORT.finditer(text)])


def without_passport(text: str) -> str:
    """The text with a Russian passport as "•••": the word for it and the day of issue too."""
    return _PASSPORT.sub(HIDDEN, text)


def hide_contacts(text: str, *, region: str = "RU") -> str:
    """The text with phones (so wallets, too), e-mails, accounts and passports as "•••".

    Of very many phones the first `MOST_PHONES` are hidden.
    """
    text = hide_passport(text)
    for pattern in (_EMAIL, _ACCOUNT):
        text = _hide(text, [match.span() for match in pattern.finditer(text)])
    return _hide(text, [(match.start, match.end) for match in phones_in(text, region)])


def _hide(text: str, spans: list[tuple[int, int]]) -> str:
    left, last = [], 0
    for start, end in spans:
        left += [text[last:start], HIDDEN]
        last = end
    return "".join([*left, text[last:]])
