"""Ways through the conversation that several tests take."""

from typing import Protocol

from bot.app import Application
from bot.content.content import Content
from bot.escalation.case import Case
from tests.telegram import Person

ANSWERS = {
    "Как называется кошелек": "ООО НКО «ЮМани»",
    "Когда это случилось": "3 мая в 15:30",
    "О какой сумме": "12 400",
    "Какую комиссию": "150",
    "Какой номер у операции": "2605031530",
    "Кому шли деньги": "магазин «Мелодия»",
    "Что произошло": "Деньги списали, магазин их не получил.",
    "Что вам ответили": "Операция завершена успешно.",
    "Как вас зовут": "Иванова Мария Петровна",
    "Телефон для связи": "+7 916 555-12-34",
    "Почта для ответа": "ivanova@example.ru",
    "Адрес для ответа": "г. Москва, ул. Лебедева, д. 7",
    "Номер кошелька": "+7 916 555-12-34",
    "Дата рождения": "09.02.1988",
    "Место рождения": "г. Тула",
    "Адрес ответчика": "г. Москва, ул. Садовая, д. 1",
}
"""What is typed when a screen asks; a question that is not here is passed."""


class Talker(Protocol):
    """Someone in front of the bot: in this process, or at the chat page."""

    @property
    def screen(self) -> str: ...
    @property
    def labels(self) -> list[str]: ...
    async def says(self, text: str) -> None: ...
    async def presses(self, label: str) -> None: ...


async def fill(person: Talker, **given: str) -> list[str]:
    """Answer every question until the letter is there; give the headings of those that were asked.

    `given` replaces answers by a word of the heading: `story=…` is written as `Что_произошло=…`.
    """
    answers = {**ANSWERS, **{key.replace("_", " "): text for key, text in given.items()}}
    asked: list[str] = []
    for _ in range(60):
        screen = person.screen
        if "текст готов" in screen:
            return asked
        if "✅ Верно" in person.labels:
            await person.presses("✅ Верно")
            continue
        heading = next(line for line in screen.splitlines() if not line.startswith("Вопрос"))
        asked.append(heading)
        answer = next((text for key, text in answers.items() if heading.startswith(key)), None)
        if answer is not None:
            await person.says(answer)
        else:
            await person.presses("Дальше ›" if "Дальше ›" in person.labels else "Пропустить")
    raise AssertionError(f"no letter after sixty moves: {person.screen}")


async def at_support(person: Person, place: str = "Другой кошелек или банк") -> None:
    """A case that stands on the step of the support, its payment not delivered."""
    await person.says("/new")
    await person.presses(place)
    await person.presses("Платеж не дошел")
    await person.presses("Не помогло")


async def write(person: Person, **given: str) -> list[str]:
    """Open the step's letter and answer what it asks."""
    await person.presses("✍️ Текст обращения")
    return await fill(person, **given)


async def send(person: Person, number: str = "А-17") -> None:
    """The letter went out today, with this number, registered on the same day."""
    await person.presses("📮 Отправлено")
    await person.presses("Сегодня")
    await person.says(number)
    await person.presses("В день отправки")


async def newest_case(app: Application, person: Person) -> Case:
    """The person's newest case as it is stored."""
    return (await app.casework.list(person.id))[0]


def text_of(person: Person) -> str:
    """The letter on the screen, without no-break spaces."""
    return person.screen.replace("\u00a0", " ")


def label(content: Content, group: str, name: str) -> str:
    """A label as the screen shows it."""
    return content.words.label(group, name)
