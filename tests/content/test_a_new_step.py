"""The recipe of a step, followed in a copy: its pieces are enough, and all of them are needed."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.checks.check import findings
from bot.content.content import ROOT
from tests.conftest import copy_of_content

TODAY = date(2026, 11, 24)
STEP = "notary"
RECIPE = (ROOT / "docs" / "tasks" / "step.md").read_text(encoding="utf-8")

Piece = Callable[[Path], None]


def added(text: str) -> Piece:
    """The text at the end of the file."""

    def add(file: Path) -> None:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(before + text, encoding="utf-8")

    return add


def after(mark: str, text: str) -> Piece:
    """The text behind the first place of the file that reads so."""

    def insert(file: Path) -> None:
        before = file.read_text(encoding="utf-8")
        assert mark in before
        file.write_text(before.replace(mark, mark + text, 1), encoding="utf-8")

    return insert


RECORD = """
[steps.notary]
draft = "notary"
contacts = ["court_site"]
law = "state_reply"
"""
WORDS = """{% extends "screens/steps/_step.html.j2" %}
{% block do %}Нотариус заверит переписку.{% endblock %}
{% block can %}заверить переписку.{% endblock %}
{% block cannot %}вернуть деньги.{% endblock %}
{% block needs %}паспорт.{% endblock %}
{% block costs %}по тарифу нотариуса.{% endblock %}
{% block takes %}день.{% endblock %}
"""
DRAFT = """
[drafts.notary]
title = "Заявление нотариусу"
addressee = "state"
questions = ["full_name", "phone", "email", "address"]
channels = ["in_person"]
"""
LETTER = """{% block addressee %}
Нотариусу
{% endblock %}
{% block applicant %}
{{ t.sender(a, f) }}
{% endblock %}
{% block title %}
Заявление нотариусу
{% endblock %}
{% block body %}
Прошу заверить переписку {{ t.topic(f) }}.
{% endblock %}
{% block asking %}
Прошу:
{% endblock %}
{% block demands %}
Составить протокол осмотра.
{% endblock %}
{% block attachments %}{% endblock %}
{% block subject %}
Заявление нотариусу
{% endblock %}
"""
PIECES: list[tuple[str, Piece]] = [
    ("data/path.toml", added(RECORD)),
    ("data/path.toml", after('also = ["police", "rkn"', ', "notary"')),
    ("templates/labels.toml", after("[steps]", '\nnotary = "Нотариус"')),
    ("templates/screens/steps/<id>.html.j2", added(WORDS)),
    ("data/drafts.toml", added(DRAFT)),
    ("templates/labels.toml", after("[addressees]", '\nnotary = "нотариус"')),
    ("templates/drafts/<id>.txt.j2", added(LETTER)),
]
"""The files that the recipe names for a step, in its order, and what this step has in each."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of data/ and templates/ for the new step."""
    return copy_of_content(tmp_path)


def put(root: Path, pieces: list[tuple[str, Piece]]) -> None:
    """The pieces where the recipe wants them."""
    for path, piece in pieces:
        piece(root / path.replace("<id>", STEP))


def make(root: Path, pieces: list[tuple[str, Piece]]) -> list[str]:
    """What the check finds once the pieces are there."""
    put(root, pieces)
    return [str(finding) for finding in findings(root, TODAY) if not finding.warning]


def test_the_recipe_names_these_pieces_and_no_other() -> None:
    items = re.findall(r"^\d\. .*", RECIPE.split("## ")[0], re.MULTILINE)
    named = [re.findall(r"`((?:data|templates)/[^`]+)`", item) for item in items]
    assert named == [[path] for path, _ in PIECES]


@pytest.mark.exhaustive
@pytest.mark.parametrize("without", range(len(PIECES)), ids=[path for path, _ in PIECES])
def test_without_any_one_the_check_fails(root: Path, without: int) -> None:
    found = make(root, [piece for number, piece in enumerate(PIECES) if number != without])
    assert any(STEP in finding for finding in found), found
