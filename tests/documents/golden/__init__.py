"""Whole letters, kept as files: one per case, compared word for word.

After a change of words run `python -m tests.documents.golden`, read every file that changed aloud,
and commit it only if a lawyer would sign it.
"""

from pathlib import Path

from bot.documents.letter import compose
from bot.documents.text import as_text
from bot.escalation.letters import LetterFacts
from tests.documents.golden.cases import CASES
from tests.documents.known import TEMPLATES

FOLDER = Path(__file__).parent


def written(name: str) -> str:
    """The letter of this case as it is written today."""
    facts: LetterFacts = CASES[name]
    letter = compose(TEMPLATES, facts.draft, facts)
    return f"[{letter.subject}]\n\n{as_text(letter)}\n"
