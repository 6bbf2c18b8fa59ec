"""What may be named to a person as the ground of a fact, from data/grounds.toml."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.escalation.facts import Fact, Standing
from bot.records import read_toml, record

FILE = "grounds.toml"

HOST = re.compile(r"(?:[\w-]+\.)+[a-zа-я]{2,}", re.IGNORECASE)
ACT = re.compile(
    r"\b(?:ст|ч|п|пп)\. \d|§ \d|\b(?:закон|законопроект|приказ|решение|определение|порядок)\b",
    re.IGNORECASE,
)
"""An article or the kind of an act: what a person can find the text by."""

NO_GROUND = frozenset({Standing.CLOSED, Standing.CONTRADICTED, Standing.ARTICLE_ONLY})
"""What nobody is advised to rely on needs neither a ground nor a place to ask."""


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """The sites that may be named: the bodies' own, and newspapers for events."""

    official: tuple[str, ...]
    press: tuple[str, ...]


def load_grounds(folder: Path) -> Grounds:
    """The sites of `folder`/grounds.toml. Raises BadData."""
    return record(Grounds, FILE, "", read_toml(folder / FILE))


def unfit(fact: Fact, grounds: Grounds) -> Iterator[str]:
    """Why this fact's ground must not be shown to a person; nothing when it may.

    Each part of a ground (between semicolons) names an act, or a site of `grounds`. A newspaper
    stands for events only. What has no ground says where to ask.
    """
    if fact.ground is None:
        if fact.ask is None and fact.standing not in NO_GROUND:
            yield "names neither an act nor a body's page, nor says where to ask"
        return
    for part in fact.ground.split(";"):
        hosts = HOST.findall(part)
        if not hosts and not ACT.search(part):
            yield f"neither an act nor a site: {part.strip()}"
        for host in hosts:
            yield from _unfit_host(host.lower(), fact, grounds)


def _unfit_host(host: str, fact: Fact, grounds: Grounds) -> Iterator[str]:
    if _is_of(host, grounds.press):
        if not fact.event:
            yield f"a newspaper is no ground for a rule: {host}"
    elif not _is_of(host, grounds.official):
        yield f"is not a body's own site: {host}"


def _is_of(host: str, sites: Iterable[str]) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in sites)
