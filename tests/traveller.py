"""Somebody who walks the ladder by what is on the screen, whatever its words and its order are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from telegram_sandbox.chats import Message

ANSWERS: Mapping[str, str] = {
    "provider_name": "ООО «Кошелек Плюс»",
    "happened": "03.05.2026 15:30",
    "sum": "12 400",
    "fee_sum": "310",
    "operation": "77123456789",
    "recipient": "Смирнов Пётр",
    "story": "Оплатила заказ, деньги списали, получатель их не видел.",
    "provider_reply": "Ответили, что платеж исполнен.",
    "new_facts": "Получатель прислал выписку.",
    "full_name": "Иванова Анна Петровна",
    "phone": "+7 916 123-45-67",
    "email": "anna.ivanova@example.com",
    "address": "123456, Москва, улица Мира, дом 1, квартира 2",
    "wallet": "79161234567",
}
"""What is typed for each question; any other is skipped."""

NUMBER = "ВХ-2026/77"


@dataclass(frozen=True)
class Move:
    """The next thing to do: press a button of a message, or say a text. `question` when it answers
    one."""

    data: str = ""
    text: str = ""
    message_id: int = 0
    question: str = ""


@dataclass
class Traveller:
    """Decides what to do next, from the newest message with buttons alone.

    `place` and `problem` are what the case is opened with, `reply` what every body answers.
    """

    place: str = "other_wallet"
    problem: str = "not_delivered"
    reply: str = "refused"
    answers: Mapping[str, str] = field(default_factory=lambda: ANSWERS)
    replied: set[str] = field(default_factory=set)
    has_case: bool = False

    def next_move(self, messages: list[Message]) -> Move | None:
        """What to do about this screen; None at the end of the way."""
        screens = [message for message in messages if message.buttons]
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
        for decide in (self._form, self._sending, self._card, self._pages):
            move = decide(offered, message)
            if move is not None:
                return move
        return None

    def _is_over(self, offered: Mapping[str, str]) -> bool:
        """The last step stays where it is when it is answered."""
        on_card = {"letter", "sent"} <= offered.keys() and "file" not in offered
        return on_card and _step(offered["sent"]) in self.replied

    def _form(self, offered: Mapping[str, str], message: Message) -> Move | None:
        if "done" in offered:  # ticks: the first one, then on
            first = offered["choose"]
            ticked = not first.endswith(".1")
            return _press(message, offered["done"] if ticked else first)
        if "skip" in offered:
            question = offered["skip"].rpartition(":")[2]
            text = self.answers.get(question)
            return Move(text=text, question=question) if text else _press(message, offered["skip"])
        if "ask" in offered and "edit" not in offered:  # an echo: the first button says yes
            return _press(message, next(iter(offered.values())))
        return None

    def _sending(self, offered: Mapping[str, str], message: Message) -> Move | None:
        if {"file", "sent"} <= offered.keys():
            return _press(message, offered["sent"])
        for verb in ("sent_on", "reg_on"):
            if verb in offered:
                return _press(message, offered[verb])
        if list(offered) == ["card"]:
            return Move(text=NUMBER) if len(message.buttons) == 1 else None
        return None

    def _card(self, offered: Mapping[str, str], message: Message) -> Move | None:
        for verb in ("not_helped", "checked", "number", self.reply, "go"):
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
            if name == "place" and arg.startswith(f"{self.place}."):
                return _press(message, data)
            if name == "open" and arg == f"{self.place}.{self.problem}":
                return _press(message, data)
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
