"""The stories that the model of problems is trained on."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).with_name("stories")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A story and the problem it tells of."""

    text: str
    problem: str


def corpus() -> list[Labelled]:
    """Every story, problem after problem."""
    return [
        Labelled(line, file.stem) for file in sorted(FOLDER.glob("*.txt")) for line in _lines(file)
    ]


def _lines(file: Path) -> Iterator[str]:
    yield from filter(None, map(str.strip, file.read_text(encoding="utf-8").splitlines()))


def digest(stories: list[Labelled]) -> str:
    """What changes when a story or its problem does: the model carries it."""
    whole = "\n".join(f"{one.problem}\t{one.text}" for one in stories)
    return sha256(whole.encode()).hexdigest()
