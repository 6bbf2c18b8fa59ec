"""Every word is heard: the first screen after what people type when nothing was asked."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from bot.content.content import ROOT, Content
from bot.content.ear import Kind
from tests.conftest import MakePerson
from tests.dialogs.journeys import plain
from tests.telegram import Person

SETS = Path(__file__).parents[1] / "answers"
PANIC = ("urgent", "despair")


def said(name: str) -> list[tuple[str, str]]:
    """The sentences of a set, each with its first screen."""
    table = tomllib.loads((SETS / f"{name}.toml").read_text(encoding="utf-8"))
    return [(first, text) for first, texts in table.items() for text in texts]


FIXED = {
    "urgent": ("Слышу вас. Остановите деньги",),
    "despair": ("Деньги подождут. Важнее вы",),
    "shield": ("🛑", "❔", "✅ Это проверенный"),
    "support": ("Чей телефон нужен?",),
    "help": ("Не понял. Попробуем так",),
    "secret": ("🔒", "В сообщении был паспорт"),
    "story": ("Похоже на «",),
    "thanks": ("Пожалуйста. Я рядом",),
}
"""With what each of these screens begins."""

LABELS = {
    "contacts": ("contact_groups", "{}: контакты"),
    "step": ("steps", "{}"),
    "story": ("problems", "Похоже на «{}»"),
    "hint": ("questions", "{}"),
}
"""Those that begin with a label, and its group."""

PAGES = {"where": "place"}
"""The templates of pages whose names are others."""


def headings(firsts: str, content: Content) -> tuple[str, ...]:
    """With what the first screen begins; where two would do, `firsts` has both."""
    return tuple(one for first in firsts.split("|") for one in heading(first, content))


def heading(first: str, content: Content) -> tuple[str, ...]:
    """With what one first screen begins."""
    what, _, name = first.partition(".")
    if what in LABELS and name:
        group, form = LABELS[what]
        return (form.format(content.words.label(group, name)),)
    if what == "card":
        return (f"{content.facts.firms[name].button}: куда звонить",)
    if what == "faq":
        return (content.faq[name].title,)
    return (_title(PAGES.get(name, name)),) if what == "page" else FIXED[what]


def _title(screen: str) -> str:
    lines = (
        (ROOT / "templates/screens" / f"{screen}.html.j2").read_text(encoding="utf-8").split("\n")
    )
    return plain(next(line for line in lines if line.startswith("<b>")))


async def misses(name: str, person: MakePerson, content: Content) -> list[tuple[str, str, str]]:
    """The sentences whose first screen is another, each with what stood there."""
    found = []
    for number, (first, text) in enumerate(said(name)):
        someone: Person = person(id=5000 + number)
        await someone.says(text)
        if not someone.messages[0].words.startswith(headings(first, content)):
            found.append((first, text, someone.screen.split("\n")[0]))
    return found


@pytest.mark.parametrize(
    ("name", "least", "share"),
    [
        ("heard", 150, 0.95),
        ("heard_fresh", 50, 0.90),
        ("heard_fresh2", 50, 0.90),
        ("heard_fresh3", 50, 0.90),
        ("heard_fresh4", 90, 0.90),
        ("heard_fresh5", 30, 0.90),
        ("heard_fresh6", 60, 0.95),
    ],
)
async def test_the_first_screen_is_right_and_panic_is_never_missed(
    person: MakePerson, content: Content, name: str, least: int, share: float
) -> None:
    missed = await misses(name, person, content)
    assert len(said(name)) >= least
    assert len(missed) <= (1 - share) * len(said(name)), missed
    assert [one for one in missed if one[0].startswith(PANIC)] == []


@pytest.mark.parametrize(
    "text",
    [
        "жить не на что, помогите вернуть",
        "на что мне жить до пенсии",
        "муж умер, хочу вывести его деньги",
        "на жизнь не хватает, когда вернут",
        "всю жизнь работала и вот украли последнее",
        "не вижу смысла судиться из-за 300 рублей",
        "не могу больше ждать, третий месяц молчат",
        "деньги исчезли, хочу вернуть",
        "хочу убить этих мошенников",
        "приложение умерло",
        "всё закончилось, деньги вернули",
        "живу в минске",
    ],
)
def test_life_and_death_in_other_words_are_no_despair(content: Content, text: str) -> None:
    assert content.ear.hear(text, today=date(2026, 11, 27)).kind is not Kind.DESPAIR


def first_screen(text: str, content: Content) -> str:
    """The label of the first screen, as the sets call it, without a person who says it."""
    masked = content.reader.mask(text)
    heard = content.ear.hear(masked.text, today=date(2026, 11, 28))
    if masked.kinds:
        return "secret"
    names = {Kind.LOSS: "urgent", Kind.LOOKUP: heard.opens, Kind.STORY: f"story.{heard.opens}"}
    return names.get(heard.kind, heard.kind.value)


@pytest.mark.parametrize("name", ["heard_families", "heard_own"])
def test_each_family_is_heard_and_what_is_calm_is_not_taken_for_one(
    content: Content, name: str
) -> None:
    """A label with "!" says what the first screen must not be."""
    missed = []
    for label, text in said(name):
        screen = first_screen(text, content)
        if (screen in label.removeprefix("!").split("|")) is label.startswith("!"):
            missed.append((label, text, screen))
    assert missed == []
