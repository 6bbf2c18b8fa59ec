"""Whether ё is written wherever it is spoken: one spelling in all that the bot says."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path as File
from typing import Any

from bot.checks.finding import Finding
from bot.content.content import Content
from bot.content.render import LABELS
from bot.records import read_toml
from bot.russian.yo import TWO_WORDS, without_laws, without_yo

READ_FROM_PEOPLE = frozenset(
    f"{name}.toml"
    for name in ("wording", "stories", "intents", "lint", "secrets", "shield", "reply_kinds")
)
"""Lists that typed words are compared with, after ё was folded into е: nobody reads them."""

NOT_SHOWN = frozenset({"source"})
"""Keys whose text is for whoever keeps the data."""

_WORD = re.compile(r"[а-яё]+", re.IGNORECASE)


def check_spelling(content: Content, root: File) -> Iterator[Finding]:
    """Words with е where ё belongs, by `bot.russian.yo` and by how the word is spelt elsewhere."""
    said = list(_said(content, root))
    spelt = {word for _, text in said for word in _words(text) if "ё" in word}
    elsewhere = {word.replace("ё", "е") for word in spelt} - TWO_WORDS
    for file, text in said:
        wrong = {word for word in _words(text) if word in elsewhere} | set(without_yo(text))
        for word in sorted(wrong):
            yield Finding(file, word, "is spelt with ё")


def _words(text: str) -> Iterator[str]:
    return (word.lower() for word in _WORD.findall(without_laws(text)))


def _said(content: Content, root: File) -> Iterator[tuple[str, str]]:
    """Every text and the file it stands in."""
    environment = content.words.environment
    assert environment.loader is not None
    for template in environment.list_templates(extensions=["j2"]):
        yield f"templates/{template}", environment.loader.get_source(environment, template)[0]
    files = [root / "templates" / LABELS, *sorted((root / "data").glob("*.toml"))]
    for file in files:
        if file.name not in READ_FROM_PEOPLE:
            yield file.name, "\n".join(_strings(read_toml(file)))


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _strings(one)
        case Mapping():
            for key, one in value.items():
                if key not in NOT_SHOWN:
                    yield from _strings(one)
