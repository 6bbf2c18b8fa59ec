"""What a person says in a paper in their own words, and what they only told the bot."""

from collections.abc import Iterable, Sequence

from bot.escalation.case import Case

OWN_WORDS = "own_words"
"""The question whose answer stands in papers as a paragraph of its own."""

POLICE_WORDS = "police_words"
"""The same for the police, who are told everything: it goes into no paper to anybody else."""

WORDS = (OWN_WORDS, POLICE_WORDS)

STORY = "story"
"""The answer that holds what was told to the bot: facts are read in it, and no paper shows it."""


def is_undecided(case: Case, words: str) -> bool:
    """Whether something was told that the person has let neither into the papers which hold the
    answer to the question `words` (one of WORDS) nor kept out of them."""
    return bool(case.answers.get(STORY)) and words not in case.answers


def words_in(questions: Iterable[str]) -> str | None:
    """The question by which a letter with these questions takes the person's own words, if any."""
    return next((name for name in questions if name in WORDS), None)


def turned_against(words: str, problems: Sequence[str]) -> Sequence[str]:
    """The problems whose admissions are pointed out in the answer: none to the police."""
    return () if words == POLICE_WORDS else problems
