"""`python -m bot backup`, `restore`, `reseal` and `move`: the database kept safe, its keys changed,
and the way to PostgreSQL."""

import asyncio
import sys
from pathlib import Path

from bot.clock import now
from bot.settings import kept_settings, sealed_settings
from bot.storage.backups import Backup, back_up, reseal, restore
from bot.storage.database import POSTGRES, open_database, require_package
from bot.storage.faults import DatabaseError
from bot.storage.sealing import Seal


def back_up_to(to: Path) -> None:
    """Make a backup and say which keys it needs. Raises SettingsError and DatabaseError."""
    database, keys = kept_settings()
    _say(f"{to}: {_told(back_up(database, to, Seal(keys), now()))}")


def restore_from(source: Path) -> None:
    """Bring a backup back, and up to date. Raises SettingsError and DatabaseError."""
    database, keys = kept_settings()
    backup = restore(source, database, Seal(keys))
    asyncio.run(_bring_up_to_date(database))
    _say(f"{database}: {_told(backup)}")


def reseal_all() -> None:
    """Seal everything with the first key. Raises SettingsError and DatabaseError."""
    database, keys = sealed_settings()
    seal = Seal(keys)
    if isinstance(database, Path):
        count, name = reseal(database, seal), str(database)
    else:
        require_package()
        from bot.storage.postgres import name_of
        from bot.storage.resealing import reseal_postgres

        count, name = reseal_postgres(database, seal), name_of(database)
    _say(f"{name}: {count} answers are sealed with the key {seal.names[0]} and need no other")


def move_to(file: Path, address: str) -> None:
    """Bring an SQLite database, up to date, into an empty PostgreSQL one. Raises DatabaseError."""
    if not address.startswith(POSTGRES):
        raise DatabaseError(f"the second name is no address like {POSTGRES[0]}user@host/database")
    require_package()
    from bot.storage.moving import move

    if file.exists():
        asyncio.run(_bring_up_to_date(file))
    counts = move(file, address)
    told = ", ".join(f"{table} {count}" for table, count in counts.items() if count) or "no rows"
    _say(f"moved: {told}. {file} stays as it was; set BOT_DATABASE to the address, then start")


async def _bring_up_to_date(database: Path) -> None:
    async with open_database(database):
        pass


def _told(backup: Backup) -> str:
    others = f", and inside it {', '.join(backup.keys[1:])}" if backup.keys[1:] else ""
    return (
        f"{backup.people} people, {backup.cases} cases, schema {backup.schema}, "
        f"{backup.size} bytes; it needs the key {backup.keys[0]}{others}"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
