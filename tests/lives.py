"""Cases lived event by event by the bot's own moves, and their letters on the way: nothing of them
is put together by hand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.desk import Desk
from bot.dialogs.letter import write
from bot.documents.written import Written
from bot.escalation import moves
from bot.escalation.case import Case, Change, Event, EventKind, Reply, applied
from bot.escalation.claim_form import may_be_form
from bot.escalation.own_words import OWN_WORDS, WORDS, words_in
from bot.escalation.questions import SKIPPED
from bot.escalation.routing import is_open
from bot.escalation.values import Value

ZONE = ZoneInfo("Europe/Moscow")
REPLIES = {reply.value: reply for reply in Reply}


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


class Life:
    """One case: opened at `place` with `problem`, and what happened to it since.

    An event is a line, "day verb step …": checked | go step [reason:…] | writes step (its letter,
    asked for as it is then) | sent step [form] | papers step (sent again) | number step N |
    registered step day | extended step | and each reply by its name, with its kind if it has one:
    refused step no_crime. `told` is what this person answers when asked, and the `firm` picked at
    the start; what nobody has asked so far the case does not know, as in life.
    """

    def __init__(
        self,
        content: Content,
        place: str,
        problem: str,
        told: Mapping[str, Value],
        today: date,
    ) -> None:
        self.content, self.timing, self.told, self.today = content, content.timing, told, today
        self.casework = Casework(
            None,  # type: ignore[arg-type]  # nothing is stored here
            content.timing,
            content.court,
            content.names,
            lambda: noon(self.today),
            ZONE,
        )
        first = content.path.route(place, problem).steps[0]
        opened = Event(EventKind.OPENED, first, today, int(noon(today).timestamp()))
        firm = {"firm": told["firm"]} if "firm" in told else {}
        self.case = Case(1, 1001, place, problem, first, 1, noon(today), False, firm, (opened,))

    @property
    def desk(self) -> Desk:
        """As it is today."""
        return Desk(self.content, self.casework)

    def live(self, events: Iterable[str]) -> Iterator[tuple[str, Written]]:
        """What happens, in its order; gives each letter that is written on the way, by its step."""
        for line in events:
            day, verb, *rest = line.split()
            self.today = date.fromisoformat(day)
            if verb == "writes":
                assert self.is_open(rest[0]), f"{rest[0]} is locked on {day}"
                yield rest[0], self.written(rest[0])
            else:
                self.case = applied(self.case, self._change(verb, rest))

    def is_open(self, step: str) -> bool:
        return is_open(self.case, self.content.path.steps[step], self.timing, self.today)

    def ask(self, step: str) -> None:
        """Ask all that this step asks in this case; what the person has not told is passed."""
        while missing := [
            name
            for name in self.content.questions_for(self.case, step)
            if name not in self.case.answers
        ]:
            told = {name: self._answer(name) for name in missing}
            self.case = replace(self.case, answers={**self.case.answers, **told})

    def _answer(self, name: str) -> Value:
        """What this person says when asked; of choices only what is offered."""
        meant = OWN_WORDS if name in WORDS else name
        question, told = self.content.questions.get(name), self.told.get(meant, SKIPPED)
        if question is None or not isinstance(told, tuple):
            return told
        offered = self.content.choices_for(self.case, question)
        return tuple(choice for choice in told if choice in offered)

    def written(self, step: str) -> Written:
        """The letter of this step as it is written today."""
        self.ask(step)
        self._say_more(step)
        return write(self.case, step, self.desk)

    def _say_more(self, step: str) -> None:
        """*Добавить от себя*, once, on the first letter that takes it."""
        name, answers = words_in(self.content.draft_of(step).questions), self.case.answers
        words = self.told.get(OWN_WORDS)
        if words and name and name not in answers:
            self.case = replace(self.case, answers={**answers, name: words})

    def _change(self, verb: str, rest: list[str]) -> Change:
        case, timing, on = self.case, self.timing, self.today
        at, step = noon(on), rest[0] if rest else ""
        match verb:
            case "checked":
                return moves.finish_checks(case, timing, at, on, helped=False)
            case "go":
                reason = rest[1].removeprefix("reason:") if len(rest) > 1 else ""
                return moves.go_to(case, timing, at, on, step, reason)
            case "number":
                assert case.step == step, f"stands at {case.step}"
                return moves.acknowledge(case, timing, at, on, rest[1])
            case "registered":
                assert case.step == step, f"stands at {case.step}"
                return moves.register(case, timing, at, on, date.fromisoformat(rest[1]))
            case "extended":
                return moves.extend(case, timing, at, on, None, on)
            case "sent" | "papers":
                assert case.step == step, f"stands at {case.step}"
                form = rest[1:] == ["form"] and may_be_form(case, timing.path, on)
                return moves.mark_sent(case, timing, at, on, on, form=form)
            case _:
                kind = rest[1] if len(rest) > 1 else ""
                return moves.record_reply(case, timing, at, on, REPLIES[verb], on, kind, step)
