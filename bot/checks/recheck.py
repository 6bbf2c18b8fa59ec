"""`python -m bot check --facts`: also where the image runs, which has no telegram-sandbox."""

import sys
from pathlib import Path as File
from zoneinfo import ZoneInfo

from bot.checks.dates import to_recheck
from bot.clock import now
from bot.content.content import load_content
from bot.storage.reports import report_counts

ZONE = ZoneInfo("Europe/Moscow")


def list_facts(database: File | None = None) -> int:
    """Print the facts to look up again, the oldest first, and how often a contact was silent by
    what people told the bot of this database."""
    silent = report_counts(database) if database else {}
    lines = list(to_recheck(load_content(), now().astimezone(ZONE).date(), silent))
    sys.stdout.write("\n".join([*lines, f"{len(lines)} facts to check again"]) + "\n")
    return 0
