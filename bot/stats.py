"""What /stats shows whoever runs the bot: how many, never who. A count below five is "<5"."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.casework import Casework
from bot.content.content import Content
from bot.escalation.case import Reply
from bot.storage.database import Database
from bot.storage.figures import Figures, figures, sendings
from bot.storage.files import MEMORY, backed_up_at
from bot.storage.reports import silent_contacts
from bot.storage.sealing import Seal
from bot.tally import Tally

FEW = 5
"""A smaller count could be somebody's case."""

MOST_SILENT = 5
MOST_STEPS = 12

PARTS = ("answered", "refused", "silent", "waiting")
REFUSALS = frozenset({Reply.REFUSED})


def few(count: int) -> str:
    """The count as it may be shown."""
    return str(count) if count == 0 or count >= FEW else f"<{FEW}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the letters of a step: how many cases have sent one, and which PARTS of them
    ended how, each as it may be shown."""

    step: str
    sent: str
    parts: Mapping[str, str]
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Stats:
    """Everything on the screen and on the picture. Only what `is_file` has backups of ours."""

    people: str
    cases: str
    open_cases: str
    due: int
    late_minutes: int
    is_file: bool
    backup_hours: int | None
    stale: int
    silent: Mapping[str, int]
    version: str
    steps: Mapping[str, str]
    step_shares: Mapping[str, float]
    outcomes: tuple[Outcome, ...]


class Statistics:
    """Counts when it is asked; a database in memory is not worth it."""

    def __init__(
        self,
        content: Content,
        casework: Casework,
        tally: Tally,
        seal: Seal,
        database: Database,
    ) -> None:
        self._content = content
        self._casework = casework
        self._tally = tally
        self._seal = seal
        self._database = database

    async def now(self) -> Stats | None:
        """The numbers as of now; None for a database in memory."""
        database, now = self._database, self._casework.now()
        if database.name == MEMORY:
            return None
        kept = await self._casework.kept()
        found = await database.beside(partial(figures, now=now))
        sent = await database.beside(partial(sendings, seal=self._seal))
        silent = await database.beside(silent_contacts)
        backup = backed_up_at(database.file.path) if database.file else None
        still_open = _open_by_step(found)
        return Stats(
            people=few(kept.people),
            cases=few(kept.cases),
            open_cases=few(sum(still_open.values())),
            due=found.due,
            late_minutes=int(self._tally.reminders_late) // 60,
            is_file=database.file is not None,
            backup_hours=int((now - backup).total_seconds()) // 3600 if backup else None,
            stale=len(self._content.stale(self._casework.today())),
            silent=dict([*silent.items()][:MOST_SILENT]),
            version=code_version(),
            steps={step: few(count) for step, count in still_open.most_common(MOST_STEPS)},
            step_shares=_shares(still_open),
            outcomes=tuple(self._outcomes(sent)),
        )

    def _outcomes(self, sent: Mapping[str, Counter[str]]) -> list[Outcome]:
        found = []
        for step, replies in sorted(sent.items(), key=lambda item: -item[1].total()):
            parts = Counter(dict.fromkeys(PARTS, 0))
            for reply, count in replies.items():
                parts[self._part(reply)] += count
            found.append(
                Outcome(
                    step,
                    few(replies.total()),
                    {part: few(parts[part]) for part in PARTS},
                    _shares(parts),
                )
            )
        return found[:MOST_STEPS]

    def _part(self, reply: str) -> str:
        """Under which of PARTS a reply is counted; "" is none."""
        meaning = self._content.meaning_of(reply)
        if meaning == Reply.SILENT:
            return "silent"
        if meaning in REFUSALS:
            return "refused"
        return "answered" if reply else "waiting"


def _open_by_step(found: Figures) -> Counter[str]:
    by_step: Counter[str] = Counter()
    for (step, stage), count in found.cases.items():
        if stage != "closed":
            by_step[step] += count
    return by_step


def _shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Each count beside the greatest, 0 to 1; one that is not shown has the length of FEW."""
    shown = {name: max(count, FEW) if count else 0 for name, count in counts.items()}
    most = max(shown.values(), default=0) or 1
    return {name: count / most for name, count in shown.items()}


def drawing(stats: Stats, label: Any) -> dict[str, Any]:
    """What `stats_picture` draws; `label` gives a label by its group and name."""
    return {
        "words": {name: label("stats", name) for name in ("steps", "outcomes", "none", *PARTS)},
        "steps": [
            {"name": label("steps", step), "count": count, "share": stats.step_shares[step]}
            for step, count in stats.steps.items()
        ],
        "outcomes": [
            {
                "name": label("steps", one.step),
                "sent": one.sent,
                "parts": [
                    {"part": part, "count": one.parts[part], "share": one.shares[part]}
                    for part in PARTS
                    if one.parts[part] != "0"
                ],
            }
            for one in stats.outcomes
        ],
    }


@cache
def code_version() -> str:
    """A short name of the code that runs: two bots that answer the same run the same."""
    digest = sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
