"""The letter of a step, written from its case."""

from datetime import date

from bot.dialogs.desk import Desk
from bot.documents.letter import compose
from bot.documents.written import Written
from bot.escalation.case import Case
from bot.escalation.drafts import Channel


def write(
    case: Case, step: str, desk: Desk, channel: Channel | None = None, on: date | None = None
) -> Written:
    """The letter of this step, written from what the case knows now and dated `on` (today unless
    another day is given); composed once per screen."""
    facts = desk.casework.letter_facts(case, step, on or desk.today)
    return Written(
        case=case,
        lint=desk.reader.lint,
        step=desk.content.path.steps[step],
        draft=desk.content.draft_of(step),
        wanted=desk.content.questions_for(case, step),
        facts=facts,
        letter=compose(desk.words.environment, facts.draft, facts),
        channel=channel,
    )
