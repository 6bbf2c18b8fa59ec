"""What a person can do with a case: the rules, the storage and the time put together."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.escalation import moves
from bot.escalation.carry_over import Names, enclosed_already, letter_facts
from bot.escalation.case import Case, Change, Reply
from bot.escalation.claim import Figures, as_claim, figures
from bot.escalation.court_rules import CourtRules
from bot.escalation.letters import LetterFacts
from bot.escalation.outlook import Outlook, outlook
from bot.escalation.timing import Timing
from bot.escalation.values import Value
from bot.storage.cases import Act, Cases


class Casework:
    """The verbs of the buttons. Each is one transaction; each raises EscalationError when a rule
    says no, and StaleButtonError when its button is older than the case."""

    def __init__(
        self,
        cases: Cases,
        timing: Timing,
        court: CourtRules,
        names: Names,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self.timing = timing
        self.path = timing.path
        self._court = court
        self._names = names
        self._cases = cases
        self._clock = clock
        self._zone = zone

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._clock()

    def today(self) -> date:
        """The present day where the bot's people live."""
        return self._clock().astimezone(self._zone).date()

    def unix_end(self, day: date) -> int:
        """The last second of the day where the bot's people live, in Unix time."""
        end = datetime.combine(day, time(23, 59, 59), self._zone)
        return int(end.timestamp())

    async def load(self, person_id: int, case_id: int) -> Case:
        """The person's case. Raises EscalationError no_such_case."""
        return await self._cases.load(person_id, case_id)

    async def list(self, person_id: int) -> list[Case]:
        """All cases of the person, the open ones first."""
        return await self._cases.list(person_id)

    async def open_case(
        self, person_id: int, update_id: int, place: str, problem: str, story: str = ""
    ) -> Case:
        """A new case on the first step of its route, with its story if that was told already."""
        first = self.path.route(place, problem).steps[0]
        answers: dict[str, Value] = {"story": story} if story else {}
        return await self._cases.open(
            person_id, update_id, place, problem, first, self.now(), self.today(), answers
        )

    async def place(self, act: Act, to: str) -> Case:
        return await self._move(act, moves.place, self.now(), self.today(), to)

    async def adjust(
        self, act: Act, question: str, new: Callable[[Value | None], Value | None]
    ) -> Case:
        """Keep the answer that `new` makes of the present one; None forgets it."""
        return await self._change(
            act, lambda case: Change(answers={question: new(case.answers.get(question))})
        )

    async def keep(self, act: Act, answers: Mapping[str, Value | None]) -> Case:
        """Keep several answers at once; None forgets one."""
        return await self._change(act, lambda case: Change(answers=answers))

    async def finish_checks(self, act: Act, *, helped: bool) -> Case:
        return await self._move(act, moves.finish_checks, self.now(), self.today(), helped=helped)

    async def mark_sent(self, act: Act, on: date) -> Case:
        return await self._time(act, moves.mark_sent, on)

    async def register(self, act: Act, on: date) -> Case:
        return await self._time(act, moves.register, on)

    async def extend(self, act: Act, until: date | None) -> Case:
        return await self._time(act, moves.extend, until)

    async def acknowledge(self, act: Act, number: str) -> Case:
        return await self._move(act, moves.acknowledge, self.now(), self.today(), number)

    async def record_reply(self, act: Act, reply: Reply, kind: str = "") -> Case:
        return await self._move(act, moves.record_reply, self.now(), self.today(), reply, kind)

    async def skip_step(self, act: Act) -> Case:
        return await self._move(act, moves.skip_step, self.now(), self.today())

    async def go_to(self, act: Act, step: str, reason: str = "") -> Case:
        return await self._move(act, moves.go_to, self.now(), self.today(), step, reason)

    async def close(self, act: Act, reason: str) -> Case:
        return await self._move(act, moves.close, self.now(), self.today(), reason)

    async def reopen(self, act: Act) -> Case:
        return await self._change(act, lambda case: moves.reopen(case, self.now(), self.today()))

    async def move_card(self, case: Case, message_id: int) -> None:
        """Remember which message shows the case."""
        if case.card_message_id != message_id:
            await self._cases.move_card(case.id, message_id)

    def letter_facts(self, case: Case, step: str) -> LetterFacts:
        """What the letter of this step is written from; a claim brings its calculation."""
        counted = self.figures(case) if self.path.steps[step].is_claim else None
        calculation = as_claim(counted) if counted else None
        return letter_facts(case, self.timing, step, self._names, self.today(), calculation)

    def enclosed_already(self, case: Case, step: str) -> frozenset[str]:
        """The papers that the letter of this step encloses by itself: nobody is asked for them."""
        return enclosed_already(case, self.timing, step, self._names, self.today())

    def outlook(self, case: Case, reply: str) -> Outlook:
        """What would follow from a reply of this sort, were it recorded now."""
        return outlook(case, self.timing, self.now(), self.today(), reply)

    def figures(self, case: Case) -> Figures | None:
        """The case's claim in figures today; None where there is nothing to count yet."""
        return figures(case, self.timing, self._court, self.today())

    async def erase(self, person_id: int) -> None:
        """Erase everything kept about the person."""
        await self._cases.erase(person_id)

    async def _move(
        self, act: Act, move: Callable[..., Change], *given: object, **named: object
    ) -> Case:
        return await self._change(act, lambda case: move(case, self.path, *given, **named))

    async def _time(self, act: Act, move: Callable[..., Change], day: date | None) -> Case:
        """A move that looks at the terms."""
        return await self._change(
            act, lambda case: move(case, self.timing, self.now(), self.today(), day)
        )

    async def _change(self, act: Act, rule: Callable[[Case], Change]) -> Case:
        return await self._cases.change(act, rule, self.now())
