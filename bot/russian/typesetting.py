"""What a line is not broken at: between a number and its unit, within a date, after a short word,
within a number."""

import re

NO_BREAK = "\u00a0"
NO_BREAK_HYPHEN = "\u2011"

_MONTHS = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
_UNITS = (
    r"руб\.|коп\.|рубл|копе|тенге|сум|сом|драм|ле[йяе]|дн[яеё]|день|дней|год|г\.|рабоч"
    r"|армянск|белорусск|киргизск|молдавск|таджикск|узбекск|календарн|час|мин|%|₽|тыс|млн"
)
_BEFORE_NUMBER = r"ст|ч|п|пп|гл|д|кв|корп|стр|стать[яиюей]+|част[ьиюейя]+|пункт[аеу]?|глав[аыеу]"

# Each place begins with its space, so that the search leaps from space to space.
_GLUED = re.compile(
    rf" (?:(?<=\d )(?=(?:{_MONTHS}|{_UNITS})|\d{{3}}\b)"
    r"|(?<=№ )(?=\S)"
    r"|(?<=руб\. )(?=\d)"
    r"|(?<=\b(?:БИК|ИНН|КПП) )(?=\d)|(?<=\b(?:ОГРН|КУСП) )(?=[\d№])"
    r"|(?<=\bг\. )(?=[А-ЯЁ])"
    r"|(?<=\b[А-ЯЁ]\. )(?=[А-ЯЁ])"
    r"|(?<=\S )(?=–(?: |$)))"
)
_NAMED_NUMBER = re.compile(rf"\b({_BEFORE_NUMBER})(\.?) (?=\d|№)")
_HYPHEN_AT_DIGIT = re.compile(r"(?<=\d)-(?=\w)|(?<=\w)-(?=\d)")
_MONTH_YEAR = re.compile(rf"\b({_MONTHS}) (?=\d{{4}}\b)")


def typeset(line: str) -> str:
    """The same words, with no-break spaces where Russian typesetting requires them."""
    line = _MONTH_YEAR.sub(rf"\1{NO_BREAK}", line)
    line = _NAMED_NUMBER.sub(rf"\1\2{NO_BREAK}", line)
    return _GLUED.sub(NO_BREAK, line)


def keep_numbers_whole(line: str) -> str:
    """The same words, with no-break hyphens beside digits: "88-1234567", "161-ФЗ". Only for Word,
    which breaks a line at any other: copied from elsewhere, a number is as it was typed."""
    return _HYPHEN_AT_DIGIT.sub(NO_BREAK_HYPHEN, line)
