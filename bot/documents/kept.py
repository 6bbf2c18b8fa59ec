"""A letter as it went out: packed to be kept with its sending, and unpacked again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from bot.documents.letter import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """A letter, and what it is called."""

    called: str
    letter: Letter


def packed(kept: KeptLetter) -> dict[str, Any]:
    """What JSON can hold of it."""
    return cast(dict[str, Any], msgspec.to_builtins(kept))


def unpacked(content: Mapping[str, Any]) -> KeptLetter:
    """The letter again; a field that `Letter` got later needs a default for the older ones, and
    what those hold besides is passed over.

    Raises msgspec.ValidationError for what `packed` never gave.
    """
    return msgspec.convert(content, KeptLetter)
