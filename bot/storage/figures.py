"""How much of what there is, counted beside the running bot (`Database.beside`)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.escalation.case import EventKind, Stage
from bot.storage.sealing import Seal
from bot.storage.sql import Sql

AWAITS = (EventKind.SENT, EventKind.ACKNOWLEDGED, EventKind.REGISTERED, EventKind.EXTENDED)
TELLS = (*AWAITS, EventKind.REPLIED, EventKind.CHECKED, EventKind.SKIPPED)

REPLIED = "replied"
"""The stage of a case whose step was replied to: what the reply says is sealed."""

# The last event at a case's step says how it stands there, as `bot.escalation.case.stage` has it.
_CASES = f"""
SELECT step, closed, kind, count(*)
  FROM (SELECT c.step, c.closed,
               (SELECT e.kind FROM events e
                 WHERE e.case_id = c.id AND e.step = c.step
                   AND e.kind IN ({", ".join(f"'{kind}'" for kind in TELLS)})
                 ORDER BY e.seq DESC LIMIT 1) AS kind
          FROM cases c) AS stages
 GROUP BY step, closed, kind
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """Reminders that are due, updates in the inbox, cases by step and stage, replies by step."""

    due: int
    inbox: int
    cases: Mapping[tuple[str, str], int]
    replies: Mapping[str, int]


def figures(sql: Sql, now: datetime) -> Figures:
    """The figures as of one moment: a work, which takes long."""
    due, inbox = sql.execute(
        "SELECT (SELECT count(*) FROM reminders WHERE state = 'waiting' AND due_at <= ?),"
        " (SELECT count(*) FROM inbox)",
        (int(now.timestamp()),),
    ).fetchone()
    cases: dict[tuple[str, str], int] = {}
    for step, closed, kind, count in sql.execute(_CASES):
        at = (step, _stage(closed, kind))
        cases[at] = cases.get(at, 0) + count
    replies = sql.execute("SELECT step, count(*) FROM events WHERE kind = 'replied' GROUP BY 1")
    return Figures(due, inbox, cases, dict(replies))


def sendings(sql: Sql, seal: Seal) -> Mapping[str, Counter[str]]:
    """By step, in how many cases something was sent, counted by the last reply at that step ("" for
    none): a work, which opens a seal for each of these cases. Raises WrongKeyError."""
    found: dict[str, Counter[str]] = {}
    sent = sql.execute("SELECT DISTINCT case_id FROM events WHERE kind = 'sent'").fetchall()
    for (case_id,) in sent:
        for step, reply in _replies(sql, case_id, seal).items():
            found.setdefault(step, Counter())[reply] += 1
    return found


def _replies(sql: Sql, case_id: int, seal: Seal) -> dict[str, str]:
    """The last reply at each step of the case at which something was sent."""
    (sealed,) = sql.execute("SELECT notes FROM cases WHERE id = ?", (case_id,)).fetchone()
    notes = seal.open(sealed).get("notes", ())
    found: dict[str, str] = {}
    events = sql.execute(
        "SELECT seq, kind, step, note FROM events WHERE case_id = ?"
        " AND kind IN ('sent', 'replied') ORDER BY seq",
        (case_id,),
    )
    for seq, kind, step, own in events:
        if kind == EventKind.SENT:
            found.setdefault(step, "")
        elif step in found:
            note = seal.open(own) if own else notes[seq] if seq < len(notes) else {}
            found[step] = str(note.get("reply", ""))
    return found


def _stage(closed: int, kind: str | None) -> str:
    if closed:
        return Stage.CLOSED
    if kind == EventKind.REPLIED:
        return REPLIED
    return Stage.WAITING if kind in AWAITS else Stage.TODO
