"""What a story says in words that mean one thing: choices of questions, and a decision in hand."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.answers.days import DayFound, Days
from bot.answers.mentions import Mention, has_cue, words_after, words_before
from bot.escalation.values import Moment
from bot.russian.phrases import Match
from bot.russian.spoken import Spoken
from bot.russian.wording import StoryWords, small

NOT_TOLD = "not_told"
"""The choice that says nothing was named: whoever names something has been told it."""

_BESIDE = 4  # words between a day and what says that something was decided on it


class Told:
    """Finds them by the phrases of data/stories.toml."""

    def __init__(self, words: StoryWords, days: Days) -> None:
        self._words, self._days = words, days
        choices = {
            f"{question}.{choice}": phrases
            for question, told in words.told.items()
            for choice, phrases in told.choices.items()
        }
        self._choices = Spoken(choices)
        self._decisions = Spoken({step: one.phrases for step, one in words.decisions.items()})

    def choices(self, text: str, problems: Sequence[str]) -> Iterator[Mention]:
        """What is said of each question that goes with the likeliest of these problems."""
        told = self._words.told.items()
        asked = [question for question, one in told if not one.problems.isdisjoint(problems[:1])]
        found = self._choices.find(text) if asked else []
        for question in asked:
            said = [one for one in found if one.id.startswith(f"{question}.")]
            if len(said) > 1:
                said = [one for one in said if not one.id.endswith(f".{NOT_TOLD}")]
            if said and not (self._words.told[question].one and len(said) > 1):
                yield _chosen(question, said)

    def decision(self, text: str, today: date) -> Iterator[Mention]:
        """The decision in hand, as the step that it opens and the reason by which
        ("court.ombudsman_refused"), and the day on which it was made where one stands beside it."""
        whole = small(text)
        if not any(cue in whole for cue in self._words.cues.decided):
            return  # seldom is anything decided, and phrases are slow to look for
        for step in self._decisions.find(text)[:1]:
            reason = self._words.decisions[step.id].reason
            yield Mention("decision", f"{step.id}.{reason}", step.start, step.end)
            for day in self._days.find(text, today=today):
                if day.on and day.on <= today and self._is_of(text, day):
                    yield Mention("decided", Moment(day.on), day.start, day.end)

    def _is_of(self, text: str, day: DayFound) -> bool:
        """Whether a decision was made on the day: the nearest word that tells what was done says
        so, before the day or else after it."""
        cues = self._words.cues
        others = cues.paid + cues.due
        for said in (
            words_before(text, day.start, _BESIDE)[::-1],
            words_after(text, day.end, _BESIDE),
        ):
            nearest = next((word for word in said if has_cue([word], cues.decided + others)), None)
            if nearest is not None:
                return has_cue([nearest], cues.decided)
        return False


def _chosen(question: str, said: Sequence[Match]) -> Mention:
    """The choices that were said, in the order of the list, as one answer."""
    choices = tuple(sorted(one.id.partition(".")[2] for one in said))
    return Mention(question, choices, said[0].start, said[0].end)
