"""The people of the tests: what they answer, and how they find their way by what is on a screen.

Whoever sees the buttons' data (a person in this process) is led by a `Traveller`, whatever the
words and the order of the screens are; whoever sees labels alone (at the chat page) fills a letter
in with `fill`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Protocol

from telegram_sandbox.chats import Message

from bot.escalation.firms import NOT_LISTED
from bot.escalation.values import Moment, Money, Operation, Operations, Value
from tests.telegram import Person

TYPED: Mapping[str, str] = {
    "provider_name": "ООО НКО «ЮМани»",
    "happened": "03.05.2026 15:30",
    "sum": "12 400",
    "fee_sum": "150",
    "operation": "2605031530",
    "recipient": "магазин «Мелодия»",
    "own_words": "Деньги списали, магазин их не получил.",
    "police_words": "Деньги списали, магазин их не получил.",
    "provider_reply": "Операция завершена успешно.",
    "new_facts": "Магазин прислал справку.",
    "full_name": "Соколова Анна Викторовна",
    "phone": "+7 916 555-12-34",
    "email": "sokolova.anna@example.ru",
    "address": "119234, г. Москва, ул. Лебедева, д. 7, кв. 15",
    "wallet": "410011234567890",
    "birth_date": "09.02.1988",
    "birth_place": "г. Тула",
    "defendant_address": "г. Москва, ул. Садовая, д. 1",
}
"""What is typed for each question; any other is passed, as most people pass it."""

ANSWERS: Mapping[str, Value] = {
    **TYPED,
    "happened": Moment(date(2026, 5, 3), time(15, 30)),
    "sum": Money(1_240_000),
    "fee_sum": Money(15_000),
    "birth_date": Moment(date(1988, 2, 9)),
    "identifier": "СНИЛС 112-233-445 95",
    "id_document": "паспорт 45 00 000000, выдан 12.03.2008",
    "bank_details": "счёт 40817810000000000001, БИК 044525000",
    "wanted": ("return_sum", "deliver", "unblock", "explain", "logs", "include_in_register"),
    "attachments": ("receipt", "statement", "screenshots", "contract", "notices", "tickets",
                    "correspondence", "first_letter", "first_reply", "recipient_letter",
                    "kusp_ticket", "operator_certificate", "id_copy", "proof_of_sending"),
    "fee_told": ("not_told",),
    "terminal_number": "10443321",
    "terminal_address": "г. Казань, пр. Победы, д. 91",
    "terminal_owner": "ООО «Пэйпоинт»",
    "kusp_number": "18831",
    "moral_damage": Money(500_000),
    "cross_border": ("abroad",),
    "shop_name": "ООО «Уютный дом»",
    "order_number": "УД-5521",
    "transfer_day": Moment(date(2024, 2, 19)),
    "transfer_number": "770112233",
    "transfer_to": "Петров Олег Ильич, Ереван",
    "block_kind": ("not_told",),
    "deceit": ("safe_account",),
    "contact_trace": "+7 900 555-66-77",
    "held": ("not_held",),
    "intended": "дочери, Соколовой Ольге",
    "mistake_in": ("phone",),
    "docs_given": "12.05.2026 – договор займа и выписка",
    "due_day": Moment(date(2026, 5, 10)),
    "bought": ("goods",),
    "due_why": ("cancelled",),
    "wrong_data": "фамилия – Соколава",
    "right_data": "фамилия – Соколова",
    "place_of_event": "Тула, дома",
    "way": ("not_known",),
    "inn": "710012345678",
    "post_checked": ("same",),
    "sued": ("no",),
    "reported": Moment(date(2026, 5, 3), time(16, 10)),
    "report_way": ("phone",),
    "report_no": "88-1234567",
    "notice": ("came",),
    "notice_at": Moment(date(2026, 5, 3), time(15, 31)),
    "identified": ("full",),
    "decision_no": "У-26-123456/5010-003",
    "refusal_day": Moment(date(2026, 5, 20)),
    "refusal_no": "415",
    "appeal_ground": ("evidence",),
    "asv_day": Moment(date(2026, 5, 28)),
    "asv_no": "64-08исх-771",
    "objection_why": ("paper_added",),
    "motions": ("absence", "arrest"),
}  # fmt: skip
"""Every question answered, as the bot keeps it."""

FURTHER = Operations(
    (
        Operation(
            Moment(date(2026, 5, 3), time(15, 32)), Money(490_000), "2605031532", "карта •••• 1234"
        ),
        Operation(Moment(date(2026, 5, 4)), Money(300_050)),
    )
)
"""Two operations beside the one that `ANSWERS` tell of."""

NUMBER = "ВХ-2026/77"

IS_READY = re.compile(r": (?:текст готов|черновик)\b")
"""How the screen of a letter begins: one with many lines to fill in is a draft."""

_QUESTIONS = Path(__file__).parents[1] / "templates" / "screens" / "questions"
_HEADINGS = {
    heading: file.name.removesuffix(".html.j2")
    for file in _QUESTIONS.iterdir()
    for heading in re.split(r"<[^>]+>|{%.*?%}", file.read_text(encoding="utf-8").partition("\n")[0])
    if heading
}
"""The question that each heading asks."""


class Talker(Protocol):
    """Someone in front of the bot: in this process, or at the chat page."""

    @property
    def screen(self) -> str: ...
    @property
    def labels(self) -> list[str]: ...
    async def says(self, text: str) -> None: ...
    async def presses(self, label: str) -> None: ...


async def picks(person: Talker, place: str) -> None:
    """Press whose wallet it was: one that is not in the bot's list, a terminal in Russia."""
    await person.presses(place)
    if "Другого нет в списке" in person.labels:
        await person.presses("Другого нет в списке")
        await person.presses("Не знаю")
    if "Это банкомат банка" in person.labels:
        await person.presses("Россия")


def _question_on(screen: str) -> str:
    found = [_HEADINGS[line] for line in screen.splitlines() if line in _HEADINGS]
    assert found, f"no question and no letter: {screen}"
    return found[0]


async def confirms(person: Talker) -> None:
    """Say that an answer was understood, where the bot asks."""
    if "✅ Верно" in person.labels:
        await person.presses("✅ Верно")


async def fill(person: Talker, **given: str) -> list[str]:
    """Answer every question until the letter is there; gives the questions that were asked.

    `given` is typed instead of what is usual: `sum="…"`; `own_words` are added to the letter, where
    nobody asks for them.
    """
    typed = {**TYPED, **given}
    asked: list[str] = []
    for _ in range(60):
        if IS_READY.search(person.screen):
            if "own_words" in given and "✍️ Добавить от себя" in person.labels:
                await person.presses("✍️ Добавить от себя")
                continue
            return asked
        if "✅ Оставить без отмеченного" in person.labels or "Оставить" in person.labels:
            await person.presses("Оставить")
            continue
        if "✅ Верно" in person.labels:
            await person.presses("✅ Верно")
            continue
        question = _question_on(person.screen)
        asked.append(question)
        if question in typed:
            await person.says(typed[question])
        else:
            ways = ("Дальше ›", "Пропустить", "Номера не дали", "Нет, одна")
            await person.presses(next(way for way in ways if way in person.labels))
    raise AssertionError(f"no letter after sixty moves: {person.screen}")


@dataclass(frozen=True)
class Move:
    """The next thing to do: press a button of a message, or say a text. `question` when it answers
    one."""

    data: str = ""
    text: str = ""
    message_id: int = 0
    question: str = ""
    files: tuple[bytes, ...] = ()


@dataclass
class Traveller:
    """Decides what to do next, from the newest message with buttons alone.

    `place`, `firm` and `problem` are what the case is opened with, `reply` how every body replies;
    the firm is not in the bot's list unless it is named.
    """

    place: str = "other_wallet"
    problem: str = "not_delivered"
    firm: str = NOT_LISTED
    reply: str = "refused"
    answers: Mapping[str, str] = field(default_factory=lambda: TYPED)
    replied: set[str] = field(default_factory=set)
    has_case: bool = False

    def next_move(self, messages: list[Message]) -> Move | None:
        """What to do about this screen; None at the end of the way. Whoever walks slowly may be
        reminded on the way: that leads elsewhere and is not followed."""
        screens = [m for m in messages if m.buttons and not m.words.startswith("🔔")]
        if not screens:
            return Move(text="/start")
        message = screens[-1]
        offered: dict[str, str] = {}
        for button in message.buttons:
            data = button.get("callback_data", "")
            offered.setdefault(_verb(data), data)
            self.has_case |= data.startswith("c:")
        if self._is_over(offered):
            return None
        for decide in (self._exhibit, self._form, self._sending, self._card, self._pages):
            move = decide(offered, message)
            if move is not None:
                return move
        return None

    def _is_over(self, offered: Mapping[str, str]) -> bool:
        """The last step stays where it is once a reply is recorded."""
        on_card = {"letter", "sent"} <= offered.keys() and "file" not in offered
        return on_card and _step(offered["sent"]) in self.replied

    def _exhibit(self, offered: Mapping[str, str], message: Message) -> Move | None:
        """What is on the file? The first answer does; then back to where one was."""
        for verb in ("xkind", "xday"):
            if verb in offered and "xname" not in offered:
                return _press(message, offered[verb])
        if {"xname", "exhibit", "xsort"} & offered.keys():
            back = next((way for way in ("ask", "letter", "card") if way in offered), None)
            return _press(message, offered[back]) if back else None
        return None

    def _form(self, offered: Mapping[str, str], message: Message) -> Move | None:
        if "done" in offered:  # ticks: the first one, then on
            first = offered["choose"]
            ticked = not first.endswith(".1")
            return _press(message, offered["done"] if ticked else first)
        if "skip" in offered:
            question = offered["skip"].rpartition(":")[2]
            text = self.answers.get(question)
            return Move(text=text, question=question) if text else _press(message, offered["skip"])
        if offered.keys() == {"p:urgent", "letter"}:  # back to a declined name that was offered
            return _press(message, offered["letter"])
        if "ask" in offered and "edit" not in offered:  # an echo: the first button says yes
            return _press(message, next(iter(offered.values())))
        return None

    def _sending(self, offered: Mapping[str, str], message: Message) -> Move | None:
        if {"file", "sent"} <= offered.keys():
            return _press(message, offered["sent"])
        for verb in ("sent_on", "sent_to", "sent_form", "reg_on", "got"):
            if verb in offered:
                return _press(message, offered[verb])
        if list(offered) == ["card"]:
            return Move(text=NUMBER) if len(message.buttons) == 1 else None
        return None

    def _card(self, offered: Mapping[str, str], message: Message) -> Move | None:
        if {"late", "silent"} <= offered.keys() and "number" not in offered:
            return _press(message, offered["late"])  # a card that waits: what was replied?
        for verb in ("not_helped", "checked", "number", self.reply, "go"):
            if verb == "go" and verb in offered and _step(offered[verb]) in self.replied:
                continue  # the press came again after a kill: its step is behind, and is only shown
            if verb in offered:
                if verb == self.reply:
                    self.replied.add(_step(offered[verb]))
                return _press(message, offered[verb])
        if {"letter", "sent"} <= offered.keys():
            return _press(message, offered["letter"])
        return _press(message, offered["card"]) if "card" in offered else None

    def _pages(self, offered: Mapping[str, str], message: Message) -> Move | None:
        for button in message.buttons:
            data = button.get("callback_data", "")
            name, _, arg = data.removeprefix("p:").partition(":")
            place, _, rest = arg.partition(".")
            firm = arg.rpartition(".")[2] or self.firm
            if name in ("listed", "kind") and firm == self.firm:
                return _press(message, data)
            if name == "place" and place == self.place and firm == self.firm:
                return _press(message, data)
            if name == "open" and place == self.place and rest.split(".")[0] == self.problem:
                return _press(message, data)
        further = [b["callback_data"] for b in message.buttons if b["text"] == "Следующие ›"]
        if further and ("p:open" in offered or self.firm != NOT_LISTED):
            return _press(message, further[0])
        for verb in ("cases", "home") if self.has_case else ("place", "new", "home"):
            if f"p:{verb}" in offered:
                return _press(message, offered[f"p:{verb}"])
        return None


def _verb(data: str) -> str:
    """The verb of a case's button, or "p:<name>" of a page's."""
    parts = data.split(":")
    if parts[0] == "c" and len(parts) > 4:
        return parts[4]
    return ":".join(parts[:2])


def _step(data: str) -> str:
    return data.split(":")[3]


def _press(message: Message, data: str) -> Move:
    return Move(data=data, message_id=message.id)


async def make(person: Person, move: Move) -> None:
    """Make one move."""
    if move.data:
        await person.presses_data(move.message_id, move.data)
    else:
        await person.says(move.text)


async def travel(
    person: Person, until: Callable[[Move], bool], traveller: Traveller | None = None
) -> Move:
    """Go on along the ladder; gives the first move that fits, before it is made."""
    traveller = traveller or Traveller()
    for _ in range(300):
        move = traveller.next_move(person.messages)
        assert move is not None, f"the way ended at {person.screen!r}"
        if until(move):
            return move
        await make(person, move)
    raise AssertionError("the way does not lead there")


async def to_the_end(person: Person) -> None:
    """Go on until there is nothing left to do."""
    traveller = Traveller()
    for _ in range(400):
        move = traveller.next_move(person.messages)
        if move is None:
            return
        await make(person, move)
    raise AssertionError("the way has no end")


async def asked(person: Person, question: str) -> Move:
    """Go on until this question stands on the screen; gives the move that would answer it."""
    return await travel(person, lambda move: move.question == question)


async def at_letter(person: Person) -> Move:
    """Go on until the letter stands on the screen; gives the move that says it was sent."""
    return await travel(person, lambda move: ":sent:" in move.data)
