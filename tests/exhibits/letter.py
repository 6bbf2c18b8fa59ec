"""A letter as its frame takes it, for the tests of papers."""

from typing import Any

LETTER: dict[str, Any] = {
    "title": ["ПРЕТЕНЗИЯ"],
    "addressee": ["ООО НКО «ЮМани»"],
    "parties": [["Заявитель: Соколова Анна Викторовна"]],
    "body": ["Платёж не дошёл."],
    "asking": "Прошу:",
    "demands": ["вернуть деньги"],
    "motions": [],
    "attachments": ["Чек от 12.10.2026, 1 л."],
    "signer": "Соколова Анна Викторовна",
    "author": "Соколова Анна Викторовна",
    "public": False,
    "date": "12 октября 2026 года",
    "enclosed": "Приложение:",
    "words": {
        "item": "– ", "section": "\ue002", "motions": "Ходатайства:", "date": "Дата:",
        "signature": "Подпись:", "line": "____",
    },
}  # fmt: skip

WORDS = {
    "title": "Опись приложений", "number": "№", "name": "Наименование", "count": "Листов",
    "exhibit": "Приложение", "sheets": "л", "digest": "SHA-256 исходного файла:",
}  # fmt: skip
