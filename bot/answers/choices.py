"""Which buttons of a list a typed answer means: people type where they were to press."""

import re
from collections.abc import Mapping

from bot.answers.reply import likely_kinds

_BETWEEN = re.compile(r",| и | или ")
_WORD = re.compile(r"[\w-]+")


def choices_said(text: str, labels: Mapping[str, str]) -> list[str]:
    """The ids of the choices that the text names, the likeliest first; there may be none.

    `labels` are the words on the buttons. One is named where all words of a part of it are said, in
    any form: of "Выписка, история" either will do.
    """
    phrases = {
        choice: [
            " ".join(words) for part in _BETWEEN.split(label) if (words := _WORD.findall(part))
        ]
        for choice, label in labels.items()
    }
    return likely_kinds(text, phrases)
