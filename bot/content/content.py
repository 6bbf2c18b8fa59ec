"""Everything of data/ and templates/, checked, in one object."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

from bot.answers.show import show
from bot.content.errors import BadData
from bot.content.facts import FactBase, FaqEntry, load_facts, namespaces
from bot.content.load import load_path, load_questions
from bot.content.records import read_toml
from bot.content.render import Words
from bot.content.titles import case_title
from bot.content.words import FILTERS
from bot.escalation.case import Case
from bot.escalation.contacts import Contact
from bot.escalation.path import Path
from bot.escalation.questions import Question

ROOT = File(__file__).resolve().parents[2]
"""Where data/ and templates/ lie beside the package."""


@dataclass(frozen=True)
class Content:
    """What dialogs read: the path, the questions, the facts and the words."""

    path: Path
    questions: Mapping[str, Question]
    facts: FactBase
    contact_groups: Mapping[str, Sequence[str]]
    words: Words

    @property
    def titles(self) -> Mapping[str, str]:
        return self.words.labels("steps")

    @property
    def contacts(self) -> Mapping[str, Contact]:
        return self.facts.contacts

    @property
    def faq(self) -> Mapping[str, FaqEntry]:
        return self.facts.faq

    def questions_for(self, case: Case, step: str) -> Sequence[str]:
        """The questions that the letter of this step needs in this case, in the order of asking."""
        return tuple(self.questions)


def load_content(root: File = ROOT) -> Content:
    """Read data/ and templates/ under `root`.

    Raises BadData with the file, the key and the reason at the first thing that cannot be used.
    """
    data = root / "data"
    facts = load_facts(data)
    filters: dict[str, Callable[..., Any]] = {**FILTERS, "show": show}
    names = {**namespaces(facts), "contact": facts.contact}
    words = Words(root / "templates", filters=filters, names=names)
    words.environment.globals["title"] = lambda case: case_title(case, words)
    words.compile_all()
    path = load_path(data)
    groups = read_toml(data / "contact_groups.toml")
    _check(path, facts, groups)
    return Content(path, load_questions(data), facts, groups, words)


def _check(path: Path, facts: FactBase, groups: Mapping[str, Sequence[str]]) -> None:
    for step in path.steps.values():
        for contact in step.contacts:
            if contact not in facts.contacts:
                raise BadData("path.toml", f"steps.{step.id}.contacts", f"no contact {contact}")
    grouped = sorted(contact for group in groups.values() for contact in group)
    if grouped != sorted(facts.contacts):
        odd = set(grouped).symmetric_difference(facts.contacts)
        raise BadData("contact_groups.toml", ", ".join(sorted(odd)), "must be in one group each")
