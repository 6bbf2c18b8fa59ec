"""The process and its commands. What is heavy is imported only by the command that needs it."""

import argparse
import sys
from pathlib import Path

LAST_PORT = 65_535


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", title="commands")
    commands.add_parser("run", help="serve people on Telegram (the default)")
    sandbox = commands.add_parser("sandbox", help="try the bot on a local chat page, no token")
    sandbox.add_argument("--port", type=_port, default=8081, help="0 takes a free one")
    sandbox.add_argument("--no-browser", action="store_true", help="only print the address")
    commands.add_parser("key", help="print a new key for BOT_DATA_KEY")
    check = commands.add_parser("check", help="validate data/ and templates/")
    check.add_argument("--facts", action="store_true", help="list the facts to check again")
    check.add_argument(
        "--strict",
        action="store_true",
        help="a fact past its review, a table that has ended are errors",
    )
    check.add_argument("--write-routes", action="store_true", help="draw docs/routes.md anew")
    backup = commands.add_parser("backup", help="a sealed copy of the database, beside the bot")
    backup.add_argument("to", type=Path, help="a new file")
    restore = commands.add_parser("restore", help="bring a backup back where no database is")
    restore.add_argument("source", type=Path, metavar="from", help="a file that backup made")
    commands.add_parser("reseal", help="seal all answers with the first key of BOT_DATA_KEY")
    move = commands.add_parser("move", help="an SQLite database into an empty PostgreSQL one")
    move.add_argument("sqlite", type=Path, help="its file")
    move.add_argument("address", metavar="postgres_url", help="postgresql://user@host/database")
    commands.add_parser("health", help="whether the running bot is well (for Docker)")
    given = parser.parse_args(arguments)
    command = given.command or "run"
    if command in ON_AIOGRAM:
        from bot.lean import import_aiogram

        import_aiogram()  # before whatever imports it
    return COMMANDS[command](given)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:9]) <= LAST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port is a number from 0 to {LAST_PORT}")


def _run(given: argparse.Namespace) -> int:
    from bot.process import run_forever
    from bot.records import BadData
    from bot.settings import SettingsError, load_settings
    from bot.storage.faults import DatabaseError

    try:
        run_forever(load_settings())
    except (SettingsError, BadData, DatabaseError) as error:
        return _refuse(error)
    return 0


def _sandbox(given: argparse.Namespace) -> int:
    if not _has_sandbox():
        return _refuse(NO_SANDBOX)
    from bot.logs import set_up_logging
    from bot.records import BadData
    from bot.sandbox import run_sandbox

    set_up_logging("WARNING")
    try:
        run_sandbox(port=given.port, browser=not given.no_browser)
    except BadData as error:
        return _refuse(error)
    except OSError as error:
        return _refuse(f"{error}: --port takes another one")
    return 0


def _key(given: argparse.Namespace) -> int:
    from cryptography.fernet import Fernet

    sys.stdout.write(Fernet.generate_key().decode() + "\n")
    return 0


def _check(given: argparse.Namespace) -> int:
    from bot.checks.recheck import list_facts
    from bot.records import BadData
    from bot.settings import SettingsError, database_place
    from bot.storage.faults import DatabaseError

    try:
        if given.facts:
            return list_facts(database_place())
        if not _has_sandbox():
            return _refuse(NO_SANDBOX)
        from bot.checks.check import check, write_routes

        return write_routes() if given.write_routes else check(strict=given.strict)
    except (BadData, SettingsError, DatabaseError) as error:
        return _refuse(error)


def _keep(given: argparse.Namespace) -> int:
    from bot import keeping
    from bot.settings import SettingsError
    from bot.storage.faults import DatabaseError

    try:
        match given.command:
            case "backup":
                keeping.back_up_to(given.to)
            case "restore":
                keeping.restore_from(given.source)
            case "move":
                keeping.move_to(given.sqlite, given.address)
            case _:
                keeping.reseal_all()
    except (SettingsError, DatabaseError) as error:
        return _refuse(error)
    return 0


def _health(given: argparse.Namespace) -> int:
    from bot.health import told

    is_well, why = told()
    (sys.stdout if is_well else sys.stderr).write(f"{why}\n")
    return 0 if is_well else 1


def _has_sandbox() -> bool:
    from importlib.util import find_spec

    return find_spec("telegram_sandbox") is not None


def _refuse(error: Exception | str) -> int:
    sys.stderr.write(f"{error}\n")
    return 1


NO_SANDBOX = (
    "This needs the package telegram-sandbox, which the image does not hold: "
    "run it in a clone of the repository, by `uv run python -m bot …`."
)

COMMANDS = {
    "run": _run,
    "sandbox": _sandbox,
    "key": _key,
    "check": _check,
    "backup": _keep,
    "restore": _keep,
    "reseal": _keep,
    "move": _keep,
    "health": _health,
}

ON_AIOGRAM = {"run", "sandbox", "check"}
"""The commands that import aiogram."""

if __name__ == "__main__":
    sys.exit(main())
