"""The recipes of docs/deploy.md, run as written: the same commands, users, paths and environment,
without Docker's and systemd's daemons."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import pytest
import yaml
from cryptography.fernet import Fernet
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

from bot.settings import given_settings
from tests.test_docs import DOCS, ROOT
from tests.test_readme import SETTINGS, fenced

DEPLOY = DOCS["docs/deploy.md"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
CADDYFILE = (ROOT / "Caddyfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
UNIT = next(block for block in fenced(DEPLOY, "ini") if "[Service]" in block)
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")

as_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("setpriv"),
    reason="only root of a Linux becomes another user",
)
START_SECONDS = 120


def filled(telegram: Telegram, url: str) -> dict[str, str]:
    """.env.example, filled in, as `--env-file` and `EnvironmentFile=` read
    it."""
    given = dict(re.findall(r"^(BOT_\w+)=(.*)$", EXAMPLE, re.MULTILINE))
    key = Fernet.generate_key().decode()
    return {**given, "BOT_TOKEN": telegram.token, "BOT_DATA_KEY": key, "BOT_API_URL": url}


def copied(to: Path) -> Path:
    """What the image and a clone hold, with packages: root's, for all to read."""
    for folder in ("bot", "data", "templates"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, to / folder, ignore=ignored)
    (to / ".venv").symlink_to(sys.prefix)
    for above in (to, *to.parents):
        if above == Path(tempfile.gettempdir()):
            break
        above.chmod(0o755)
    return to


@contextmanager
def running(
    command: list[str],
    ids: tuple[int, int],
    folder: Path,
    environment: Mapping[str, str],
    log: IO[str],
) -> Iterator[subprocess.Popen[str]]:
    """The command as that user and group, who may read everything (this machine's Python may be
    root's) and write only what is their own."""
    may = "+dac_read_search"
    becoming = [
        str(shutil.which("setpriv")),
        f"--reuid={ids[0]}",
        f"--regid={ids[1]}",
        "--clear-groups",
    ]
    becoming += [f"--inh-caps={may}", f"--ambient-caps={may}", "--no-new-privs"]
    process = subprocess.Popen(
        [*becoming, *command],
        cwd=folder,
        env=dict(environment),
        text=True,
        stderr=log,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


async def polled_and_stopped(process: "subprocess.Popen[str]", telegram: Telegram) -> None:
    """Wait for the first poll, then stop the bot as a container is stopped."""
    async with asyncio.timeout(START_SECONDS):
        while not any(call.method.lower() == "getupdates" for call in telegram.calls):
            assert process.poll() is None
            await asyncio.sleep(0.05)
    process.terminate()
    assert await asyncio.to_thread(process.wait, 30) == 0


@as_root
@pytest.mark.process
async def test_the_image_starts_with_the_example_filled_in(tmp_path: Path) -> None:
    app, data = copied(tmp_path / "app"), tmp_path / "data"
    user = int(re.findall(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE)[0])
    assert f"--uid {user}" in DOCKERFILE
    data.mkdir(mode=0o700)
    os.chown(data, user, user)
    image = dict(
        re.findall(r"\b([A-Z_]+)=(\S+)", re.findall(r"^ENV PATH.+$", DOCKERFILE, re.MULTILINE)[0])
    )
    assert image["BOT_DATABASE"].startswith("/data/")  # the volume
    environment = {"PATH": f"{app}/.venv/bin", "BOT_DATABASE": image["BOT_DATABASE"]}
    clock = MovableClock()
    telegram = Telegram(clock)
    async with serve(telegram, clock, port=0) as served:
        environment |= filled(telegram, served.api_url)  # --env-file wins over ENV
        environment["BOT_DATABASE"] = environment["BOT_DATABASE"].replace("/data", str(data))
        command = [f"{app}/.venv/bin/python", "-m", "bot", "run"]
        with (tmp_path / "log").open("w+") as log:
            with running(command, (user, user), app, environment, log) as process:
                await polled_and_stopped(process, telegram)
            log.seek(0)
            assert "a new database is begun" in log.read()
    database = data / "bot.sqlite3"
    assert (database.stat().st_uid, database.stat().st_mode & 0o777) == (user, 0o600)


def unit(name: str) -> str:
    """The value of a line of the unit."""
    return str(re.findall(rf"^{name}=(.+)$", UNIT, re.MULTILINE)[0])


def prepared(root: Path) -> tuple[int, int]:
    """The recipe's own commands in a folder that stands for /: gives the user and the group."""
    commands = next(block for block in fenced(DEPLOY) if block.startswith("useradd"))
    (root / "etc").mkdir(parents=True)
    for name in ("passwd", "group", "shadow", "gshadow"):
        (root / "etc" / name).touch()
    ids = [0, 0]
    for line in commands.splitlines():
        words = line.split()
        if words[0] == "useradd":
            subprocess.run([words[0], "--prefix", str(root), *words[1:]], check=True)
            user = (root / "etc" / "passwd").read_text().split(":")
            ids = [int(user[2]), int(user[3])]
        elif words[0] == "install":
            *options, source, to = words[1:]
            named = [str(ids[1]) if word == unit("User") else word for word in options]
            placed = root / to.removeprefix("/")
            subprocess.run(["install", *named, str(ROOT / source), str(placed)], check=True)
        else:  # the clone and its packages, which `copied` gives
            assert words[0] in {"git", "cd", "uv"}, line
    return ids[0], ids[1]


@as_root
@pytest.mark.process
@pytest.mark.skipif(not shutil.which("useradd"), reason="useradd is not installed")
async def test_the_service_starts_by_its_unit(tmp_path: Path) -> None:
    root = tmp_path / "root"
    user, group = prepared(root)
    app = copied(root / unit("WorkingDirectory").removeprefix("/"))
    state = root / "var" / "lib" / unit("StateDirectory")
    state.mkdir(parents=True, mode=int(unit("StateDirectoryMode"), 8))
    os.chown(state, user, group)
    settings = root / unit("EnvironmentFile").removeprefix("/")
    assert (settings.stat().st_gid, settings.stat().st_mode & 0o777) == (group, 0o640)
    path = re.findall(r"`BOT_DATABASE=(/var/lib/\S+)`", DEPLOY)[0]
    command = [word.replace("/opt", f"{root}/opt") for word in unit("ExecStart").split()]
    clock = MovableClock()
    telegram = Telegram(clock)
    async with serve(telegram, clock, port=0) as served:
        environment = {**filled(telegram, served.api_url), "BOT_DATABASE": f"{root}{path}"}
        with (
            (tmp_path / "log").open("w") as log,
            running(command, (user, group), app, environment, log) as process,
        ):
            await polled_and_stopped(process, telegram)
    database = root / path.removeprefix("/")
    assert database.stat().st_uid == user


@pytest.mark.process
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_reads_every_line_of_the_unit(tmp_path: Path) -> None:
    file = tmp_path / "navigator.service"
    file.write_text(UNIT.replace(unit("ExecStart"), "/bin/true"), encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in said.stderr.splitlines() if "navigator.service:" in line] == []


RUN = next(block for block in fenced(DEPLOY) if "docker run" in block)


class TestContainer:
    @pytest.mark.parametrize(
        ("flag", "key"),
        [
            ("--restart unless-stopped", "restart: unless-stopped"),
            ("--stop-timeout 30", "stop_grace_period: 30s"),
            ("--read-only", "read_only: true"),
            ("--tmpfs /tmp", "tmpfs: [/tmp]"),
            ("--cap-drop ALL", "cap_drop: [ALL]"),
            ("--security-opt no-new-privileges", "security_opt:"),
            ("--memory 512m", "mem_limit: 512m"),
            ("--log-opt max-size=10m", "max-size: 10m"),
            ("--log-opt max-file=3", 'max-file: "3"'),
            ("--env-file .env", "env_file: .env"),
            ("-v navigator:/data", "volumes: [data:/data]"),
        ],
    )
    def test_the_line_and_compose_say_the_same(self, flag: str, key: str) -> None:
        assert flag in RUN.replace("\\\n ", "")
        assert key in COMPOSE

    def test_compose_can_be_read_and_sets_only_what_is_a_setting(self) -> None:
        services = yaml.safe_load(COMPOSE)["services"]
        assert services.keys() == {"bot", "replica1", "replica2", "database", "caddy"}
        assert "profiles" not in services["bot"]
        for name, service in services.items():
            assert name == "bot" or service["profiles"] == ["postgres"], name
            settings = {key for key in service.get("environment", {}) if key.startswith("BOT_")}
            assert settings <= SETTINGS
        replica = services["replica1"]
        assert replica == services["replica2"]
        assert replica["build"]["args"].keys() == set(
            re.findall(r"^ARG (EXTRAS)", DOCKERFILE, re.MULTILINE)
        )
        text = " ".join(f"{key}={value}" for key, value in replica["environment"].items())
        text = text.replace("${DOMAIN:-}", "bot.example.org").replace("${POSTGRES_PASSWORD:-}", "x")
        given = {key.lower(): value for key, value in re.findall(r"BOT_(\w+)=(\S+)", text)}
        key = Fernet.generate_key().decode()
        taken = given_settings(token="1:AAAA", data_key=key, **given)
        path = urlsplit(taken.webhook_url).path
        assert f"handle {path} {{" in CADDYFILE
        assert CADDYFILE.count("replica1:8080 replica2:8080") == 1
        assert taken.listens_at == ("0.0.0.0", 8080)

    @pytest.mark.skipif(not shutil.which("caddy"), reason="caddy is not installed")
    def test_caddy_takes_its_file(self) -> None:
        command = ["caddy", "validate", "--adapter", "caddyfile", "--config", "Caddyfile"]
        env = {**os.environ, "DOMAIN": "bot.example.org"}
        assert subprocess.run(command, cwd=ROOT, env=env, capture_output=True).returncode == 0

    def test_the_tests_run_on_the_python_of_the_image(self) -> None:
        wanted = (ROOT / ".python-version").read_text().strip()
        assert re.findall(r"^ARG BASE=python:([\d.]+)-slim", DOCKERFILE, re.MULTILINE) == [wanted]
        assert f"{sys.version_info.major}.{sys.version_info.minor}" == wanted

    def test_the_base_is_pinned_by_its_digest_and_uv_by_its_version(self) -> None:
        assert re.search(r"^ARG BASE=\S+@sha256:[0-9a-f]{64}$", DOCKERFILE, re.MULTILINE)
        assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${BASE}"}
        assert re.search(r"\buv==[\d.]+$", DOCKERFILE, re.MULTILINE)
