"""Shouting, swearing and insults in typed text: the first one found, and the text without them."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from bot.answers.wording import plain, words

_WORD = re.compile(r"[^\W\d_](?:[\w*@#$-]*\w)?")
_SHOUTED = re.compile(r"[A-ZА-ЯЁ]{2,}(?:[ ,]+(?:[A-ZА-ЯЁ]{2,}|[АВИКОСУЯ]\b))*")
_SHOUT_LETTERS = 8
"""How many letters in capitals on end are a shout, known abbreviations left out."""

_NEAR_YOU = 3
# A sign in the middle stands for a vowel or two letters: "х*й", "п**дец".
_SIGNS = re.compile(r"[*#@]+")
_BEHIND_SIGNS = ("у", "и", "е", "я", "а", "о", "уй", "из")
# Latin letters and digits that stand for Cyrillic ones in disguised words.
_DISGUISES = str.maketrans("aceopxykmtbh0$6", "асеорхукмтвносб")


def first_shout(text: str) -> str | None:
    """The first run of capitals that is no abbreviation."""
    return next((match[0] for match in _shouts(text)), None)


def calm_down(text: str) -> str:
    """The text with its shouts in small letters, sentences and abbreviations kept in capitals."""
    for match in list(_shouts(text)):
        calm = re.sub(r"[^\W\d_]+", _calm_word, match[0])
        text = text[: match.start()] + calm + text[match.end() :]
    return re.sub(r"(?:^|[.!?]\s+|\n)[а-яё]", lambda match: match[0].upper(), text)


def first_profanity(text: str) -> str | None:
    """The first obscene word, disguises included ("х*й", "бл@дь")."""
    said = (match[0] for match in _WORD.finditer(text))
    return next((word for word in said if _is_profane(word)), None)


def first_insult(text: str) -> str | None:
    """The first insult: some words always are, some only when said to the reader ("вы воры").

    "вы" and what stands between belong to it: what is left must still be a sentence.
    """
    lists = words("lint")
    said = list(_WORD.finditer(text))
    for place, match in enumerate(said):
        word = plain(match[0])
        before = said[max(0, place - _NEAR_YOU) : place]
        you = next((one for one in reversed(before) if plain(one[0]) in lists["you"]), None)
        always = _is_listed(word, lists["insults"])
        if always or (you and _is_listed(word, lists["insults_after_you"])):
            start = you.start() if you and plain(you[0]) == lists["you"][0] else match.start()
            return text[start : match.end()]
    return None


def _is_listed(word: str, listed: list[str]) -> bool:
    return any(
        word.startswith(entry[:-1]) if entry.endswith("*") else word == entry for entry in listed
    )


def without(text: str, first: Callable[[str], str | None]) -> str:
    """The text without anything that `first` finds in it."""
    while found := first(text):
        before, _, after = text.partition(found)
        if before.rstrip(" \t")[-1:] in {"", ".", "!", "?", "\n"}:  # a whole sentence: its mark too
            after = after.lstrip(" \t.,!?;:")
        text = before + after
    text = re.sub(r"\s+(?=[.,!?;:])", "", re.sub(r"[ \t]{2,}", " ", text))
    # What stood before or after the word alone: "вернуть,." or a sentence that is only a mark.
    text = re.sub(r"[,;]\s*(?=[.!?,;])|^[\s.,!?;:]+", "", text)
    return text.strip()


def _is_profane(word: str) -> bool:
    lists = words("lint")
    tidy = plain(word).translate(_DISGUISES)
    if tidy in lists["not_profane"]:
        return False
    spellings = {_SIGNS.sub(letters, tidy.replace("-", "")) for letters in _BEHIND_SIGNS}
    return any(_profanity().fullmatch(spelling) for spelling in spellings)


@cache
def _profanity() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in words("lint")["profanity"]))


def _shouts(text: str) -> Iterator[re.Match[str]]:
    known = set(words("lint")["capitals"])
    for match in _SHOUTED.finditer(text):
        loud = [word for word in re.findall(r"[^\W\d_]+", match[0]) if word not in known]
        whole = not (text[match.end() : match.end() + 1].isalpha())
        if whole and sum(map(len, loud)) >= _SHOUT_LETTERS:
            yield match


def _calm_word(match: re.Match[str]) -> str:
    return match[0] if match[0] in words("lint")["capitals"] else match[0].lower()
