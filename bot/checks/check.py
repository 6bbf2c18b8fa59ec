"""`python -m bot check`: is everything in data/ and templates/ fit to be shown to people?"""

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from pathlib import Path as File

from cryptography.fernet import Fernet

from bot.casework import Casework
from bot.checks.finding import Finding
from bot.checks.grounds import check_grounds
from bot.checks.leftovers import check_leftovers
from bot.checks.letters import check_letters
from bot.checks.notices import check_notices, check_reminders
from bot.checks.path import check_path
from bot.checks.samples import ZONE
from bot.checks.screens import check_cards, check_screens
from bot.checks.spelling import check_spelling
from bot.clock import now
from bot.content.aging import ended_tables
from bot.content.content import ROOT, Content, load_content
from bot.content.diagram import with_diagrams
from bot.records import BadData
from bot.storage.cases import Cases
from bot.storage.database import open_database
from bot.storage.sealing import Seal

Rendering = Callable[[Content, Casework], Iterator[Finding]]

ROUTES = ROOT / "docs" / "routes.md"


def check(*, strict: bool = False) -> int:
    """Print what is wrong and return the exit code: 1 if anything but warnings was found.

    `strict` makes an error of a stale fact and of a table that has ended.
    """
    today = now().astimezone(ZONE).date()
    found = findings(ROOT, today, strict=strict)
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    errors = sum(not finding.warning for finding in found)
    sys.stdout.write(f"{errors} errors, {len(found) - errors} warnings in data/ and templates/\n")
    return 1 if errors else 0


def write_routes(file: File = ROUTES) -> int:
    """Redraw the diagrams of docs/routes.md from data/path.toml."""
    content = load_content()
    text = file.read_text(encoding="utf-8")
    file.write_text(with_diagrams(text, content.path, content.words), encoding="utf-8")
    return 0


def findings(root: File, today: date, *, strict: bool = False) -> list[Finding]:
    """All findings about data/ and templates/ under `root`, as of `today`; errors come first."""
    try:
        content = load_content(root)
    except BadData as error:
        return [Finding(error.file, error.key, error.reason)]
    found = {
        *rendered(content, today),
        *check_notices(content, today),
        *check_letters(content, today),
        *check_path(content, today),
        *check_leftovers(content, root),
        *check_grounds(content),
        *check_spelling(content, root),
        *check_dates(content, today, strict=strict),
    }
    return sorted(found, key=lambda finding: (finding.warning, finding))


RENDERINGS: Sequence[Rendering] = (check_screens, check_cards, check_reminders)


def rendered(
    content: Content, today: date, renderings: Iterable[Rendering] = RENDERINGS
) -> list[Finding]:
    """What is wrong with the screens, rendered as of noon of `today`."""
    return asyncio.run(_rendered(content, datetime.combine(today, time(12), ZONE), renderings))


async def _rendered(
    content: Content, noon: datetime, renderings: Iterable[Rendering]
) -> list[Finding]:
    async with open_database(":memory:") as database:
        seal = Seal([Fernet.generate_key().decode()])
        cases = Cases(database, seal, mend=content.mended)
        casework = Casework(cases, content.timing, content.court, content.names, lambda: noon, ZONE)
        return [found for check in renderings for found in check(content, casework)]


def check_dates(content: Content, today: date, *, strict: bool) -> Iterator[Finding]:
    """Stale facts, tables that have ended and gaps in the calendars, as warnings, so that the
    passing of time alone breaks nothing; with `strict`, the first two are errors."""
    for table in ended_tables(content, today):
        reason = f"ended on {table.ended_on}: {table.remedy}"
        yield Finding(table.file, table.id, reason, warning=not strict)
    for fact in content.stale(today):
        reason = f"was to be checked again by {fact.review_by}: {fact.source}"
        yield Finding(type(fact).__name__.lower(), fact.id, reason, warning=not strict)
    for gap in content.calendars.gaps(today):
        if gap.loud:
            yield Finding("calendar.toml", gap.country, gap.remedy, warning=True)
