"""Twelve people who were written down before anything was tuned for them: what each of them does,
how many moves it takes, and what they must never read.

A move is a message or a press. Whoever cries sees the three actions at once or after one tap;
whoever needs a letter has it within `LETTER` moves, every question of it answered or passed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bot.app import Application
from tests.conftest import MakePerson
from tests.dialogs.journeys import newest_case
from tests.people import IS_READY, TYPED
from tests.telegram import Person

LETTER = 16
"""The most moves from the first word to a first letter."""

NEVER = (
    "никуда это не записал",
    "понимаю только текст",
    "нажмите /start",
    "обязаны вернуть",
    "гарантир",
    "вы назвали код",
    "вы сообщили код",
    "сами перевели",
    "не волнуйтесь",
    "к сожалению",
    "Провайдер",
)
"""No screen of theirs says this."""

ACTIONS = ("1.", "2.", "3.")


@dataclass(frozen=True, kw_only=True)
class Someone:
    """`moves` are what they type, or press where it begins with ">"; `sees` stands on the last
    screen, `unseen` on none. With `letter` the next move is the first letter, `answers` are theirs.
    """

    name: str
    moves: Sequence[str]
    sees: Sequence[str] = ()
    unseen: Sequence[str] = ()
    place: str = ""
    problem: str = ""
    letter: str = ""
    answers: dict[str, str] = field(default_factory=dict)


REPORTED = (">✅ Сообщено", ">Только что", ">Пропустить", ">Номера не дали")
"""Whoever was robbed has called, and tells when: moves that no letter takes."""

PEOPLE = (
    Someone(
        name="a pensioner with a dead wallet and a helper",
        moves=(
            "Обещают вывести деньги с киви за комиссию 1500, просят сначала оплатить",
            "на киви осталось 5200 как забрать",
            ">✅ Всё верно, дальше",
            ">Готово",
        ),
        sees=("АСВ",),
        unseen=("приложении киви", "приложение QIWI"),
        place="qiwi_ru",
        problem="licence_revoked",
        letter="✍️",
    ),
    Someone(
        name="a student robbed a minute ago who types without /start",
        moves=("мошеники сняли 9900 с юмани только что", *REPORTED, ">Списали без меня"),
        place="other_wallet",
        problem="unauthorised",
        letter="✍️",
    ),
    Someone(
        name="a block with a selfie asked for",
        moves=("озон банк заблокировал карту, просят селфи с паспортом", ">✅ Всё верно, дальше"),
        place="other_wallet",
        problem="blocked",
        letter="✍️",
    ),
    Someone(
        name="cash in a terminal abroad",
        moves=(
            "терминал в астане взял 10000 тенге и не зачислил",
            ">✅ Всё верно, дальше",
            ">Не помогло",
        ),
        unseen=("102", "Роспотребнадзор", "Банк России"),
        place="qiwi_kz",
        problem="terminal",
        letter="✍️",
    ),
    Someone(
        name="a wrong receiver",
        moves=(
            "ошиблась цифрой и 3000 ушли не тому, сбер",
            ">✅ Всё верно, дальше",
            ">Не помогло",
        ),
        place="other_wallet",
        problem="wrong_details",
        letter="✍️",
    ),
    Someone(
        name="a shop",
        moves=("магазин не возвращает 4500 за кроссовки третью неделю", ">✅ Всё верно, дальше"),
        place="shop",
        problem="refund",
        letter="✍️",
    ),
    Someone(
        name="chaos",
        moves=("аааа", "чё делать", ">🚨", ">Выманили", ">📞", ">Сбер", *REPORTED),
        place="other_wallet",
        problem="unauthorised",
        letter="✍️",
    ),
    Someone(
        name="somebody deceived by a safe account",
        moves=("перевела на безопасный счёт 200к с втб", *REPORTED),
        unseen=("Операция не моя", "без моего согласия"),
        place="other_wallet",
        problem="deceived",
        letter="✍️",
    ),
    Someone(
        name="the base of the Bank of Russia",
        moves=(
            "банк сказал что я в базе цб 161 фз карту закрыли",
            ">✅ Всё верно, дальше",
            ">Сбер",
        ),
        problem="fraud_base",
        letter="✍️",
    ),
    Someone(
        name="a wallet opened on one's passport",
        moves=("на мой паспорт открыли кошелек юмани без меня", ">✅ Всё верно, дальше"),
        place="other_wallet",
        problem="opened_without_me",
        letter="✍️",
    ),
    Someone(
        name="the unidentified",
        moves=(
            "юмани не проходит идентификация паспорт не принимает",
            ">✅ Всё верно, дальше",
            ">Не помогло",
        ),
        place="other_wallet",
        problem="identification",
        letter="✍️",
    ),
    Someone(
        name="money came by mistake",
        moves=("мне пришли чужие деньги просят вернуть на другую карту",),
        sees=("банк",),
        unseen=("Похоже на",),
    ),
)

CRIES = (
    "помогите деньги украли",
    "Караул, с карты снимают!!",
    "памагите мошеники обчистили",
    "код сказал и минус 30 тыщ",
    "взломали кошелёк че делать",
    "с киви списали деньги",
    "у меня вывели все с каспи",
)


class Walk:
    """A person whose moves are counted and whose screens are read."""

    def __init__(self, person: Person) -> None:
        self.person, self.count, self.seen = person, 0, ""

    async def moves(self, move: str) -> None:
        """Types it, or presses what stands behind ">"."""
        self.count += 1
        await (self.person.presses(move[1:]) if move[:1] == ">" else self.person.says(move))
        self.seen += f"\n{self.person.screen}"

    async def writes(self, button: str, answers: dict[str, str], most: int) -> None:
        """The letter, every question of it answered or passed, in so many moves from the first."""
        await self.moves(f">{button}")
        while not IS_READY.search(self.person.screen):
            assert self.count <= most, self.person.screen
            await self.moves(self._next(answers))

    def _next(self, answers: dict[str, str]) -> str:
        labels = self.person.labels
        passed = ("✅ Верно", "Оставить", "Дальше ›", "Пропустить", "Номера не дали", "Нет, одна")
        known = {**TYPED, **answers}
        for question, title in (("full_name", "ФИО"), ("phone", "телефон")):
            if title in self.person.screen:
                return known[question]
        return ">" + next(label for label in passed if label in labels)


@pytest.mark.parametrize("someone", PEOPLE, ids=lambda one: one.name)
async def test_each_comes_where_they_need_to_be(
    app: Application, anna: Person, someone: Someone
) -> None:
    walk = Walk(anna)
    for move in someone.moves:
        await walk.moves(move)
    for said in someone.sees:
        assert said in anna.screen
    if someone.problem:
        case = await newest_case(app, anna)
        assert case.problem == someone.problem
        assert someone.place in ("", case.place)
    if someone.letter:
        reported = len(REPORTED) if REPORTED[0] in someone.moves else 0
        await walk.writes(someone.letter, someone.answers, LETTER + reported)
    for never in (*NEVER, *someone.unseen):
        assert never not in walk.seen


@pytest.mark.parametrize("cry", CRIES)
async def test_a_cry_is_at_most_a_tap_from_the_three_actions(anna: Person, cry: str) -> None:
    walk = Walk(anna)
    await walk.moves(cry)
    assert anna.screen.startswith("Слышу вас"), anna.screen
    assert all(action in anna.screen for action in ACTIONS)
    assert not [never for never in NEVER if never in walk.seen]


async def test_the_red_button_is_a_tap_from_the_three_actions(person: MakePerson) -> None:
    for number, opening in enumerate(("/start", "что-то непонятное", "телефон поддержки")):
        someone = person(id=7000 + number)
        await someone.says(opening)
        await someone.presses("🚨")
        assert all(action in someone.screen for action in ACTIONS)
