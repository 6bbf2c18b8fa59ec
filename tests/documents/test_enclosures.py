"""How a letter's text names its enclosures."""

from bot.documents.enclosures import with_numbers


def mark(name: str) -> str:
    return f"\ue000{name}\ue001"


def numbered(body: tuple[str, ...], *papers: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    blocks = {"body": body, "attachments": papers, "title": ("Иск",)}
    done, *_ = with_numbers(blocks, "attachments", ("body",))
    assert done["title"] == ("Иск",)
    return tuple(line.replace("\u00a0", " ") for line in done["body"]), done["attachments"]


def test_papers_go_as_the_text_names_them_the_unnamed_last_and_the_fixed_first() -> None:
    body, papers = numbered(
        (f"Ответ{mark('reply')}.", f"Списано{mark('statement')}."),
        f"Выписка{mark('statement')}",
        f"Чек{mark('receipt')}",
        f"Ответ{mark('reply')}",
        "Расчёт",
    )
    assert papers == ("Расчёт", "Ответ", "Выписка", "Чек")
    assert body == ("Ответ (приложение 2).", "Списано (приложение 3).")


def test_papers_named_together_stand_in_one_bracket() -> None:
    marks = "".join(map(mark, "cab"))
    body, _ = numbered((f"Факт{marks}.",), *(f"{name}{mark(name)}" for name in "abc"))
    assert body == ("Факт (приложения 1, 2 и 3).",)


def test_what_is_not_enclosed_is_not_named_and_the_same_paper_is_enclosed_once() -> None:
    body, papers = numbered(
        (f"Факт{mark('none')}.", f"Ещё{mark('b')}."), f"Чек{mark('a')}", f"Чек{mark('b')}"
    )
    assert (body, papers) == (("Факт.", "Ещё (приложение 1)."), ("Чек",))
