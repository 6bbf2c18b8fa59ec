"""What a reply would change, shown before it is recorded: the term that runs, the next step."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.escalation import moves
from bot.escalation.case import Case, Reply, Stage, applied, stage
from bot.escalation.deadlines import Deadline, Window
from bot.escalation.timing import Timing, is_extended

EXTENDED = "extended"
"""What data/reply_kinds.toml says of a reply that extends the term, in place of a `Reply`."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """`law` is the term that runs once the reply is recorded, `changed` says that its last day
    differs from the current one; `next_step` is where the case goes, `window` what the person has
    for it."""

    law: Deadline | None = None
    changed: bool = False
    next_step: str | None = None
    window: Window | None = None


def outlook(case: Case, timing: Timing, at: datetime, today: date, reply: str) -> Outlook:
    """What would follow from a reply of this kind (`Reply` or EXTENDED) if it were recorded now.

    An extended term is taken as extended by law; papers that are asked for start no new one.
    Nothing follows where no letter is awaited.
    """
    if stage(case) not in (Stage.WAITING, Stage.QUESTIONS):
        return Outlook()
    before = timing.law(case, case.step)
    if reply == EXTENDED:
        step = timing.path.steps[case.step]
        if not step.extension or is_extended(case, case.step):
            return Outlook(law=before)
        return _running(
            applied(case, moves.extend(case, timing, at, today, None, today)), timing, before
        )
    after = applied(case, moves.record_reply(case, timing, at, today, Reply(reply), today))
    match Reply(reply):
        case Reply.WAIT | Reply.QUESTIONS:
            return Outlook(law=before)
        case _ if after.step != case.step:
            clock = timing.clock(after, after.step)
            return Outlook(next_step=after.step, window=clock.window)
        case _:
            return Outlook()


def _running(case: Case, timing: Timing, before: Deadline | None) -> Outlook:
    law = timing.law(case, case.step)
    changed = law is not None and before is not None and law.last_day != before.last_day
    return Outlook(law=law, changed=changed)
