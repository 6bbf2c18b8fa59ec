import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.__main__ import main
from bot.settings import (
    NO_FILE,
    NOT_UTF_8,
    REMEDIES,
    Settings,
    SettingsError,
    database_place,
    given_settings,
    load_settings,
)

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / ".env.example"
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
KEY = "q0bP4hZBJyQ7bC0v0vE0fT8mBqJH2Kp0m9mU5mCq1rM="


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither a developer's .env nor their environment is read."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BOT_{name.upper()}", raising=False)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("BOT_DATA_KEY", KEY)


def test_a_token_and_a_key_are_enough() -> None:
    settings = load_settings()
    assert settings.token.get_secret_value() == TOKEN
    assert settings.data_keys == [KEY]
    assert str(settings.api_url).rstrip("/") == "https://api.telegram.org"
    assert settings.file == Path("var/bot.sqlite3")
    assert settings.zone.key == "Europe/Moscow"
    assert settings.log_level_number == 20


def test_keys_are_told_apart_by_commas_the_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    old = Fernet.generate_key().decode()
    monkeypatch.setenv("BOT_DATA_KEY", f"{KEY}, {old}")
    assert load_settings().data_keys == [KEY, old]


def test_a_file_is_read_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("BOT_LOG_LEVEL=DEBUG\nBOT_TIME_ZONE=Asia/Omsk\nOTHER=1\n")
    monkeypatch.setenv("BOT_LOG_LEVEL", "ERROR")
    settings = load_settings()
    assert (settings.log_level, settings.time_zone) == ("ERROR", "Asia/Omsk")


@pytest.mark.parametrize("name", ["TOKEN", "DATA_KEY"])
def test_a_missing_one_stops_with_its_name_and_what_to_write(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(f"BOT_{name}")
    with pytest.raises(SettingsError) as stopped:
        load_settings()
    assert str(stopped.value) == f"BOT_{name} is missing: {REMEDIES[name.lower()]}"


MALFORMED = {
    "TOKEN": [
        "",
        "secret-thing",
        "abc:secret-thing",
        "123:",
        "123: secret-thing",
        "²³:AAHdqTcvCH1vGWJxfSeof",
        "١٢٣:AAAAAAA",
        "123:abc/../x",
        "123:ключключ",
        "1" * 5000 + ":AAAA",
    ],
    "ADMINS": ["1" * 23, "1" * 5000, "0", "١٢٣", "1234567,"],
    "KEEP_DAYS": [str(10**30), "1000000"],
    "DATA_KEY": ["", "secret-thing", "секрет", f"{KEY},", f"{KEY},secret-thing", KEY[:-2]],
    "API_URL": ["secret-thing", "ftp://secret-thing", "http://"],
    "PROXY": [
        "secret-thing",
        "proxy.example:3128",
        "socks4://secret-thing:1080",
        "http://secret-thing",
        "http://:3128",
        "http://secret-thing:99999",
        "http://secret-thing@proxy.example:3128",
        "http://user:secret/thing@proxy.example:3128",
        "http://proxy.example:3128/secret-thing",
        "http://us%3Aer:secret-thing@proxy.example:3128",
        "socks5://user:secret-thing-%D1%8B@proxy.example:1080",
        "socks5://user:secret@thing@proxy.example:1080",
    ],
    "DATABASE": ["", " ", "secret-thing/"],
    "LOG_LEVEL": ["", "LOUD", "info "],
    "LOG_FORMAT": ["", "xml"],
    "LISTEN": ["secret-thing", "localhost:9464", "0", "70000", "1.2.3.4:", "1.2.3:80", "９４６４"],
    "TIME_ZONE": ["", "Moscow", "Europe/Nowhere", "../secret-thing", "/etc/passwd"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in MALFORMED.items() for value in values]
)
def test_a_malformed_one_stops_with_its_name_and_never_its_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"BOT_{name}", value)
    with pytest.raises(SettingsError) as stopped:
        load_settings()
    told = str(stopped.value)
    assert told == f"BOT_{name} is malformed: {REMEDIES[name.lower()]}"
    assert "secret-thing" not in told
    assert stopped.value.__cause__ is None


def test_everything_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOT_TOKEN")
    monkeypatch.setenv("BOT_LOG_LEVEL", "LOUD")
    with pytest.raises(SettingsError) as stopped:
        load_settings()
    assert [line.split()[0] for line in str(stopped.value).splitlines()] == [
        "BOT_TOKEN",
        "BOT_LOG_LEVEL",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://proxy.example:3128",
        "https://proxy.example:443/",
        "socks5://user:p%40ss@10.0.0.1:1080",
        "http://user:@[::1]:8080",
    ],
)
def test_a_proxy_is_an_address_with_a_port(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_PROXY", address)
    assert load_settings().proxy.get_secret_value() == address
    assert not address or address not in repr(load_settings())


@pytest.mark.parametrize(
    ("listen", "at"),
    [
        ("", None),
        ("9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:80", ("0.0.0.0", 80)),
        ("[::1]:9464", ("::1", 9464)),
    ],
)
def test_it_listens_on_this_machine_unless_told_otherwise(
    listen: str, at: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_LISTEN", listen)
    assert load_settings().listens_at == at


def test_secrets_are_not_shown() -> None:
    shown = f"{load_settings()!r} {load_settings()} {load_settings().model_dump()}"
    assert TOKEN not in shown
    assert KEY not in shown


def test_the_process_stops_with_the_reason_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BOT_TOKEN")
    assert main(["run"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("BOT_TOKEN is missing: ")
    assert "Traceback" not in said.err


def test_a_new_key_is_a_good_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["key"]) == 0
    monkeypatch.setenv("BOT_DATA_KEY", capsys.readouterr().out.strip())
    assert load_settings().data_keys != [KEY]


def test_every_setting_has_a_remedy() -> None:
    assert REMEDIES.keys() == Settings.model_fields.keys()


@pytest.mark.skipif(not EXAMPLE.exists(), reason="there is no .env.example yet")
def test_every_setting_has_its_commented_line_in_the_example() -> None:
    explained: dict[str, bool] = {}
    comment = False
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        setting = re.match(r"#? ?(BOT_[A-Z_]+)=", line)
        if setting:
            explained[setting[1]] = comment
        comment = bool(re.match(r"# \w", line)) and not setting
    assert explained == {f"BOT_{name.upper()}": True for name in Settings.model_fields}


@pytest.mark.skipif(not EXAMPLE.exists(), reason="there is no .env.example yet")
def test_the_defaults_in_the_example_are_the_real_ones() -> None:
    settings: dict[str, Any] = load_settings().model_dump(mode="json")
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        setting = re.match(r"#? ?BOT_([A-Z_]+)=(.+)", line)
        if setting and setting[1] not in ("TOKEN", "DATA_KEY"):
            assert str(settings[setting[1].lower()]).rstrip("/") == setting[2].strip().rstrip("/")


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("BOT_OWNER=Иванов".encode("cp1251"))
    for read in (load_settings, database_place):
        with pytest.raises(SettingsError) as stopped:
            read()
        assert str(stopped.value) == NOT_UTF_8


def test_a_folder_in_the_place_of_the_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    for read in (load_settings, database_place):
        with pytest.raises(SettingsError) as stopped:
            read()
        assert str(stopped.value) == NO_FILE


@pytest.mark.parametrize(
    ("written", "meant"),
    [("BOT_ADMIN", "BOT_ADMINS"), ("bot_loglevel", "BOT_LOG_LEVEL"), ("BOT_DB", "BOT_DATABASE")],
)
def test_a_misspelt_one_is_refused_with_the_nearest(
    written: str, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = f"{written.upper()} is no setting: did you mean {meant}? Write that, or take it out"
    (tmp_path / ".env").write_text(f"{written}=secret-thing\n")
    with pytest.raises(SettingsError) as stopped:
        load_settings()
    assert str(stopped.value) == told
    (tmp_path / ".env").unlink()
    monkeypatch.setenv(written, "secret-thing")
    monkeypatch.delenv("BOT_TOKEN")
    with pytest.raises(SettingsError) as stopped:
        load_settings()
    assert str(stopped.value).splitlines()[1:] == [told]


def test_the_sandbox_needs_none_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_bytes("BOT_OWNER=Иванов\n".encode("cp1251"))
    monkeypatch.setenv("BOT_PROXY", "zzz")
    monkeypatch.setenv("BOT_TIME_ZONE", "Asia/Omsk")
    settings = given_settings(token=TOKEN, data_key=KEY)
    assert (settings.owner, settings.zone.key) == ("", "Europe/Moscow")
    with pytest.raises(SettingsError, match="BOT_TOKEN is missing"):
        given_settings(data_key=KEY)
