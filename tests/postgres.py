"""A throw-away PostgreSQL: a cluster of the tests' own, in a temporary folder, by Debian's package.

Where it is not installed, what needs it is skipped and says so; in CI (TEST_POSTGRES=required) that
is a failure.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

SERVERS = Path("/usr/lib/postgresql")
# Nothing here has to survive a power cut; a kill of the bot is another matter.
OPTIONS = (
    "-c fsync=off",
    "-c full_page_writes=off",
    "-c listen_addresses=''",
    "-c max_connections=100",
    "-c shared_buffers=32MB",
)
START_SECONDS = 60


def missing() -> str:
    """Why there is no PostgreSQL here; "" where there is. Raises RuntimeError where there must be
    one."""
    if _folder() is not None:
        return ""
    if os.environ.get("TEST_POSTGRES") == "required":
        raise RuntimeError("TEST_POSTGRES=required, and no PostgreSQL is installed")
    return "PostgreSQL is not installed (Debian: apt-get install postgresql)"


def _folder() -> Path | None:
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(SERVERS.glob("*/bin"), reverse=True)
    return next((one for one in folders if (one / "initdb").exists()), None)


class Cluster:
    """A running server; its databases are thrown away with it."""

    def __init__(self, folder: Path) -> None:
        programs = _folder()
        assert programs is not None
        self._programs = programs
        self._folder = folder
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if os.getuid() == 0 else None
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "--auth=trust", "--no-sync", "--username=postgres", "--locale=C",
                  "--encoding=UTF8", f"--pgdata={self._data}")  # fmt: skip

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def start(self) -> None:
        """Start it; it answers when this ends."""
        options = " ".join([*OPTIONS, f"-k {self._folder}"])
        self._control("start", "-w", "-o", options, "-l", str(self._folder / "log"))

    def stop(self) -> None:
        """Stop it; whoever is connected is cut off."""
        self._control("stop", "-w", "-m", "fast")

    def address(self, name: str) -> str:
        """The address of a new, empty database."""
        with psycopg.connect(self._of("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self._of(name)

    def _of(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._folder}"

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", f"--pgdata={self._data}", "--silent", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            check=True,
            user=self._user,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            timeout=START_SECONDS,
        )


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that runs while the block lasts. Skips the test where there can be none."""
    if why := missing():
        pytest.skip(why)
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        server = Cluster(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def empty(address: str) -> None:
    """Forget everything in this database."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
