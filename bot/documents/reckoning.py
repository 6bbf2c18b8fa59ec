"""The reckoning of a claim as a paper of its own: it is signed apart and enclosed (ГПК ст. 132)."""

from dataclasses import replace
from itertools import takewhile

from bot.documents.blanks import is_blank
from bot.documents.frames import frame_words
from bot.documents.letter import SECTION, Letter


def reckoning(claim: Letter) -> Letter | None:
    """What the section of the claim with its price says, under the same head and for the same
    signature; None for a letter without one, or whose figures are to be filled in."""
    called = frame_words()["reckoning"]
    heads = [
        at
        for at, line in enumerate(claim.body)
        if line.startswith(SECTION) and line.endswith(f" {called}")
    ]
    if not heads:
        return None
    lines = claim.body[heads[0] + 1 :]
    lines = tuple(takewhile(lambda line: not line.startswith(SECTION), lines))
    if any(map(is_blank, lines)):
        return None
    return replace(
        claim,
        title=(called,),
        body=lines,
        asking="",
        demands=(),
        motions=(),
        attachments=(),
        subject=called,
    )
