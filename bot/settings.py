"""The environment, typed. What is missing or malformed stops the start, with a remedy."""

import logging
import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

REMEDIES = {
    "token": "write the token that BotFather gave you, like 123456789:AA…",
    "api_url": "write the address of a Bot API server, like https://api.telegram.org, or leave out",
    "database": "write the path of the SQLite file, like var/bot.sqlite3, or the address of a"
    " PostgreSQL database, like postgresql://name:password@host/database",
    "data_key": "write a key made by `uv run python -m bot key`; old keys may follow after commas",
    "admins": "write the Telegram ids of who runs the bot, after commas, like 1234567,7654321",
    "log_level": "write one of DEBUG, INFO, WARNING, ERROR",
    "log_format": "write text or json",
    "listen": "write a port, like 9464, or an address and a port, like 0.0.0.0:9464",
    "owner": "write who answers for people's data and how to reach them, 200 characters at most",
    "keep_days": "write how many days a closed case is kept, 30 to 36500, like 365",
    "proxy": "write http://, https:// or socks5://, then user:password@ if need be, then host:port;"
    " what is not a letter or a digit in the password is written like %40 for @",
    "webhook_url": "write the public address that Telegram shall call, with a path, like"
    " https://bot.example.org/hook; BOT_LISTEN must say where the bot listens for it",
    "time_zone": "write an IANA zone, like Europe/Moscow",
}


LAST_PORT = 65_535

_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{3,200}")
_ID = re.compile(r"\s*[1-9][0-9]{0,15}\s*")
"""Telegram's ids have at most 52 bits."""


PAGES = ("/live", "/ready", "/metrics")
"""What stands at BOT_LISTEN beside the webhook."""

PREFIX = "BOT_"

ENV_FILE = ".env"

NOT_UTF_8 = ".env: is not UTF-8: save it in that encoding, in Windows' editor, too"
NO_FILE = ".env: is a folder: the settings are lines of a file of that name (see .env.example)"


NO_FILE_OF_OURS = (
    "BOT_DATABASE is PostgreSQL, whose own tools keep it: `pg_dump` makes its backups, `pg_restore`"
    " brings them back (docs/deploy.md); this command is for an SQLite file"
)

POSTGRES = re.compile(r"postgres(ql)?://")


class SettingsError(Exception):
    """The settings cannot be used; the text says which ones and what to write."""


def _token(value: SecretStr) -> SecretStr:
    # It becomes a part of an address.
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("not a bot token")
    return value


def _keys(value: SecretStr) -> SecretStr:
    for key in value.get_secret_value().split(","):
        Fernet(key.strip())
    return value


def _ids(value: str) -> str:
    if value and not all(_ID.fullmatch(part) for part in value.split(",")):
        raise ValueError("not Telegram ids")
    return value


def _proxy(value: SecretStr) -> SecretStr:
    """An address that aiohttp-socks takes; "" is none."""
    if value.get_secret_value():
        url = urlsplit(value.get_secret_value())
        named = (url.username is None) == (url.password is None)
        if url.netloc.count("@") > 1:
            raise ValueError("an @ in the password is written as %40")
        if url.scheme not in ("http", "https", "socks5") or not url.hostname or not url.port:
            raise ValueError("not a proxy's address")
        if not named or url.path.strip("/") or url.query or url.fragment:
            raise ValueError("not a proxy's address")
        if ":" in unquote(url.username or ""):
            raise ValueError("a name with a colon cannot be told from its password")
        unquote(url.netloc).encode("ascii")
    return value


def _database(value: str | Path | SecretStr) -> Path | SecretStr:
    """PostgreSQL's address, which may hold a password, or a path that names a file: an empty one
    would be the working folder."""
    if isinstance(value, SecretStr):
        return value
    if POSTGRES.match(str(value)):
        url = urlsplit(str(value))
        if not url.path.strip("/"):
            raise ValueError("names no database")
        return SecretStr(str(value))
    if "://" in str(value) or not str(value).strip() or str(value).endswith(("/", "\\")):
        raise ValueError("not a file's path")
    return Path(value)


def _listen(value: str) -> str:
    """[address:]port; "" is nowhere."""
    if value:
        host, _, port = value.rpartition(":")
        if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) <= LAST_PORT:
            raise ValueError("no port")
        if host:
            ip_address(host.strip("[]"))
    return value


def _webhook(value: str) -> str:
    """https, or http to this machine, with a path of its own; "" is none."""
    if value:
        url = urlsplit(value)
        local = url.hostname in ("localhost", "127.0.0.1", "::1")
        if not url.hostname or not (url.scheme == "https" or (local and url.scheme == "http")):
            raise ValueError("not an https address")
        if url.path in ("", "/", *PAGES) or url.query or url.fragment or url.username is not None:
            raise ValueError("no path of its own")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError) as error:
        raise ValueError("no such time zone") from error
    return value


class _Place(BaseSettings):
    """Where the database is: all that a command needs to know to read it beside the bot."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=ENV_FILE, extra="ignore")

    database: Annotated[Path | SecretStr, BeforeValidator(_database)] = Path("var/bot.sqlite3")

    @property
    def where(self) -> Path | str:
        """The database as `open_database` takes it."""
        database = self.database
        return database if isinstance(database, Path) else database.get_secret_value()

    @property
    def file(self) -> Path:
        """The database's file. Raises SettingsError where it is none."""
        if not isinstance(self.database, Path):
            raise SettingsError(NO_FILE_OF_OURS)
        return self.database


class _Kept(_Place):
    """Where the database is, and what opens it: what a command needs that keeps it."""

    data_key: Annotated[SecretStr, NoDecode, AfterValidator(_keys)]

    @property
    def data_keys(self) -> list[str]:
        """The keys for personal answers, the one that encrypts first."""
        return [key.strip() for key in self.data_key.get_secret_value().split(",")]


class Settings(_Kept):
    """What the environment (prefix BOT_) or the file .env says."""

    token: Annotated[SecretStr, AfterValidator(_token)]
    api_url: HttpUrl = HttpUrl("https://api.telegram.org")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    listen: Annotated[str, AfterValidator(_listen)] = ""
    keep_days: Annotated[int, Field(ge=30, le=36_500)] = 365
    owner: Annotated[str, Field(max_length=200)] = ""
    admins: Annotated[str, AfterValidator(_ids)] = ""
    proxy: Annotated[SecretStr, AfterValidator(_proxy)] = SecretStr("")
    time_zone: Annotated[str, AfterValidator(_zone)] = "Europe/Moscow"
    webhook_url: Annotated[str, AfterValidator(_webhook)] = ""

    @property
    def listens_at(self) -> tuple[str, int] | None:
        """The address and the port where the bot can be watched; None for nowhere."""
        host, _, port = self.listen.rpartition(":")
        return (host.strip("[]") or "127.0.0.1", int(port)) if port else None

    @property
    def admin_ids(self) -> list[int]:
        """The Telegram ids of whoever runs the bot."""
        return [int(part) for part in self.admins.split(",")] if self.admins else []

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def log_level_number(self) -> int:
        return logging.getLevelNamesMapping()[self.log_level]


class _Given(Settings):
    """Settings of which the environment knows nothing."""

    model_config = SettingsConfigDict(env_file=None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def given_settings(**given: object) -> Settings:
    """Settings from `given` alone: neither the environment nor .env is read.

    Raises SettingsError like `load_settings`.
    """
    return _checked(_Given, given)


def database_place() -> Path | str:
    """The database of the settings; neither the token nor the key is needed to know it.

    Raises SettingsError when .env cannot be read.
    """
    return _checked(_Place, {}).where


def kept_settings() -> tuple[Path, list[str]]:
    """The file of the settings' database and its keys; the token is not needed. Raises
    SettingsError, also where the database is no file."""
    settings = _checked(_Kept, {})
    return settings.file, settings.data_keys


def sealed_settings() -> tuple[Path | str, list[str]]:
    """The same, of a file or of PostgreSQL's address."""
    settings = _checked(_Kept, {})
    return settings.where, settings.data_keys


def load_settings(**given: object) -> Settings:
    """Settings from the environment; `given` wins over it.

    Raises SettingsError with one line for each setting that is missing, malformed or not known. Its
    text never repeats a value: a mistyped token is still a secret.
    """
    settings = _checked(Settings, given)
    if unknown := list(_misspelt()):
        raise SettingsError("\n".join(unknown))
    if settings.webhook_url and settings.listens_at is None:
        raise SettingsError(f"{PREFIX}LISTEN is missing: {REMEDIES['webhook_url']}")
    return settings


def _misspelt() -> Iterator[str]:
    """A line for each BOT_… of the environment or of .env that is no setting: whoever wrote it
    believes it is in force."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    in_file = DotEnvSettingsSource(Settings, env_file=ENV_FILE).env_vars
    for name in sorted({name.upper() for name in (*os.environ, *in_file)}):
        if name.startswith(PREFIX) and name not in known:
            nearest = get_close_matches(name, known, 1, 0)[0]
            yield f"{name} is no setting: did you mean {nearest}? Write that, or take it out"


_Checked = TypeVar("_Checked", bound=BaseSettings)


def _checked(settings: type[_Checked], given: Mapping[str, object]) -> _Checked:
    if Path(ENV_FILE).is_dir():
        raise SettingsError(NO_FILE)
    try:
        return settings(**given)  # type: ignore[arg-type]
    except UnicodeDecodeError:
        raise SettingsError(NOT_UTF_8) from None
    except OSError as error:
        raise SettingsError(f"{ENV_FILE}: cannot be read: {error.strerror}") from None
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_input=False, include_url=False):
            name = str(problem["loc"][0]) if problem["loc"] else ""
            what = "is missing" if problem["type"] == "missing" else "is malformed"
            lines.append(f"{PREFIX}{name.upper()} {what}: {REMEDIES.get(name, problem['msg'])}")
        unknown = _misspelt() if settings is Settings else ()
        raise SettingsError("\n".join([*lines, *unknown])) from None
