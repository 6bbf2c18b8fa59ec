"""The recipes of docs/tasks are followed to the letter in a copy, and the bot takes the result."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.checks.check import findings
from bot.content.content import ROOT, load_content
from tests.conftest import copy_of_content
from tests.content.test_a_new_step import PIECES, STEP, put

TODAY = date(2026, 11, 26)
RECIPES = sorted((ROOT / "docs" / "tasks").glob("*.md"))
BLOCK = re.compile(r"^```(toml|jinja|diff)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`((?:data|templates)/[\w./]+\.\w+)`")


def follow(recipe: Path, root: Path) -> list[str]:
    """Do in `root` what the recipe says; gives the files that it changes.

    A block belongs to the first file of data/ or templates/ that the paragraph above it names: it
    is added at the end, makes a new file, or, as a diff, changes lines that stand there once.
    """
    changed = []
    text = recipe.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        kind, lines = block.groups()
        paragraph = text[: block.start()].rstrip().rpartition("\n\n")[2]
        named = FILE.search(paragraph)
        assert named, f"{recipe.name} does not say where this goes:\n{lines}"
        file = root / named[1]
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        after = patched(before, lines) if kind == "diff" else f"{before}\n{lines}".lstrip("\n")
        file.write_text(after, encoding="utf-8")
        changed.append(named[1])
    return changed


def patched(text: str, diff: str) -> str:
    """The text after a diff in which … stands for whatever is there already.

    Raises AssertionError where the old lines do not stand in the text exactly once.
    """
    lines = diff.splitlines()
    old = "\n".join(line[1:] for line in lines if line[0] != "+")
    new = "\n".join(line[1:] for line in lines if line[0] != "-")
    pattern = "(.*)".join(re.escape(part) for part in old.split("…"))
    found = list(re.finditer(f"^{pattern}$", text, re.MULTILINE))
    assert len(found) == 1, f"these lines stand in the file {len(found)} times:\n{old}"
    kept = iter(found[0].groups())
    filled = re.sub("…", lambda _: next(kept), new)
    return text[: found[0].start()] + filled + text[found[0].end() :]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of data/ and templates/ to change."""
    return copy_of_content(tmp_path)


def test_there_is_a_recipe_for_each_common_change() -> None:
    assert {recipe.stem for recipe in RECIPES} == {
        *("contact", "sentence", "step", "question", "term", "provider")
    }


@pytest.mark.exhaustive
def test_the_check_finds_nothing_wrong_after_all_recipes_and_a_whole_new_step(root: Path) -> None:
    """One check for all of them: it takes half a minute."""
    for recipe in RECIPES:
        assert follow(recipe, root), f"{recipe.name} changes nothing"
    put(root, PIECES)
    # A table that ends in the past is to be looked up, whatever a recipe has changed.
    found = [str(one) for one in findings(root, TODAY)]
    assert [one for one in found if "ended on" not in one] == []
    content = load_content(root)
    assert STEP in content.path.steps
    assert "court_line" in content.path.steps["judgment"].contacts
    assert "fas" in content.path.route("other_wallet", "fee").also
    assert "court_number" in content.draft_of("judgment").questions
    assert content.path.route("qiwi_ge", "fee").id == "abroad"
    assert content.timing.terms["court_appeal"].value == 2
    assert content.words.label("buttons", "dont_know") == "Пока не знаю"
