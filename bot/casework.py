"""What a person can do with a case: the rules, the storage and the time put together."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.escalation import exhibits, moves
from bot.escalation.act import Act, Typed
from bot.escalation.carry_over import Names, enclosed_already, letter_facts, not_there_yet
from bot.escalation.case import Case, Change, Reply, applied
from bot.escalation.claim import Calculation, calculation, counted_on
from bot.escalation.court_rules import CourtRules
from bot.escalation.letters import LetterFacts
from bot.escalation.operations import (
    OPERATIONS,
    added,
    check_currency,
    removed,
    with_rest,
    without_returned,
)
from bot.escalation.outlook import Outlook, outlook
from bot.escalation.reporting import How
from bot.escalation.timing import Timing
from bot.escalation.values import NO_ANSWERS, Money, Operation, Value
from bot.storage.cases import Cases, Kept


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
        """The current instant, aware, in UTC."""
        return self._clock()

    async def kept(self) -> Kept:
        """How many people and cases there are."""
        return await self._cases.kept()

    async def begun_at(self) -> datetime | None:
        """When the first of the people who are kept came; None while there is nobody."""
        return await self._cases.begun_at()

    def today(self) -> date:
        """The current day where the bot's people live."""
        return self.day_of(self._clock())

    def day_of(self, at: datetime) -> date:
        """The day of this instant where the bot's people live."""
        return at.astimezone(self._zone).date()

    def local(self, at: datetime) -> datetime:
        """This instant by the clock where the bot's people live."""
        return at.astimezone(self._zone)

    def unix_end(self, day: date) -> int:
        """The last second of the day where the bot's people live, in Unix time."""
        end = datetime.combine(day, time(23, 59, 59), self._zone)
        return int(end.timestamp())

    async def list_open(self, person_id: int) -> Sequence[Case]:
        """The person's open cases, the newest first."""
        return await self._cases.list_open(person_id)

    async def list(self, person_id: int) -> Sequence[Case]:
        """All cases of the person, the open ones first."""
        return await self._cases.list(person_id)

    async def open_case(
        self,
        person_id: int,
        update_id: int,
        place: str,
        problem: str,
        at: datetime,
        today: date,
        answers: Mapping[str, Value] = NO_ANSWERS,
    ) -> Case:
        """A new case on the first step of its route, with the answers that are known already."""
        first = self.path.route(place, problem).steps[0]
        return await self._cases.open(
            person_id, update_id, place, problem, first, at, today, answers
        )

    async def adjust(
        self, act: Act, question: str, new: Callable[[Value | None], Value | None]
    ) -> Case:
        """Keep the answer that `new` makes from the current one; None forgets it."""

        def given(case: Case) -> Change:
            answers = {question: new(case.answers.get(question))}
            return moves.answer(case, self.timing, act.at, act.today, answers)

        return await self._cases.change(act, given)

    async def keep(
        self, act: Act, answers: Mapping[str, Value | None], typed: Typed | None = None
    ) -> Case:
        """Keep several answers at once; None forgets one. `typed` is the message that gives one."""

        def kept(case: Case) -> Change:
            change = moves.answer(case, self.timing, act.at, act.today, answers)
            check_currency(applied(case, change).answers)
            return change

        return await self._cases.change(act, kept, typed=typed)

    async def exhibit(self, act: Act, rule: Callable[[Case], Change]) -> Case:
        """What a rule of exhibits.py decides about the case, with the answers of a receipt."""

        def kept(case: Case) -> Change:
            change = rule(case)
            check_currency(applied(case, change).answers)
            return change

        return await self._cases.change(act, kept)

    async def keep_copy(self, act: Act, number: int, copy: bytes) -> Case:
        """Keep a copy of this exhibit of the case."""
        return await self._cases.keep_copy(act, number, copy)

    async def exhibit_copy(self, case: Case, number: int) -> bytes | None:
        """The copy that is kept of this exhibit; None where there is none."""
        return await self._cases.copy(case.person_id, case.id, number)

    async def carry_exhibits(self, act: Act, to: int, numbers: Collection[int]) -> Case:
        """These exhibits belong to the person's other case `to`; gives that one."""
        return await self._cases.carry(
            act, to, lambda case, other: exhibits.carry(case, other, numbers)
        )

    async def tell_how(self, act: Act, how: How) -> Case:
        return await self._cases.change(act, lambda case: moves.tell_how(case, self.timing, how))

    async def tell_lister(self, act: Act, *, by_police: bool) -> Case:
        """Keep who entered the person into the base of fraud cases."""

        def told(case: Case) -> Change:
            return moves.tell_lister(case, self.timing, act.at, act.today, by_police=by_police)

        return await self._cases.change(act, told)

    async def add_operations(self, act: Act, rows: tuple[Operation, ...]) -> Case:
        """Add to the operations that the case has beside its first one."""
        return await self._cases.change(
            act, lambda case: Change(answers={OPERATIONS: added(case.answers, rows)})
        )

    async def remove_operation(self, act: Act, at: int, of: int) -> Case:
        """Forget the further operation in this place of `of`."""
        return await self._cases.change(
            act, lambda case: Change(answers={OPERATIONS: removed(case.answers, at, of)})
        )

    async def keep_rest(self, act: Act, rest: Money) -> Case:
        """A part came back: the dispute is about the rest from now on."""
        return await self._cases.change(
            act, lambda case: Change(answers=with_rest(case.answers, rest))
        )

    async def forget_returned(self, act: Act) -> Case:
        """Nothing of the operations came back after all."""
        return await self._cases.change(
            act, lambda case: Change(answers={OPERATIONS: without_returned(case.answers)})
        )

    async def place(self, act: Act, to: str) -> Case:
        return await self._cases.change(
            act, lambda case: moves.place(case, self.timing, act.at, act.today, to)
        )

    async def pick_firm(self, act: Act, firm: str, place: str) -> Case:
        return await self._cases.change(
            act, lambda case: moves.pick_firm(case, self.timing, act.at, act.today, firm, place)
        )

    async def finish_checks(self, act: Act, *, helped: bool) -> Case:
        return await self._cases.change(
            act,
            lambda case: moves.finish_checks(case, self.timing, act.at, act.today, helped=helped),
        )

    async def mark_sent(
        self,
        act: Act,
        on: date,
        *,
        form: bool = False,
        answers: Mapping[str, Value] = NO_ANSWERS,
        letter: Mapping[str, Any] | None = None,
    ) -> Case:
        """The letter of the step was sent on that day, with the `answers` on which its term hangs;
        `letter` (with what it is `called`) is kept as it went out."""
        called = letter["called"] if letter else ""

        def sent(case: Case) -> Change:
            at, today = act.at, act.today
            return moves.mark_sent(
                case, self.timing, at, today, on, form=form, answers=answers, letter=called
            )

        return await self._cases.change(act, sent, letter)

    async def sent_letter(self, case: Case, event: int) -> Mapping[str, Any] | None:
        """What was kept with this sending; None where nothing was."""
        return await self._cases.letter(case.person_id, case.id, event)

    async def restore(
        self,
        person_id: int,
        update_id: int,
        case: Case,
        letters: Mapping[int, Mapping[str, Any]],
        at: datetime,
    ) -> Case:
        """A case that was carried here becomes this person's, as it was."""
        return await self._cases.restore(person_id, update_id, case, letters, at)

    async def register(self, act: Act, on: date, step: str) -> Case:
        return await self._cases.change(
            act, lambda case: moves.register(case, self.timing, act.at, act.today, on, step)
        )

    async def extend(self, act: Act, until: date | None, on: date) -> Case:
        return await self._cases.change(
            act, lambda case: moves.extend(case, self.timing, act.at, act.today, until, on)
        )

    async def want_papers(self, act: Act, until: date, step: str) -> Case:
        return await self._cases.change(
            act, lambda case: moves.want_papers(case, self.timing, act.at, act.today, until, step)
        )

    async def acknowledge(self, act: Act, number: str) -> Case:
        return await self._cases.change(
            act, lambda case: moves.acknowledge(case, self.timing, act.at, act.today, number)
        )

    async def record_reply(
        self, act: Act, reply: Reply, on: date, kind: str = "", step: str = ""
    ) -> Case:
        def move(case: Case) -> Change:
            return moves.record_reply(case, self.timing, act.at, act.today, reply, on, kind, step)

        return await self._cases.change(act, move)

    async def skip_step(self, act: Act) -> Case:
        return await self._cases.change(
            act, lambda case: moves.skip_step(case, self.timing, act.at, act.today)
        )

    async def go_to(self, act: Act, step: str, reason: str = "") -> Case:
        return await self._cases.change(
            act, lambda case: moves.go_to(case, self.timing, act.at, act.today, step, reason)
        )

    async def pass_decided(self, act: Act, step: str, reason: str, on: date) -> Case:
        def passed(case: Case) -> Change:
            return moves.pass_decided(case, self.timing, act.at, act.today, step, reason, on)

        return await self._cases.change(act, passed)

    async def close(self, act: Act, reason: str) -> Case:
        return await self._cases.change(
            act, lambda case: moves.close(case, self.timing, act.at, act.today, reason)
        )

    async def reopen(self, act: Act) -> Case:
        return await self._cases.change(
            act, lambda case: moves.reopen(case, self.timing, act.at, act.today)
        )

    def letter_facts(self, case: Case, step: str, today: date | None = None) -> LetterFacts:
        """The facts for the letter of this step on that day (today by default); a claim comes with
        its calculation, a letter about its decision with the one it had."""
        today = today or self.today()
        day = counted_on(case, self.path.steps[step].draft, today)
        calculation = self.calculation(case, day) if day else None
        return letter_facts(case, self.timing, step, self._names, today, calculation)

    def enclosed_already(self, case: Case, step: str, today: date) -> frozenset[str]:
        """The papers that the letter of this step encloses by itself, without asking the person."""
        return enclosed_already(case, self.timing, step, self._names, today)

    def not_there_yet(self, step: str) -> frozenset[str]:
        """The papers that only what is written at this step will bring."""
        return not_there_yet(self.timing, step)

    def outlook(self, case: Case, at: datetime, today: date, reply: str) -> Outlook:
        """What would follow from a reply of this kind if it were recorded now."""
        return outlook(case, self.timing, at, today, reply)

    def calculation(self, case: Case, today: date) -> Calculation | None:
        """The case's claim in figures on that day; None where there is nothing to count yet."""
        return calculation(case, self.timing, self._court, today)

    async def erase(self, person_id: int) -> None:
        """Erase everything kept about the person."""
        await self._cases.erase(person_id)
