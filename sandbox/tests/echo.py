"""A tiny bot that uses what the chat page shows: menus, files, edits, alerts, replies."""

from typing import Any

from bot_client import BotClient

LETTER = "Прошу вернуть 12 400 ₽.\n".encode()

MENU = {
    "inline_keyboard": [
        [{"text": "Считать", "callback_data": "count:0", "style": "primary"}],
        [
            {"text": "Отправил", "callback_data": "sent", "style": "success"},
            {"text": "Удалить", "callback_data": "gone", "style": "danger"},
        ],
        [
            {"text": "Скопировать адрес", "copy_text": {"text": "a@example.org"}},
            {"text": "Сайт", "url": "https://example.org/"},
        ],
        [{"text": "Файл", "callback_data": "file"}],
    ]
}

SCREEN = (
    "<b>Дело</b> № <code>A-17</code> <i>в пути</i> <u>сейчас</u> <s>потом</s>\n"
    'Ответ <tg-time unix="{due}" format="r">скоро</tg-time>, '
    '<tg-time unix="{due}" format="D">дата</tg-time>.\n'
    "Код: <tg-spoiler>секрет</tg-spoiler>, почта help@example.org, /help\n"
    "<blockquote expandable>Почему так?\nПотому что срок\nсчитают со дня,\nследующего "
    "за днём отправки,\nи никак иначе.</blockquote>"
    "<pre>Копируемый текст\nв две строки</pre>"
)
SIZES = {"keyboard": [["Большой", "Маленький"]], "one_time_keyboard": True}


class EchoBot:
    """Answers updates; `poll` takes them for as long as its task lives."""

    def __init__(self, client: BotClient) -> None:
        self._call = client.call

    async def set_up(self) -> None:
        """The commands and the words of the empty chat."""
        commands = {"start": "Начать сначала", "help": "Что умеет бот"}
        told = [{"command": name, "description": words} for name, words in commands.items()]
        await self._call("setMyCommands", commands=told)
        about = "Помогаю вернуть деньги, которые потерялись в кошельке."
        await self._call("setMyDescription", description=about)

    async def poll(self) -> None:
        """Take updates and answer them, one after another; endless."""
        offset = 0
        while True:
            for update in await self._call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                await self.handle(update)

    async def handle(self, update: dict[str, Any]) -> None:
        """Answer one update."""
        if "message" in update:
            await self._heard(update["message"])
        elif "edited_message" in update:
            message = update["edited_message"]
            reply = {"message_id": message["message_id"]}
            await self._say(message, "Вы исправили сообщение", reply_parameters=reply)
        elif "callback_query" in update:
            await self._pressed(update["callback_query"])

    async def _say(self, message: dict[str, Any], text: str, **params: Any) -> None:
        chat_id = message["chat"]["id"]
        await self._call("sendMessage", chat_id=chat_id, text=text, parse_mode="HTML", **params)

    async def _heard(self, message: dict[str, Any]) -> None:
        text = message.get("text", "")
        if message["chat"]["type"] != "private":
            await self._say(message, "Пишите мне в личные сообщения")
        elif text == "/start":
            due = message["date"] + 3 * 86_400
            await self._say(message, SCREEN.format(due=due), reply_markup=MENU)
        elif text.startswith("/start "):
            await self._say(message, f"payload={text.removeprefix('/start ')}")
        elif text == "/help":
            forced = {"force_reply": True, "input_field_placeholder": "Номер обращения"}
            await self._say(message, "Какой номер?", reply_markup=forced)
        elif text == "/size":
            await self._say(message, "Какой размер?", reply_markup=SIZES)
        elif text:
            await self._call("sendChatAction", chat_id=message["chat"]["id"], action="typing")
            escaped = text.replace("&", "&amp;").replace("<", "&lt;")
            await self._say(message, escaped)
        else:
            kinds = ("sticker", "voice", "photo", "document", "contact")
            await self._say(message, f"Получено: {next(k for k in kinds if k in message)}")

    async def _pressed(self, query: dict[str, Any]) -> None:
        message, data = query["message"], query["data"]
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        said: dict[str, Any] = {}
        match data.partition(":")[0]:
            case "count":
                number = int(data.partition(":")[2]) + 1
                again = [[{"text": "Считать", "callback_data": f"count:{number}"}]]
                markup = {"inline_keyboard": again}
                text = f"Счёт: {number}"
                await self._call("editMessageText", **where, text=text, reply_markup=markup)
            case "sent":
                said = {"text": "Записано", "show_alert": True}
            case "gone":
                await self._call("deleteMessage", **where)
                said = {"text": "Удалено"}
            case "file":
                await self._call(
                    "sendDocument",
                    {"document": ("Заявление.txt", LETTER)},
                    chat_id=where["chat_id"],
                    caption="Ваше <b>заявление</b>",
                    parse_mode="HTML",
                )
        await self._call("answerCallbackQuery", callback_query_id=query["id"], **said)
