"""Loads the word lists of data/ by which typed answers are read, and the weights of problems."""

import json
import re
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from bot.answers.problems import WEIGHTS
from bot.records import WHOLE, BadData, read_toml, record, records
from bot.russian.wording import (
    Intent,
    IntentWords,
    LetterWords,
    ProblemWeights,
    SecretWords,
    StoryWords,
    Wording,
    WordLists,
)

MONTHS = 12
LONGEST_MONTH = 31
_CLASS = re.compile(r"<(\w+)>")

T = TypeVar("T")


def load_word_lists(folder: Path) -> WordLists:
    """The lists of `folder`/wording.toml, secrets.toml, lint.toml, stories.toml and intents.toml,
    and the weights by which problems are told.

    Raises BadData for an unknown or missing key, a value of the wrong type and an invalid regular
    expression; for a missing month or day of the month, and for a region's currency or a multiplier
    that is named but does not exist.
    """
    lists = WordLists(
        wording=_read(Wording, folder / "wording.toml"),
        secrets=_read(SecretWords, folder / "secrets.toml"),
        letters=_read(LetterWords, folder / "lint.toml"),
        stories=_read(StoryWords, folder / "stories.toml"),
        intents=_read_intents(folder / "intents.toml"),
        problems=read_weights(WEIGHTS),
    )
    _check(lists.wording)
    return lists


def read_weights(file: Path) -> ProblemWeights:
    """The weights as `write_weights` wrote them.

    Raises BadData for a file that is missing, has been cut off or was written by hand.
    """
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        weights = ProblemWeights(
            problems=tuple(table["problems"]),
            biases=tuple(table["biases"]),
            unit=table["unit"],
            pieces=tuple(table["pieces"].split("\t")),
            rows=array("b", b64decode(table["rows"])),
        )
    except OSError as error:
        raise BadData(file.name, WHOLE, error.strerror or str(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadData(file.name, WHOLE, f"is not as it was trained: {error}") from error
    whole = len(weights.pieces) * weights.columns == len(weights.rows)
    if not whole or len(weights.problems) != len(weights.biases):
        raise BadData(file.name, "rows", "must be as many as the pieces")
    return weights


def write_weights(weights: ProblemWeights, file: Path, stories: str) -> None:
    """The weights as a file; `stories` is the digest of the stories they were trained on."""
    table = {
        "about": "Trained by tests/answers/training, never edited by hand.",
        "stories": stories,
        "problems": weights.problems,
        "biases": weights.biases,
        "unit": weights.unit,
        "pieces": "\t".join(weights.pieces),
        "rows": b64encode(weights.rows.tobytes()).decode(),
    }
    file.write_text(json.dumps(table, ensure_ascii=False) + "\n", encoding="utf-8")


def _read(cls: type[T], file: Path) -> T:
    return record(cls, file.name, "", read_toml(file))


def _read_intents(file: Path) -> IntentWords:
    table = read_toml(file)
    classes = table.pop("classes", {})
    intents = {
        id_: replace(
            one,
            phrases=_spelt_out(one.phrases, classes, file),
            unless=_spelt_out(one.unless, classes, file),
        )
        for id_, one in records(Intent, file.name, table.get("intents", {})).items()
    }
    for intent in intents.values():
        if not intent.phrases:
            raise BadData(file.name, f"intents.{intent.id}.phrases", "nothing means it")
    return record(IntentWords, file.name, "", {**table, "intents": intents})


def _spelt_out(phrases: Iterable[str], classes: Mapping[str, str], file: Path) -> tuple[str, ...]:
    """The phrases with the words of each class in the place of its <name>."""

    def words(named: re.Match[str]) -> str:
        try:
            return classes[named[1]]
        except KeyError:
            raise BadData(file.name, f"classes.{named[1]}", "no such class of words") from None

    return tuple(_CLASS.sub(words, phrase) for phrase in phrases)


def _check(wording: Wording) -> None:
    days = wording.days
    if len(days.months) != MONTHS:
        raise BadData("wording.toml", "days.months", f"must be {MONTHS}")
    if len(days.ordinals) != LONGEST_MONTH:
        raise BadData("wording.toml", "days.ordinals", f"must be {LONGEST_MONTH}")
    for region, currency in wording.regions.items():
        if currency not in wording.currencies:
            raise BadData("wording.toml", f"regions.{region}", f"no currency {currency}")
    for word in wording.multipliers.roubles:
        if word not in wording.multipliers.words:
            raise BadData("wording.toml", "multipliers.roubles", f"no multiplier {word}")
