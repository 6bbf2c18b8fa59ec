"""How the bot and its worker hand each other a job and files: a line of JSON, then the files.

Nothing of a file touches a disk on the way.
"""

import json
from collections.abc import Iterator, Sequence
from typing import IO, Any

LENGTH_BYTES = 8


def head(job: dict[str, Any]) -> bytes:
    """The line that says what is wanted, or what came of it."""
    return json.dumps(job, ensure_ascii=False).encode() + b"\n"


def framed(file: bytes) -> bytes:
    """A file with its length before it."""
    return len(file).to_bytes(LENGTH_BYTES, "big") + file


def packed(job: dict[str, Any], files: Sequence[bytes] = ()) -> bytes:
    """A whole message."""
    return b"".join((head(job), *map(framed, files)))


def read_head(stream: IO[bytes]) -> dict[str, Any]:
    """The line again. Raises ValueError for what is none."""
    told = json.loads(stream.readline())
    if not isinstance(told, dict):
        raise TypeError("no job")
    return told


def read_files(stream: IO[bytes]) -> Iterator[bytes]:
    """The files that follow, one after another, to the end of the stream. Raises EOFError for one
    that was cut short."""
    while length := stream.read(LENGTH_BYTES):
        wanted = int.from_bytes(length, "big")
        file = stream.read(wanted)
        if len(file) < wanted:
            raise EOFError
        yield file
