"""What a person says in a paper in their own words, and what they only told the bot."""

from bot.escalation.case import Case

OWN_WORDS = "own_words"
"""The question whose answer stands in papers as a paragraph of its own."""

STORY = "story"
"""The answer that holds what was told to the bot: facts are read in it, and no paper shows it."""


def is_undecided(case: Case) -> bool:
    """Whether something was told that the person has let neither into the papers nor kept out."""
    return bool(case.answers.get(STORY)) and OWN_WORDS not in case.answers
