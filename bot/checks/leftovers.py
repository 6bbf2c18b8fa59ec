"""What nothing refers to any more: templates, labels, terms and facts left behind."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path as File
from pathlib import PurePosixPath
from typing import Any

from jinja2 import Environment, nodes
from jinja2.meta import find_referenced_templates

from bot.checks.finding import Finding
from bot.content.content import Content
from bot.content.render import LABELS
from bot.records import read_toml

READ_WHOLE = "commands"
"""The labels sent to Telegram as one list; code need not name each: CommandStart names none."""

CODE = File(__file__).resolve().parents[1]


def check_leftovers(content: Content, root: File) -> Iterator[Finding]:
    """A name found anywhere in code, data or a template counts as used: readers are not traced, so
    this reports only what is certainly left over."""
    environment = content.words.environment
    in_templates = _names_in_templates(environment)
    known = _names_in_code() | in_templates
    data = {
        file.name: set(_names_in_data(read_toml(file))) for file in (root / "data").glob("*.toml")
    }
    everywhere = known.union(*data.values())
    for template in environment.list_templates(extensions=["j2"]):
        if not _is_used(template, everywhere):
            yield Finding(f"templates/{template}", "(file)", "is never used")
    for group, labels in read_toml(root / "templates" / LABELS).items():
        if group == READ_WHOLE:
            continue
        for name in labels:
            counted = name.isdecimal()  # code refers to it as a number
            if not counted and name not in everywhere and not _is_composed(name, everywhere):
                yield Finding(LABELS, f"{group}.{name}", "is never used")
    for file, ids in (("terms.toml", content.timing.terms), ("facts.toml", content.facts.facts)):
        elsewhere = known.union(*(names for name, names in data.items() if name != file))
        for unused in sorted(ids.keys() - elsewhere):
            yield Finding(file, unused, "is never used", warning=True)


def _is_used(template: str, names: frozenset[str]) -> bool:
    """By its full path, by the name a handler uses, or by the id it is named after."""
    path = PurePosixPath(template)
    stem = path.name.partition(".")[0]
    called = template.partition(".")[0].removeprefix("screens/")
    return not names.isdisjoint({template, called, stem})


def _is_composed(name: str, names: frozenset[str]) -> bool:
    """Built in code from a prefix and an id: f"record_{reply}"."""
    cuts = (at + 1 for at, character in enumerate(name) if character == "_")
    return any(name[:cut] in names and name[cut:] in names for cut in cuts)


@cache
def _names_in_code() -> frozenset[str]:
    """Every one-word string in the bot's code."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in CODE.rglob("*.py"))
    return frozenset(
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _names_in_templates(environment: Environment) -> set[str]:
    """Strings, attributes and other templates that templates refer to."""
    found: set[str] = set()
    assert environment.loader is not None
    for template in environment.list_templates(extensions=["j2"]):
        source, _, _ = environment.loader.get_source(environment, template)
        tree = environment.parse(source)
        found.update(name for name in find_referenced_templates(tree) if name)
        found.update(node.attr for node in tree.find_all(nodes.Getattr))
        found.update(str(node.value) for node in tree.find_all(nodes.Const))
    return found


def _names_in_data(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                yield key
                yield from _names_in_data(inner)
        case list():
            for inner in value:
                yield from _names_in_data(inner)
        case str():
            yield value
